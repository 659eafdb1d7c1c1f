/**
 * Replays recordings of real balancers, pick by pick. They live outside the project (../shared/picks, whose README explains the
 * format); where they are not there, the tests skip and say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { Parameters, StrategyDefinition } from '../../strategies/strategy.ts';
import { FakeBalancer } from './fake-pool.ts';
import type { FakeRequest, FakeServer } from './fake-pool.ts';

const FOLDER = new URL('../../../shared/picks/', import.meta.url);

interface Recording {
  config: string;
  events: RecordedEvent[];
}

interface RecordedEvent {
  event: string;
  id?: number;
  /** From 1. */
  picked?: number | string;
  tried?: number[];
  server?: number;
  ms?: number;
  command?: string;
}

/** Defines a test that the strategy picks as the recording did, failed attempts included. */
export function testRecording(name: string, definition: StrategyDefinition, parameters: Parameters = {}): void {
  const file = new URL(`${name}.json`, FOLDER);
  if (!existsSync(file)) {
    test.skip(`${definition.name} picks as recorded in ${name}: ../shared/picks is not there`, () => undefined);
    return;
  }
  test(`${definition.name} picks as recorded in ${name}`, (t) => {
    const { config, events } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
    const replay = new Replay(new FakeBalancer(definition, serversOf(config), parameters));
    for (const [index, event] of events.entries()) {
      t.deepEqual(replay.play(event), expected(event), `event ${index}, ${JSON.stringify(event)}`);
    }
    assertPicksWereCompared(t, events);
  });
}

/** All servers that were tried for an event, numbered from 1; the last is the one that answered. */
function expected({ picked, tried }: RecordedEvent): (number | string)[] {
  return tried ?? (picked === undefined ? [] : [picked]);
}

function assertPicksWereCompared(t: ExecutionContext, events: RecordedEvent[]): void {
  t.true(events.filter(({ picked }) => picked !== undefined).length > 4);
}

class Replay {
  readonly #balancer: FakeBalancer;
  readonly #stopped = new Set<number>();
  readonly #open = new Map<number, FakeRequest>();

  constructor(balancer: FakeBalancer) {
    this.#balancer = balancer;
    // Well after 0, as the clock of a real balancer is.
    balancer.now = 1000e9;
  }

  play({ event, id, server, ms, command }: RecordedEvent): (number | string)[] {
    if (event === 'request') return this.#send(this.#balancer.newRequest(), true);
    if (event === 'open') return this.#openRequest(id as number);
    if (event === 'close') this.#close(id as number);
    else if (event === 'stop') this.#stopped.add((server as number) - 1);
    else if (event === 'start') this.#stopped.delete((server as number) - 1);
    else if (event === 'wait') this.#balancer.advance((ms as number) * 1e6);
    else if (event === 'command') this.#command(command as string);
    else throw new Error(`unknown event ${event}`);
    return [];
  }

  /** Tries servers until one answers: a stopped one refuses the connection and the balancer goes on to the next. */
  #send(request: FakeRequest, endsAtOnce: boolean): (number | string)[] {
    const picked = this.#balancer.send(request);
    if (picked < 0) return request.servers.length > 0 && !endsAtOnce ? [] : answered(request, 'error');
    if (this.#stopped.has(picked)) {
      this.#balancer.end(picked, 'failed', request);
      request.attempt++;
      return this.#send(request, endsAtOnce);
    }
    if (endsAtOnce) this.#balancer.end(picked, 'succeeded', request);
    return answered(request);
  }

  #openRequest(id: number): (number | string)[] {
    const request = this.#balancer.newRequest();
    this.#open.set(id, request);
    return this.#send(request, false);
  }

  #close(id: number): void {
    const request = this.#open.get(id) as FakeRequest;
    this.#balancer.end(request.servers.at(-1) as number, 'succeeded', request);
  }

  #command(command: string): void {
    const weight = /^set weight \w+\/s(\d+) (\d+)$/.exec(command);
    if (weight !== null) return this.#balancer.setWeight(Number(weight[1]) - 1, Number(weight[2]));
    const disable = /^disable server \w+\/s(\d+)$/.exec(command);
    if (disable === null) throw new Error(`unknown command ${command}`);
    this.#balancer.setAvailable(Number(disable[1]) - 1, false);
  }
}

/** A failure is recorded as `error`, without the servers that were tried. */
function answered(request: FakeRequest, error?: string): (number | string)[] {
  return error === undefined ? request.servers.map((server) => server + 1) : [error];
}

/** The `server` lines of a fragment of nginx's or HAProxy's configuration. */
function serversOf(config: string): FakeServer[] {
  const lines = config.split('\n').filter((line) => /^\s*server\s+[^\s{]/.test(line));
  return lines.map((line) => {
    const number = (key: string) => Number(new RegExp(`\\b${key}[= ](\\d+)`).exec(line)?.[1] ?? NaN);
    return {
      weight: number('weight') || 1,
      limit: number('max_conns') || number('maxconn') || 0,
      backup: /\bbackup\b/.test(line),
      available: !/\bdown\b/.test(line),
    };
  });
}
