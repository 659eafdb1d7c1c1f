/** What pauses, slowness and errors do to servers while they last. docs/model.md says what several of them do together. */
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { namedStream, type RandomStream } from '../../kernel/random-stream.ts';
import { EVENT } from '../event-kinds.ts';
import type { Fault, Model } from '../model.ts';
import { type Requests, ROW } from '../requests/requests.ts';
import { type Servers, SLOWED } from '../servers/servers.ts';

const { INTEGERS, NUMBER } = ROW;

export interface ServerFaults {
  /** Whether any server may answer wrong, or pause. */
  readonly hasErrors: boolean;
  readonly hasPauses: boolean;
  /** Whether any balancer may die. */
  readonly hasBalancerCrashes: boolean;
  /** A fault of the model begins or ends at a server. */
  readonly begin: (fault: number, server: number) => void;
  readonly end: (fault: number, server: number) => void;
  /** Whether what reaches the server now is answered at once, and wrong. */
  readonly answersWrong: (server: number) => boolean;
  /** The probability of that. */
  readonly errorShare: (server: number) => number;
  /** A wait ended at a server that pauses: it ends when the server goes on. */
  readonly postpone: (server: number, slot: number) => void;
}

export function createServerFaults(
  { seed, faults = [], servers: specs }: Model,
  events: Events,
  { integers }: Requests,
  servers: Servers,
): ServerFaults {
  const has = (kind: Fault['effect']['kind']) => faults.some(({ effect }) => effect.kind === kind);
  /** By server: faults that last, in their order. */
  const lasting = new Map<number, number[]>();
  /** By server: requests whose wait ended in a pause. */
  const postponed = new Map<number, number[]>();
  const coins = new Map<string, RandomStream>();

  function lastingAt(server: number): number[] {
    return lasting.get(server) ?? [];
  }

  function change(server: number, now: number[]): void {
    lasting.set(server, now);
    let pace = 1;
    for (const fault of now) {
      const { effect } = faults[fault];
      if (effect.kind === 'pause') pace = 0;
      else if (effect.kind === 'slow') pace *= effect.share;
    }
    servers.slow(server, SLOWED.FAULT, pace);
    if (pace > 0) resume(server);
  }

  function resume(server: number): void {
    for (const slot of postponed.get(server) ?? [])
      events.push(0, LANE.response, integers[(slot << INTEGERS) | NUMBER], EVENT.waitDone, slot);
    postponed.delete(server);
  }

  function coinOf(fault: number, server: number): RandomStream {
    const name = `faults/${faults[fault].entry}/${specs[server].name}/errors`;
    const coin = coins.get(name) ?? namedStream(seed, name);
    coins.set(name, coin);
    return coin;
  }

  return {
    hasErrors: has('errors'),
    hasPauses: has('pause'),
    hasBalancerCrashes: faults.some(({ balancers }) => balancers.length > 0),
    begin(fault, server) {
      change(
        server,
        [...lastingAt(server), fault].toSorted((a, b) => a - b),
      );
    },
    end(fault, server) {
      change(
        server,
        lastingAt(server).filter((each) => each !== fault),
      );
    },
    answersWrong(server) {
      if (!servers.isUp(server) || servers.isPaused(server)) return false;
      for (const fault of lastingAt(server)) {
        const { effect } = faults[fault];
        if (effect.kind === 'errors' && coinOf(fault, server).unit() < effect.share) return true;
      }
      return false;
    },
    errorShare(server) {
      let right = 1;
      for (const fault of lastingAt(server)) {
        const { effect } = faults[fault];
        if (effect.kind === 'errors') right *= 1 - effect.share;
      }
      return 1 - right;
    },
    postpone(server, slot) {
      postponed.set(server, [...(postponed.get(server) ?? []), slot]);
    },
  };
}

/** The model, with the servers that a fault pauses or slows down as those whose speed varies. */
export function withUnevenServers(model: Model): Model {
  const { faults = [] } = model;
  const uneven = new Set(
    faults.flatMap(({ effect, servers }) => (effect.kind === 'pause' || effect.kind === 'slow' ? servers : [])),
  );
  if (uneven.size === 0) return model;
  return {
    ...model,
    servers: model.servers.map((spec, index) => (uneven.has(index) ? { ...spec, varies: true } : spec)),
  };
}
