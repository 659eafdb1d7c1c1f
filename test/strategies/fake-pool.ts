/** A stand-in for the balancer around a strategy: it keeps the pool's columns and calls the hooks in the engine's order. */
import { namedStream } from '../../sim/kernel/random-stream.ts';
import { NONE, WAIT } from '../../strategies/strategy.ts';
import type {
  OracleView,
  Parameters,
  PoolChange,
  PoolView,
  RequestView,
  ServerIndex,
  ServerReport,
  Strategy,
  StrategyDefinition,
  TryOutcome,
} from '../../strategies/strategy.ts';

export interface FakeServer {
  /** `web/<index>` if left out. */
  name?: string;
  weight?: number;
  limit?: number;
  priority?: number;
  backup?: boolean;
  available?: boolean;
}

/** Servers that a fake pool has room for. */
const ROOM = 2048;

export class FakePool implements PoolView {
  size = 0;
  readonly room = ROOM;
  readonly weight = new Float64Array(ROOM);
  readonly available = new Uint8Array(ROOM);
  readonly inService = new Int32Array(ROOM);
  readonly queued = new Int32Array(ROOM);
  readonly limit = new Int32Array(ROOM);
  readonly priority = new Uint8Array(ROOM);
  readonly backup = new Uint8Array(ROOM);
  readonly zone = new Int32Array(ROOM);
  readonly cpu = new Float64Array(ROOM).fill(-1);
  readonly memory = new Float64Array(ROOM).fill(-1);
  readonly ownZone = 0;
  /** Nanoseconds of work that each server still has to do, for an oracle. */
  workLeft: number[] = [];
  readonly #names: string[] = [];
  readonly oracle: OracleView | undefined;

  constructor(withOracle: boolean) {
    if (withOracle) this.oracle = { workLeft: (server) => this.workLeft[server] };
  }

  add(server: FakeServer): ServerIndex {
    if (this.size === ROOM) throw new RangeError(`a fake pool has room for ${ROOM} servers`);
    this.weight[this.size] = server.weight ?? 1;
    this.available[this.size] = server.available === false ? 0 : 1;
    this.limit[this.size] = server.limit ?? 0;
    this.priority[this.size] = server.priority ?? 0;
    this.backup[this.size] = server.backup === true ? 1 : 0;
    this.workLeft.push(0);
    this.#names.push(server.name ?? `web/${this.size}`);
    return this.size++;
  }

  name(server: ServerIndex): string {
    return this.#names[server];
  }
}

export class FakeRequest implements RequestView {
  readonly class = 0;
  readonly kind = 'request';
  scratch = 0;
  attempt = 1;
  /** Where its tries were sent, in order. */
  readonly servers: ServerIndex[] = [];
  dispatchedAt = 0;
  readonly id: number;
  readonly address: Uint8Array;
  readonly key: Uint8Array;

  constructor(id: number, address: Uint8Array, key: Uint8Array = new Uint8Array(0)) {
    this.id = id;
    this.address = address;
    this.key = key;
  }

  tried(server: ServerIndex): boolean {
    return this.servers.includes(server);
  }

  path(): string {
    return '/';
  }

  header(): undefined {
    return undefined;
  }

  cookie(): undefined {
    return undefined;
  }
}

/** The four bytes of an IPv4 address that stands for `index`. */
export const addressOf = (index: number): Uint8Array =>
  Uint8Array.of(10, (index >>> 16) & 255, (index >>> 8) & 255, index & 255);

/** A key of its own for each `index`. */
export const keyOf = (index: number): Uint8Array => new TextEncoder().encode(`/item/${index}`);

export class FakeBalancer {
  /** Nanoseconds; tests move it on. */
  now = 0;
  readonly pool: FakePool;
  readonly strategy: Strategy;
  /** Requests at each server, oldest first. */
  readonly inFlight: FakeRequest[][] = [];
  readonly waiting: FakeRequest[] = [];
  /** Servers that were asked for a report and have not answered. */
  readonly probed: ServerIndex[] = [];
  #nextId = 0;

  constructor(definition: StrategyDefinition, servers: FakeServer[], parameters: Parameters = {}, seed = 1) {
    const params = { ...definition.defaults, ...parameters };
    this.pool = new FakePool(definition.needs?.(params).oracle === true);
    for (const server of servers) this.#admit(server);
    const probe = (server: ServerIndex) => void this.probed.push(server);
    this.strategy = definition.create(this.pool, namedStream(seed, 'strategy'), params, { probe });
  }

  /** Tries in service by server. */
  get inService(): number[] {
    return [...this.pool.inService.subarray(0, this.pool.size)];
  }

  newRequest(address?: Uint8Array, key?: Uint8Array): FakeRequest {
    const id = this.#nextId++;
    return new FakeRequest(id, address ?? addressOf(id), key);
  }

  /** Asks for a server and sends the request there; with WAIT the request queues. Returns what `pick` answered. */
  send(request: FakeRequest = this.newRequest()): ServerIndex {
    const server = this.strategy.pick(request, this.now);
    if (server === WAIT) this.waiting.push(request);
    else if (server !== NONE) this.#dispatch(request, server, true);
    return server;
  }

  /** Ends a try, the oldest at its server unless another is named, and lets a waiting request have the slot. */
  end(server: ServerIndex, outcome: TryOutcome = 'succeeded', request?: FakeRequest): FakeRequest {
    const tries = this.inFlight[server];
    const [ended] = tries.splice(request === undefined ? 0 : tries.indexOf(request), 1);
    if (outcome === 'succeeded') this.strategy.onFirstByte?.(server, ended, this.now);
    this.pool.inService[server]--;
    const latency = this.now - ended.dispatchedAt;
    const feedback = outcome === 'succeeded' ? { inFlight: tries.length, serviceTime: latency } : undefined;
    this.strategy.onTryEnd?.(server, ended, this.now, { outcome, latency, bytesIn: 0, bytesOut: 0, feedback });
    this.#offerSlot(server);
    return ended;
  }

  /** A whole exchange in no time, on a balancer that is idle again after it. */
  exchange(request?: FakeRequest): ServerIndex {
    const server = this.send(request);
    if (server >= 0) this.end(server);
    return server;
  }

  exchanges(count: number): ServerIndex[] {
    return Array.from({ length: count }, () => this.exchange());
  }

  add(server: FakeServer = {}): ServerIndex {
    const index = this.#admit(server);
    this.#announce(index, 'added');
    return index;
  }

  remove(server: ServerIndex): void {
    this.pool.available[server] = 0;
    this.#announce(server, 'removed');
  }

  setAvailable(server: ServerIndex, available: boolean): void {
    this.pool.available[server] = available ? 1 : 0;
    this.#announce(server, available ? 'available' : 'unavailable');
    if (available) this.#offerSlot(server);
  }

  setWeight(server: ServerIndex, weight: number): void {
    this.pool.weight[server] = weight;
    this.#announce(server, 'weight');
  }

  report(server: ServerIndex, report: Partial<ServerReport> = {}): void {
    const whole: ServerReport = {
      kind: 'periodic',
      inFlight: this.pool.inService[server],
      latency: 0,
      cpu: 0,
      memory: 0,
      ...report,
    };
    this.pool.cpu[server] = whole.cpu;
    this.pool.memory[server] = whole.memory;
    this.strategy.onReport?.(server, whole, this.now);
  }

  /** Answers all open probes with the true number in flight. */
  answerProbes(latencyOf: (server: ServerIndex) => number = () => 0): void {
    for (const server of this.probed.splice(0)) this.report(server, { kind: 'probe', latency: latencyOf(server) });
  }

  /** Moves time on, with the ticks that fall due. */
  advance(nanoseconds: number): void {
    const until = this.now + nanoseconds;
    while (this.strategy.onTick !== undefined && (this.strategy.nextTickAt ?? Infinity) <= until) {
      this.now = Math.max(this.now, this.strategy.nextTickAt ?? 0);
      this.strategy.onTick(this.now);
    }
    this.now = until;
  }

  #admit(server: FakeServer): ServerIndex {
    this.inFlight.push([]);
    return this.pool.add(server);
  }

  #announce(server: ServerIndex, change: PoolChange): void {
    this.strategy.onPoolChange?.(server, change, this.now);
  }

  #dispatch(request: FakeRequest, server: ServerIndex, picked: boolean): void {
    request.servers.push(server);
    request.dispatchedAt = this.now;
    this.inFlight[server].push(request);
    this.pool.inService[server]++;
    this.strategy.onDispatch?.(server, request, this.now, picked);
  }

  #offerSlot(server: ServerIndex): void {
    while (this.waiting.length > 0 && this.strategy.onSlotFree?.(server, this.now) === true) {
      this.#dispatch(this.waiting.shift() as FakeRequest, server, false);
    }
  }
}

export const equalServers = (count: number): FakeServer[] => Array.from({ length: count }, () => ({}));

export const weightedServers = (...weights: number[]): FakeServer[] => weights.map((weight) => ({ weight }));
