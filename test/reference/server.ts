/**
 * A server of the reference simulator: three arrays of requests. docs/model.md has the rules; the sums are made at the
 * same instants and in the same order as docs/event-order.md says, so that results are equal to the nanosecond.
 */
import type { Fault, Model, ServerSpec, Size } from '../../sim/model/model.ts';
import type { Request } from './requests.ts';

export class Server {
  spec: ServerSpec;
  running: Request[] = [];
  waiting: Request[] = [];
  queue: Request[] = [];
  /** What keeps it down. */
  downs = 0;
  /** Faults that slow it down, pause it or make it answer wrong, by their index. */
  lasting: Record<number, Fault> = {};
  /** Requests whose wait ended in a pause. */
  postponed: Request[] = [];
  leaked = 0;
  /** Next completion. */
  departureAt = Infinity;
  /** Tries that came, taken in or not. */
  tries = 0;
  /** The most in flight since the measured window opened. */
  most = 0;
  crashedAt: number[] = [];
  /** Crashes that last. */
  crashes = 0;
  /** When it was down: from, to. */
  down: { at: number; backAt: number }[] = [];
  /** What it could work a nanosecond, from when on. */
  capacities: { at: number; capacity: number }[] = [];
  #warmth = 1;
  /** Work done up to now, as of `advance`, and the part of it that was for nothing. */
  work = 0;
  wasted = 0;
  /** (others found, latency) of requests that left. */
  history: { found: number; latency: number }[] = [];
  /** Requests that were looked up in the cache, and those found there. */
  lookups = 0;
  hits = 0;
  /** Keys in the cache, the one used last at the end. */
  #cached: string[] = [];
  readonly #drops: (request: Request) => boolean;
  readonly #cacheKeyOf: (request: Request) => string | undefined;
  #virtualNow = 0;
  /** Sum of the instants at which work on a core ended, less those at which it began, where the rate stays as it is. */
  #coreTime = 0;
  #rate = 0;
  #changedAt = 0;

  readonly #isUneven: boolean;

  /** `isUneven`: faults may change its speed. */
  constructor(
    spec: ServerSpec,
    isUneven: boolean,
    cacheKeyOf: (request: Request) => string | undefined,
    drops: (request: Request) => boolean,
  ) {
    this.spec = spec;
    this.#drops = drops;
    this.#isUneven = isUneven;
    this.#cacheKeyOf = cacheKeyOf;
    this.capacities.push({ at: 0, capacity: this.capacity });
    if (spec.reserve === true) this.stop(0);
  }

  get isUp(): boolean {
    return this.downs === 0;
  }

  /** Share of its speed at which it works. */
  get pace(): number {
    return Object.values(this.lasting).reduce((pace, { effect }) => {
      if (effect.kind === 'pause') return 0;
      return effect.kind === 'slow' ? pace * effect.share : pace;
    }, 1);
  }

  get isPaused(): boolean {
    return this.pace === 0;
  }

  get inFlight(): number {
    return this.running.length + this.waiting.length + this.queue.length;
  }

  get capacity(): number {
    const busy = Array.from({ length: this.spec.cores }, (_, i) => i + 1);
    return this.spec.speed * Math.max(...busy.map((cores) => this.#idealCores(cores)));
  }

  get memoryHeld(): number {
    return [...this.running, ...this.waiting].reduce((sum, { spec }) => sum + spec.memory, this.leaked);
  }

  get isDying(): boolean {
    return this.spec.whenMemoryIsFull.kind === 'crash' && this.memoryHeld > this.spec.memory;
  }

  /** Whether the rate of a running request may change, so that completions are kept in virtual time. */
  get #isVirtual(): boolean {
    const { discipline, scalability, memory, whenMemoryIsFull, varies } = this.spec;
    if (
      this.#isUneven ||
      varies === true ||
      discipline === 'processor-sharing' ||
      scalability.contention > 0 ||
      scalability.coherency > 0
    )
      return true;
    return memory !== Infinity && whenMemoryIsFull.kind === 'swap';
  }

  /** Takes the request in, or not: refused, or down. */
  arrive(request: Request, now: number): boolean {
    this.tries++;
    const mayStart = this.queue.length === 0 && this.#canStart(request);
    if (!mayStart && !this.#mayQueue(request)) return false;
    this.#lookUp(request);
    this.advance(now);
    this.most = Math.max(this.most, this.inFlight + 1);
    request.reachedAt = now;
    if (mayStart) {
      this.#start(request, now);
      this.#reschedule(now);
    } else {
      request.place = 'in a queue';
      this.queue.push(request);
    }
    return true;
  }

  /** What the request asks here depends on whether its key was one of the last. */
  #lookUp(request: Request): void {
    const { cache } = this.spec;
    const key = cache && this.#cacheKeyOf(request);
    if (cache === undefined || key === undefined) return;
    this.lookups++;
    if (this.#cached.includes(key)) {
      this.hits++;
      request.demand = Math.max(1, Math.round(request.drawn.demand * cache.hit));
      request.wait = 0;
    }
    this.#cached = [...this.#cached.filter((each) => each !== key), key].slice(-cache.entries);
  }

  /** The first running request is done with its core. */
  onCoreDone(now: number): Request {
    this.advance(now);
    const request = this.#firstRunning();
    this.#leaveCore(request, now);
    if (request.outcome !== undefined) this.wasted += request.demand - request.workedBefore;
    this.running = this.running.filter((each) => each !== request);
    if (request.wait > 0) {
      request.place = 'in its wait';
      this.waiting.push(request);
    }
    this.#afterLeaving(now);
    return request;
  }

  onWaitDone(request: Request, now: number): void {
    this.advance(now);
    this.waiting = this.waiting.filter((each) => each !== request);
    this.#afterLeaving(now);
  }

  cancel(request: Request, now: number): void {
    this.advance(now);
    if (request.place === 'on a core') {
      this.wasted += this.#workDoneFor(request, now) - request.workedBefore;
      this.#leaveCore(request, now);
    }
    this.running = this.running.filter((each) => each !== request);
    this.queue = this.queue.filter((each) => each !== request);
    this.#afterLeaving(now);
  }

  /** Its speed or its memory has changed. */
  refresh(now: number): void {
    this.advance(now);
    this.#afterLeaving(now);
  }

  setWarmth(warmth: number, now: number): void {
    this.advance(now);
    this.#warmth = warmth;
    this.#afterLeaving(now);
  }

  resize(size: Partial<Size>, now: number): void {
    this.advance(now);
    this.spec = { ...this.spec, ...size };
    this.capacities.push({ at: now, capacity: this.capacity });
    this.#afterLeaving(now);
  }

  /** Loses all that it holds, which is returned in order. */
  stop(now: number): Request[] {
    if (this.downs++ > 0) return [];
    this.advance(now);
    for (const request of this.running) {
      this.#leaveCore(request, now);
      this.wasted += this.#workDoneFor(request, now) - request.workedBefore;
    }
    for (const { outcome, demand, workedBefore } of this.waiting)
      if (outcome === undefined) this.wasted += demand - workedBefore;
    const lost = [...this.running, ...this.waiting, ...this.queue].sort((a, b) => a.order - b.order);
    this.running = [];
    this.waiting = [];
    this.queue = [];
    this.#cached = [];
    this.leaked = 0;
    this.down.push({ at: now, backAt: Infinity });
    this.#reschedule(now);
    return lost;
  }

  /** True: it is up again. */
  restart(now: number): boolean {
    this.downs--;
    if (this.downs > 0) return false;
    this.down.at(-1)!.backAt = now;
    return true;
  }

  /** Work still to do for all that is here, nanoseconds of a core of speed 1. */
  workLeft(now: number): number {
    const queued = this.queue.reduce((sum, { demand }) => sum + demand, 0);
    return this.running.reduce((sum, request) => sum + request.demand - this.#workDoneFor(request, now), queued);
  }

  /** The measured window opens. */
  openWindow(now: number): void {
    this.most = this.inFlight;
    for (const request of this.running) request.workedBefore = this.#workDoneFor(request, now);
    for (const request of this.waiting) request.workedBefore = request.demand;
  }

  /** The median of the last 16 latencies of each level of requests in flight, the nearest levels first, until they are 9; 0 without any. */
  estimate(): number {
    const distance = ({ found }: { found: number }) => Math.abs(levelOf(found) - levelOf(this.inFlight));
    const known: number[] = [];
    for (let away = 0; known.length < 9 && away < 500; away++) {
      const seen = this.history.filter((each) => distance(each) === away);
      for (const isAbove of [false, true]) {
        const level = seen.filter(({ found }) => levelOf(found) > levelOf(this.inFlight) === isAbove);
        known.push(...level.slice(-16).map(({ latency }) => latency));
      }
    }
    known.sort((a, b) => a - b);
    return known[Math.floor(known.length / 2)] ?? 0;
  }

  /** Brings the work done, and the virtual time, up to now. */
  advance(now: number): void {
    if (!this.#isVirtual) {
      this.work = this.spec.speed * (this.#coreTime + this.running.length * now);
      return;
    }
    const each = this.#rate * (now - this.#changedAt);
    this.work += this.running.length * each;
    this.#virtualNow += each;
    this.#changedAt = now;
  }

  /** The work done by now; no sum changes. */
  workBy(now: number): number {
    if (!this.#isVirtual) return this.spec.speed * (this.#coreTime + this.running.length * now);
    return this.work + this.running.length * this.#rate * (now - this.#changedAt);
  }

  /** For how long it was up between two instants. */
  upTime(from: number, to: number): number {
    return this.down.reduce((time, { at, backAt }) => {
      return time - Math.max(0, Math.min(backAt, to) - Math.max(at, from));
    }, to - from);
  }

  /** What it could have worked by now while it was up. */
  couldWork(now: number): number {
    return this.capacities.reduce((sum, { at, capacity }, i) => {
      return sum + capacity * this.upTime(at, this.capacities[i + 1]?.at ?? now);
    }, 0);
  }

  /** A request leaves its core: what it worked beyond its demand, since completions are rounded up, is no work. */
  #leaveCore({ finish }: Request, now: number): void {
    if (this.#isVirtual) this.work -= Math.max(0, this.#virtualNow - finish);
    else this.#coreTime += Math.min(now, finish);
  }

  #workDoneFor({ finish, demand }: Request, now: number): number {
    const virtualNow = this.#virtualNow + this.#rate * (now - this.#changedAt);
    const toDo = this.#isVirtual ? finish - virtualNow : (finish - now) * this.spec.speed;
    return demand - Math.min(Math.max(0, toDo), demand);
  }

  #firstRunning(): Request {
    return this.running.sort((a, b) => a.finish - b.finish || a.order - b.order)[0];
  }

  #canStart({ spec: { memory } }: Request): boolean {
    const { discipline, cores, concurrency, whenMemoryIsFull } = this.spec;
    const hasCore = discipline === 'processor-sharing' || this.running.length < cores;
    const hasSlot = this.running.length + this.waiting.length < concurrency;
    const isCareless = whenMemoryIsFull.kind === 'swap' || whenMemoryIsFull.kind === 'crash';
    const hasMemory = isCareless || this.memoryHeld + memory <= this.spec.memory;
    return this.isUp && hasCore && hasSlot && hasMemory;
  }

  #mayQueue({ spec: { memory } }: Request): boolean {
    const { kind } = this.spec.whenMemoryIsFull;
    if (!this.isUp || this.queue.length >= this.spec.queue) return false;
    if (kind === 'refuse') return this.memoryHeld + memory <= this.spec.memory;
    return kind !== 'queue' || memory <= this.spec.memory;
  }

  #start(request: Request, now: number): void {
    if (this.running.length === 0) this.#virtualNow = 0;
    request.place = 'on a core';
    request.startAt = now;
    request.starts.push(now);
    this.#coreTime -= now;
    request.finish = this.#isVirtual ? this.#virtualNow + request.demand : now + request.demand / this.spec.speed;
    this.running.push(request);
  }

  #afterLeaving(now: number): void {
    while (this.queue.length > 0 && this.#canStart(this.queue[0])) {
      const request = this.queue.shift()!;
      // Its deadline came along with it.
      if (request.outcome !== undefined && this.#drops(request)) Object.assign(request, { place: 'gone', leftAt: now });
      else this.#start(request, now);
    }
    this.#reschedule(now);
  }

  #reschedule(now: number): void {
    this.departureAt = Infinity;
    if (this.running.length === 0) return;
    this.#rate = this.#rateNow();
    const { finish } = this.#firstRunning();
    if (!this.#isVirtual) {
      this.departureAt = Math.ceil(finish);
      return;
    }
    const left = finish - this.#virtualNow;
    this.departureAt = left > 0 ? now + Math.ceil(left / this.#rate) : now;
  }

  /** Work a nanosecond for each running request. */
  #rateNow(): number {
    const { cores, scalability, memory, whenMemoryIsFull } = this.spec;
    const speed = this.spec.speed * this.#warmth * this.pace;
    const count = this.running.length;
    const isIdeal = scalability.contention === 0 && scalability.coherency === 0;
    const each = isIdeal && count <= cores ? speed : (speed * this.#idealCores(Math.min(count, cores))) / count;
    const swaps = whenMemoryIsFull.kind === 'swap' && this.memoryHeld > memory;
    return swaps ? each / whenMemoryIsFull.slowdown : each;
  }

  /** The Universal Scalability Law. */
  #idealCores(busy: number): number {
    const { contention, coherency } = this.spec.scalability;
    return busy / (1 + (busy - 1) * (contention + coherency * busy));
  }
}

/** The servers of a model. */
export function createReferenceServers(model: Model, cacheKeyOf: (request: Request) => string | undefined): Server[] {
  return model.servers.map((spec, index) => {
    const isUneven = (model.faults ?? []).some(
      ({ effect: { kind }, servers: hit }) => (kind === 'pause' || kind === 'slow') && hit.includes(index),
    );
    const drops = ({ group }: Request) => model.clients[group].afterTimeout === 'drop';
    return new Server(spec, isUneven, cacheKeyOf, drops);
  });
}

/** 0 to 15, then eight levels for each doubling. */
function levelOf(inFlight: number): number {
  if (inFlight < 16) return inFlight;
  const doublings = Math.floor(Math.log2(inFlight)) - 3;
  return 8 * doublings + Math.floor(inFlight / 2 ** doublings);
}
