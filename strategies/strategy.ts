/**
 * The port of a balancing strategy.
 *
 * A strategy is told what a balancer can know and answers with a server. It owns no clock (`now` is an argument, integer
 * nanoseconds), no global randomness (a `Random` is handed in) and does no input or output, so the same file runs in the
 * simulator and in a live proxy. Every call is about one *try*: one attempt of a request at one server.
 *
 * Views are reused: what a call is given is valid only until the call returns; copy what must be kept.
 */

/** The position of a server in its balancer's pool, from 0. Never reused within a run, not even after a removal. */
export type ServerIndex = number;

/** Answer of `pick`: there is no server for this request; it fails at once. */
export const NONE = -1;

/** Answer of `pick`: let the request queue at the balancer until a slot is free (see `onSlotFree`). */
export const WAIT = -2;

/**
 * How a try ended, as the balancer saw it. `failed`: an error answer or a crash; `timedOut`: the server did not answer in the
 * balancer's time; `refused`: the server's queue was full; `abandoned`: the client gave up, which says nothing of the server.
 */
export type TryOutcome = 'succeeded' | 'failed' | 'timedOut' | 'refused' | 'abandoned';

/**
 * What is asked: the try's request, or the client's connection where a balancer balances connections. Reused.
 *
 * A connection shows the request that opens it. `pick` and `onDispatch` are about a try of that request, with its `attempt`, `tried` and
 * `scratch`. Once it is open, so after `onDispatch`, it has a `scratch` number of its own until it closes, which begins as that of the
 * request; and it is a first attempt.
 */
export interface RequestView {
  /** Number of the request, from 0, unique in a run. */
  readonly id: number;
  /** Index of the request's class (of a `mix`), from 0. */
  readonly class: number;
  /** The client's address: 4 bytes (IPv4) or 16 (IPv6), in network order. */
  readonly address: Uint8Array;
  /** What a key hash hashes (a path, a user); no bytes where the request has none. */
  readonly key: Uint8Array;
  /** 1 for the first try of a request, 2 for its first retry, and so on. */
  readonly attempt: number;
  /** What is being placed. */
  readonly kind: 'request' | 'connection';
  /** Whether an earlier try of this request was sent to `server`. */
  tried(server: ServerIndex): boolean;
  /** One number that the strategy may keep with the request over all its tries, 0 at the first, or with an open connection. */
  scratch: number;
  /** Read only when asked for; empty or undefined where there is none. */
  path(): string;
  header(name: string): string | undefined;
  cookie(name: string): string | undefined;
}

/**
 * What one balancer knows of its servers, by columns indexed by `ServerIndex`, which stay the same while the pool changes.
 */
export interface PoolView {
  /** How many indices were ever given; servers that left stay, as not available. */
  readonly size: number;
  /** How many may ever be given: the length of the columns. */
  readonly room: number;
  /** Relative share of traffic, > 0. */
  readonly weight: Float64Array;
  /** 1 where the balancer may pick the server now (known, healthy, not draining), else 0. */
  readonly available: Uint8Array;
  /** Tries that this balancer sent to the server and that have not ended. */
  readonly inService: Int32Array;
  /** Requests that queue at this balancer for this very server. */
  readonly queued: Int32Array;
  /** Most tries that the balancer may have at the server at once; 0 where there is no limit. */
  readonly limit: Int32Array;
  /** Priority group, 0 first. */
  readonly priority: Uint8Array;
  /** 1 for a server that is used only when no other is available. */
  readonly backup: Uint8Array;
  /** Index of the server's zone; the balancer's own is `ownZone`. */
  readonly zone: Int32Array;
  readonly ownZone: number;
  /** Share of CPU in use, 0 to 1, as last reported; -1 where no report came yet. */
  readonly cpu: Float64Array;
  /** Share of memory in use, 0 to 1, as last reported; -1 where no report came yet. */
  readonly memory: Float64Array;
  /** The server's name, such as `web/0`. */
  name(server: ServerIndex): string;
  /** What no real balancer knows. Present only for a strategy whose `needs` says `oracle`. */
  readonly oracle?: OracleView;
}

/** True state of the servers: for bounds, never for a live balancer. */
export interface OracleView {
  /** CPU work in nanoseconds at speed 1 that the server still has to do for what it holds, over its capacity (cores x speed). */
  workLeft(server: ServerIndex, now: number): number;
}

/** What changed for one server of the pool. The view already shows the new state. */
export type PoolChange = 'added' | 'removed' | 'available' | 'unavailable' | 'weight' | 'limit';

/** What a server tells of itself. Reused. */
export interface ServerReport {
  /** `probe`: the answer to `actions.probe`; `periodic`: sent every so often; `idle`: it has just run out of work. */
  readonly kind: 'probe' | 'periodic' | 'idle';
  /** Requests at the server, queued there or in service, from all balancers. */
  readonly inFlight: number;
  /** The server's own estimate of its latency now, in nanoseconds: the median of recent latencies near this many in flight; 0 before any. */
  readonly latency: number;
  /** Share of CPU in use over the last report interval, 0 to 1. */
  readonly cpu: number;
  /** Share of memory in use, 0 to 1. */
  readonly memory: number;
}

/** How a try ended. Reused. */
export interface TryEnd {
  readonly outcome: TryOutcome;
  /** From dispatch to end, nanoseconds. */
  readonly latency: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** What the answer told of its server: of a try that succeeded, for a strategy that `needs` it; a connection has none. */
  readonly feedback?: Feedback;
}

/** What a server puts into its answers, as of the departure. Reused. */
export interface Feedback {
  /** Requests left at the server, queued there or in service, from all balancers. */
  readonly inFlight: number;
  /** From the start of this request at the server to its departure, nanoseconds: without its time in the server's queue. */
  readonly serviceTime: number;
}

/** Seeded randomness of one strategy instance. The same calls give the same draws on every machine. */
export interface Random {
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform integer in [0, n), 1 <= n <= 2^32. */
  below(n: number): number;
  /** Uniform in [0, 1), 53 bits. */
  unit(): number;
}

/** What a strategy may ask of its balancer. */
export interface Actions {
  /** Asks the server for a report; the answer comes later, by `onReport`, or never. */
  probe(server: ServerIndex): void;
}

/** One balancer's running strategy. Only `pick` is required; a hook that is absent costs nothing. */
export interface Strategy {
  /** Chooses a server that is available, or NONE, or WAIT. */
  pick(request: RequestView, now: number): ServerIndex;
  /** A try was sent to `server` (`pool.inService` counts it already). `picked` is false where stickiness or a queue chose. */
  onDispatch?(server: ServerIndex, request: RequestView, now: number, picked: boolean): void;
  /** The try reached its server. */
  onConnect?(server: ServerIndex, request: RequestView, now: number): void;
  /** The first byte of a good answer is there. */
  onFirstByte?(server: ServerIndex, request: RequestView, now: number): void;
  /** A try ended (`pool.inService` no longer counts it). */
  onTryEnd?(server: ServerIndex, request: RequestView, now: number, end: TryEnd): void;
  /** The pool changed; one call a change. The servers that are there at `create` are not announced. */
  onPoolChange?(server: ServerIndex, change: PoolChange, now: number): void;
  /** A report arrived (`pool.cpu` and `pool.memory` already show it). */
  onReport?(server: ServerIndex, report: ServerReport, now: number): void;
  /**
   * A try at `server` ended, or it became available, while requests queue at the balancer: whether the oldest of them goes
   * there now, without a pick. Without this hook the oldest is picked for again.
   */
  onSlotFree?(server: ServerIndex, now: number): boolean;
  /** When `onTick` is wanted; read after `create` and after each tick. */
  nextTickAt?: number;
  onTick?(now: number): void;
}

/** One parameter of a strategy, as plain data: CLI, scenario schema, docs and checks read it. Durations are nanoseconds inside. */
export type ParameterSchema =
  | { kind: 'integer' | 'prime' | 'number'; min?: number; max?: number; description: string }
  | { kind: 'fraction'; min?: number; max?: number; description: string }
  | { kind: 'duration'; min?: number; max?: number; description: string }
  | { kind: 'choice'; choices: readonly string[]; description: string }
  | { kind: 'boolean'; description: string };

/** Parameter values: numbers (durations in nanoseconds, fractions 0 to 1), choices or booleans. */
export type Parameters = Record<string, number | string | boolean>;

/** What the world must provide for a strategy. */
export interface Needs {
  /** It sees the true state of the servers: simulator only. */
  oracle?: boolean;
  /** Servers report CPU and memory this often, nanoseconds. */
  reportEvery?: number;
  /** It probes servers. */
  probes?: boolean;
  /** A server that runs out of work tells one balancer, at random, of those that want it. */
  idleReports?: boolean;
  /** Answers carry feedback of their servers. */
  feedback?: boolean;
}

/**
 * A law that a strategy claims; test/strategies/laws holds it to it.
 * `even`: idle sequential traffic is spread evenly over equal servers in the long run; `weighted`: shares follow weights there;
 * `sticky-address`, `sticky-key`: equal address (key) gives the equal server while the pool stays as it is;
 * `least-in-flight`: never picks a server while an available one has fewer in flight.
 */
export type Law = 'even' | 'weighted' | 'sticky-address' | 'sticky-key' | 'least-in-flight';

/** A strategy as it stands in the index: what it is, what it needs, how to make one. */
export interface StrategyDefinition<P extends Parameters = Parameters> {
  /** As used on the command line and in scenarios. */
  readonly name: string;
  /** One sentence: the rule. */
  readonly summary: string;
  /** One sentence: what a pick and the keeping of its state cost. */
  readonly cost: string;
  /** One sentence: how it differs from its nearest sibling. */
  readonly differs: string;
  /** The rule as plain text, in lines of at most 78 columns. */
  readonly formula: string;
  /** One or two sentences: when it goes wrong, and how. */
  readonly fails: string;
  /** Which balancers have it under what name, such as "nginx: `least_conn`"; deviations in brackets. Empty where none does. */
  readonly shippedAs: readonly string[];
  /** Papers and documents, with addresses where there are any. */
  readonly references: readonly string[];
  readonly laws: readonly Law[];
  readonly defaults: P;
  readonly schema: { readonly [K in keyof P]: ParameterSchema };
  /** What is wrong with parameters that are right one by one, for the user; undefined for nothing. */
  contradiction?(params: P): string | undefined;
  needs?(params: P): Needs;
  create(pool: PoolView, random: Random, params: P, actions: Actions): Strategy;
}
