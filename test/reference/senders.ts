/** Senders of the reference simulator: client groups and balancers that try again. */
import { pairStreams } from '../../sim/kernel/random-stream.ts';
import type { Model, TriesSpec } from '../../sim/model/model.ts';
import type { Balancer } from './balancer.ts';
import type { Lane } from './events.ts';
import type { Request } from './requests.ts';

export class Sender {
  readonly spec: TriesSpec;
  /** Place among all senders: client groups first. */
  readonly index: number;
  /** Index of the balancer that it is; -1 for a client group. */
  readonly balancer: number;
  /** Billionths of tokens in the budget. */
  tokens = 0;
  /** How long tries took that were no hedges. */
  times: number[] = [];
  /** Numbers of the requests that came to it, for which it sent a retry or a hedge, or could not pay for one. */
  readonly log: Record<'requests' | 'retries' | 'hedges' | 'denied', number[]> = {
    requests: [],
    retries: [],
    hedges: [],
    denied: [],
  };
  readonly #streams;

  constructor(seed: number, name: string, spec: TriesSpec, index: number, balancer: number) {
    this.spec = spec;
    this.index = index;
    this.balancer = balancer;
    this.#streams = pairStreams(seed, `${name}/backoff`);
  }

  /** Whether the budget pays for a further try. */
  pay({ number }: Request): boolean {
    if (this.spec.budget === undefined) return true;
    if (this.tokens < 1e9) {
      this.log.denied.push(number);
      return false;
    }
    this.tokens -= 1e9;
    return true;
  }

  earn(): void {
    const { budget } = this.spec;
    if (budget !== undefined) this.tokens = Math.min(budget.burst * 1e9, this.tokens + Math.round(budget.ratio * 1e9));
  }

  hedgeDelay(): number {
    const { after } = this.spec.hedge!;
    if (typeof after === 'number') return after;
    const ended = this.times.length - (this.times.length % 64);
    if (ended === 0) return Infinity;
    const last = this.times.slice(Math.max(0, ended - 1024), ended).sort((a, b) => a - b);
    return last[Math.ceil((after.percentile / 100) * last.length) - 1];
  }

  backoff(request: Request, n: number): number {
    const { base, max, jitter } = this.spec.backoff;
    const time = Math.min(max, base * 2 ** (n - 1));
    const unit = () => this.#streams(request.number, (request.way << 5) | n).unit();
    if (jitter === 'none') return time;
    return Math.round(jitter === 'full' ? unit() * time : (0.5 + 0.5 * unit()) * time);
  }
}

/** What a sender does for one request. */
export interface Call {
  sender: Sender;
  /** Forks that it waits for. */
  live: Request[];
  sent: number;
  retries: number;
  hedges: number;
  /** Members that a balancer sent it to. */
  tried: number[];
}

/** What the simulator does for senders. */
interface World {
  now: () => number;
  schedule: (at: number, lane: Lane, id: number[], happen: () => void) => void;
  /** A copy of the request, with its place in the order. */
  copy: (request: Request) => Request;
  depart: (fork: Request, sender: Sender) => void;
  reply: (request: Request, outcome: string, sender: Sender) => void;
  stop: (request: Request) => void;
  letGo: (request: Request, own: string) => void;
}

export function createSenders(model: Model, world: World) {
  const { clients, balancers, seed } = model;
  const { now, schedule, copy, depart, reply, stop, letGo } = world;
  const all: Sender[] = [];
  const add = (name: string, spec: TriesSpec | undefined, balancer: number) => {
    if (spec === undefined) return undefined;
    return all[all.push(new Sender(seed, name, spec, all.length, balancer)) - 1];
  };
  const ofGroup = clients.map(({ name, tries }) => add(`clients/${name}`, tries, -1));
  const ofBalancer = balancers.map(({ name, tries }, index) => add(`balancers/${name}`, tries, index));

  function begin(request: Request, sender: Sender): void {
    request.place = 'at a sender';
    request.call = { sender, live: [], sent: 0, retries: 0, hedges: 0, tried: [] };
    sender.log.requests.push(request.number);
    sender.earn();
    send(request, false);
  }

  function send(request: Request, isHedge: boolean): void {
    const { call } = request;
    const { sender } = call!;
    const fork = copy(request);
    fork.nth = ++call!.sent;
    fork.way = (request.way << 5) | fork.nth;
    fork.isHedge = isHedge;
    call!.live.push(fork);
    const { hedge } = sender.spec;
    if (hedge !== undefined && call!.hedges < hedge.count && sender.hedgeDelay() !== Infinity) {
      const at = now() + sender.hedgeDelay();
      schedule(at, 'timeout', [clients.length + all.length, fork.order], () => onHedge(fork));
    }
    depart(fork, sender);
  }

  function onHedge(fork: Request): void {
    const { call } = fork.parent!;
    if (fork.outcome !== undefined) return;
    if (call!.hedges === call!.sender.spec.hedge!.count || !call!.sender.pay(fork)) return;
    call!.hedges++;
    call!.sender.log.hedges.push(fork.number);
    send(fork.parent!, true);
  }

  function onOver(fork: Request): void {
    if (!fork.isHedge) fork.parent!.call!.sender.times.push(now() - fork.arrivedAt);
  }

  function onAnswer(fork: Request, outcome: string): void {
    const request = fork.parent!;
    const call = request.call!;
    fork.outcome = outcome;
    onOver(fork);
    call.live = call.live.filter((each) => each !== fork);
    if (outcome !== 'succeeded') return onFailure(request, outcome);
    const { startAt, departureAt, leftBehind } = fork;
    Object.assign(request, { startAt, departureAt, leftBehind });
    for (const each of call.live) stop(each);
    for (const each of call.live) letGo(each, 'abandoned');
    call.live = [];
    reply(request, outcome, call.sender);
  }

  function onFailure(request: Request, outcome: string): void {
    const call = request.call!;
    const { spec } = call.sender;
    if (call.live.length > 0) return;
    const mayRetry =
      call.retries < spec.retries && (spec.retryOn as string[]).includes(outcome) && call.sender.pay(request);
    if (!mayRetry) return reply(request, outcome, call.sender);
    const at = now() + call.sender.backoff(request, ++call.retries);
    schedule(at, 'transit', [request.order], () => {
      if (request.outcome !== undefined) return;
      call.sender.log.retries.push(request.number);
      send(request, false);
    });
  }

  function onTimeout(fork: Request): void {
    stop(fork);
    letGo(fork, 'timedOut');
    onFailed(fork, 'timedOut');
  }

  function onFailed(fork: Request, outcome: string): void {
    const request = fork.parent!;
    request.call!.live = request.call!.live.filter((each) => each !== fork);
    onFailure(request, outcome);
  }

  /** A retry goes to another member, if there is one. */
  function pick(request: Request, balancer: Balancer, ask: () => number): number {
    const call = callOf(request, balancer.spec.name);
    let member = ask();
    if (call === undefined || call.sender.spec.sameServer) return member;
    const { pool } = balancer;
    const members = Array.from({ length: pool.size }, (_, each) => each);
    const untried = members.filter((each) => pool.available[each] === 1 && !call.tried.includes(each));
    if (untried.length === 0) return member;
    for (let again = 0; again < 2 && call.tried.includes(member); again++) member = ask();
    if (!call.tried.includes(member)) return member;
    const rank = (each: number) => 256 * pool.backup[each] + pool.priority[each];
    const best = untried.filter((each) => untried.every((other) => rank(other) >= rank(each)));
    const stream = pairStreams(seed, `balancers/${balancer.spec.name}/elsewhere`)(request.number, request.way);
    return best[stream.below(best.length)];
  }

  /** The call of the balancer, if the request is a try of it. */
  function callOf({ parent }: Request, name: string): Call | undefined {
    const index = parent?.call?.sender.balancer ?? -1;
    return index >= 0 && balancers[index].name === name ? parent!.call : undefined;
  }

  return { all, ofGroup, ofBalancer, begin, onOver, onAnswer, onFailed, onTimeout, pick, callOf };
}
