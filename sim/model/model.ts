/**
 * The compiled model: what sim/scenario makes of a scenario file and a run consumes. Plain data, so that it can be sent to
 * a worker. Times are nanoseconds, rates are per nanosecond, sizes are bytes; "none" is Infinity (limits, timeouts) or 0 (costs).
 */
import type { Objective } from '../../records/observation.ts';
import type { Parameters, StrategyDefinition } from '../../strategies/strategy.ts';
import type { AutoscalerSpec } from './fleet/autoscaler-spec.ts';
import type { PlannedEvent } from './fleet/planned-event.ts';

export interface Model {
  name: string;
  summary: string;
  seed: number;
  /** Clients send during [0, duration). */
  duration: number;
  /** Requests count by their arrival in [warmup, duration). */
  warmup: number;
  /** How `warmup` is found before the run, where the scenario leaves it open; it is 0 until then. */
  warmupMethod?: 'MSER-5';
  /** The run goes on for at most this long after `duration`. */
  drain: number;
  clients: ClientGroup[];
  servers: ServerSpec[];
  balancers: BalancerSpec[];
  /** Index of the balancer whose strategy the run is about; the first where it is left out. */
  compared?: number;
  /** Names of the zones; index 0 is the unnamed one. */
  zones: string[];
  /** One-way latency from zone a to zone b at [a * zones.length + b]. */
  networkLatency: number[];
  /** What breaks, in the order of the scenario. Left out: nothing does. */
  faults?: Fault[];
  /** What is done to the servers, in the order of the file; left out: nothing. */
  events?: PlannedEvent[];
  /** Left out: none. */
  autoscalers?: AutoscalerSpec[];
  /** The run explains itself (explainer.ts), which takes time; left out: it does not. */
  explains?: true;
  objectives: Objective[];
  /** What the reader of a report must know beforehand, such as overload. */
  warnings: string[];
}

/** A group of clients with one arrival process. */
export interface ClientGroup {
  name: string;
  arrivals: Arrivals;
  /** One entry for a plain group; one an entry of `mix` otherwise. Shares add up to 1. */
  classes: RequestClass[];
  addresses: Population;
  /** `count` 0: requests carry no key. */
  keys: Population;
  /** Latency at which the client gives up; Infinity for never. */
  timeout: number;
  /** What a server does with a request whose client gave up. */
  afterTimeout: 'continue' | 'cancel' | 'drop';
  zone: number;
  /** Index of the balancer that the group sends to. */
  via: number;
  /** How its clients try again; left out: they do not. */
  tries?: TriesSpec | undefined;
}

/** How a client group or a balancer tries again. */
export interface TriesSpec {
  /** How long a try may take; Infinity for no limit. */
  timeout: number;
  /** Retries of a request at most. */
  retries: number;
  /** How tries end that are tried again. */
  retryOn: ('failed' | 'refused' | 'timedOut')[];
  backoff: BackoffSpec;
  /** Left out: without limit. */
  budget?: RetryBudgetSpec | undefined;
  /** Whether a balancer's retry may go to a member that was tried, though others are available. */
  sameServer: boolean;
  hedge?: HedgeSpec | undefined;
}

/** The n-th retry of a request comes after base 2^(n-1), `max` at most: as it is, between 0 and that, or between half and all of that. */
export interface BackoffSpec {
  base: number;
  max: number;
  jitter: 'none' | 'full' | 'equal';
}

/** Tokens that a first try brings; tokens that are kept at most. */
export interface RetryBudgetSpec {
  ratio: number;
  burst: number;
}

/** A try that takes longer than `after` (a percentile: of the sender's last tries) gets another beside it, `count` times a request at most. */
export interface HedgeSpec {
  after: number | { percentile: number };
  count: number;
}

/** `count` distinct values, the k-th most popular drawn with probability in proportion to 1 / k^zipf (0: uniform). */
export interface Population {
  count: number;
  zipf: number;
}

/** Rate by time: linear between points (at, rate), constant before the first and after the last. Rates per nanosecond. */
export type Rate = { at: number; rate: number }[];

export type Arrivals =
  | { process: 'poisson'; rate: Rate }
  | { process: 'constant'; rate: Rate }
  | { process: 'gamma'; rate: Rate; cv: number }
  /** Instants from a recorded trace, already divided by `speed`; addresses and keys as indices where the trace has them. */
  | {
      process: 'trace';
      at: Float64Array;
      address?: Uint32Array;
      addresses?: Uint8Array[];
      key?: Uint32Array;
      keys?: string[];
    }
  | { process: 'users'; count: number; think: Distribution };

export interface RequestClass {
  name: string;
  share: number;
  /** CPU time on a core of speed 1, nanoseconds. */
  demand: Distribution;
  /** Time after the CPU work that is not CPU (a database, I/O): the request keeps its slot and memory. */
  wait: Distribution;
  memory: number;
  bytesIn: number;
  bytesOut: number;
}

/** Values in nanoseconds. */
export type Distribution =
  | { kind: 'constant'; value: number }
  | { kind: 'exponential'; mean: number }
  | { kind: 'uniform'; low: number; high: number }
  | { kind: 'gamma'; mean: number; cv: number }
  | { kind: 'hyperexponential'; mean: number; cv: number }
  | { kind: 'lognormal'; mean: number; cv: number }
  | { kind: 'pareto'; mean: number; shape: number }
  /** Each value as likely as the other. */
  | { kind: 'empirical'; values: Float64Array }
  /** The n-th request of the group takes the n-th value (a trace's column). */
  | { kind: 'column'; values: Float64Array };

/** One server. */
export interface ServerSpec {
  /** `<group>/<index>`. */
  name: string;
  group: string;
  cores: number;
  speed: number;
  /** Infinity for no limit. */
  memory: number;
  discipline: 'processor-sharing' | 'fifo';
  /** Requests in service at once at most; Infinity for no limit. */
  concurrency: number;
  /** Requests that may wait at the server; Infinity for no limit. */
  queue: number;
  whenMemoryIsFull: MemoryPolicy;
  /** Left out: it has no cache. */
  cache?: CacheSpec | undefined;
  scalability: { contention: number; coherency: number };
  weight: number;
  priority: number;
  backup: boolean;
  zone: number;
  /** An hour. */
  price: number;
  /** It is not there at the start: it is for the fleet to launch. These come after all others. */
  reserve?: boolean;
  /** Its speed, cores or memory change while it runs. */
  varies?: boolean;
}

/** How much a server is. */
export type Size = Pick<ServerSpec, 'cores' | 'speed' | 'memory'>;

/** `queue`: it waits; `refuse`: refused; `swap`: all work at the server is `slowdown` times slower while over; `crash`: it dies with all in it and is back after `restart`. */
export type MemoryPolicy =
  | { kind: 'queue' }
  | { kind: 'refuse' }
  | { kind: 'swap'; slowdown: number }
  | { kind: 'crash'; restart: number };

/** A server remembers the `entries` keys that were used last; a request whose key is there needs `hit` of its demand, and no wait. */
export interface CacheSpec {
  entries: number;
  /** Share, 0 to 1. */
  hit: number;
}

/** A member of a pool: a server, or another balancer. */
export type Member = { kind: 'server'; index: number } | { kind: 'balancer'; index: number; weight: number };

export interface BalancerSpec {
  name: string;
  members: Member[];
  strategy: StrategyChoice;
  zone: number;
  /** Time that the balancer adds to each request. */
  cost: number;
  /** Requests that the balancer can handle a nanosecond; further ones wait their turn. Infinity for no limit. */
  capacity: number;
  /** Requests that may queue at the balancer when the strategy answers WAIT; Infinity for no limit. */
  queue: number;
  admission?: AdmissionSpec | undefined;
  sessions?: SessionSpec | undefined;
  connections?: ConnectionSpec | undefined;
  /** An hour. */
  price: number;
  /** How it finds out which members to use; left out: it uses all. */
  health?: HealthSpec | undefined;
  /** How it tries again; left out: it does not. */
  tries?: TriesSpec | undefined;
}

export interface HealthSpec {
  active?: ActiveHealth;
  passive?: PassiveHealth;
  /** Below this share of usable members all are used; 0 for never. */
  panic: number;
  /** Left out: traffic is not split over priority groups. */
  overprovisioning?: number;
  /** Time until a member that is usable again has its whole weight. */
  slowStart: number;
}

/** A check sets out every `every` (longer by a random share up to `jitter`); `fall` failed ones in a row, `rise` good ones in a row. */
export interface ActiveHealth {
  every: number;
  /** At most `every`. */
  timeout: number;
  fall: number;
  rise: number;
  asks: 'connect' | 'answer';
  jitter: number;
}

export interface PassiveHealth {
  /** Failed tries in a row that eject; Infinity for never. */
  failures: number;
  /** Ejects a member with a share of failed tries above `above`, of at least `minimum` in a window. */
  errorRate?: { above: number; window: number; minimum: number };
  /** The k-th ejection in a row lasts k times this, at most `maxEjection`. */
  ejection: number;
  maxEjection: number;
  /** Share of the members that may be ejected at once. */
  maxEjected: number;
}

/** Clients come back to the server that they were sent to last. */
export interface SessionSpec {
  by: 'address' | 'cookie';
  /** A client that does not come for so long has no session any more. */
  lifetime: number;
  /** Requests whose server is not available go elsewhere with their session, or fail. */
  whenGone: 'repick' | 'fail';
}

/** The strategy picks a server for each connection. Infinity for no limit. */
export interface ConnectionSpec {
  /** Requests after which a connection is closed, the time after which it is, and for how long it may be idle. */
  requests: number;
  lifetime: number;
  idle: number;
}

/** When a balancer stops sending for a while. */
export interface CircuitBreakerSpec {
  /** Share of tries that fail, of at least `minimum` that ended within `window`. */
  failures: number;
  window: number;
  minimum: number;
  /** For how long nothing is sent; then so many trials must all succeed. */
  open: number;
  trials: number;
}

/** RFC 8289's two parameters. */
export interface CodelSpec {
  target: number;
  interval: number;
}

/** A share of the requests of these classes (all where there are none) is turned away while so many or more are in flight. */
export interface SheddingSpec {
  share: number;
  above: number;
  classes: string[];
}

/** What a balancer lets in. What is left out has no effect. */
export interface AdmissionSpec {
  /** Tries that it has at one server at most; further requests queue at the balancer. */
  perServer: number;
  /** Requests in flight, sent or queued, at most; further ones are refused. */
  inFlight: number;
  /** A request that queues for longer is refused. */
  queueTimeout?: number;
  codel?: CodelSpec;
  breaker?: CircuitBreakerSpec;
  shedding: SheddingSpec[];
}

/** A strategy with its checked parameters. `label` is what reports call it, such as `power-of-two{choices: 3}`. */
export interface StrategyChoice {
  label: string;
  definition: StrategyDefinition;
  params: Parameters;
  /** The file that it is from, of one of the user's own: a worker thread loads it again. */
  file?: string | undefined;
}

/** Something that breaks, once or again and again, each time for a while. */
export interface Fault {
  /** Index of the entry of the scenario; with `target` it names the random stream `faults/<entry>/<target>`. */
  entry: number;
  /** What the entry hits: the name of a server, a zone, a balancer, two zones, or `random`. */
  target: string;
  effect: FaultEffect;
  /** Servers that it hits, all together, or one of them at random each time: of those that are there then. */
  servers: number[];
  isRandom: boolean;
  /** Balancers that it hits. */
  balancers: number[];
  begins: FaultBegin;
  /** How long it lasts each time; constant Infinity for the rest of the run. */
  lasts: Distribution;
}

/** Once; or again and again, after a time from the start, and then from the end of the one before. */
export type FaultBegin = { at: number } | { every: Distribution };

/**
 * `crash`, `zone`, `balancer`: all that is hit goes down with what it holds. `pause`: servers do nothing. `slow`: work goes on at this
 * share of its speed. `errors`: this share of what reaches a server is answered at once, wrong. `memoryLeak`: bytes a
 * nanosecond. `network`: what goes from one zone to the other, either way, takes longer, or is lost with this probability.
 */
export type FaultEffect =
  | { kind: 'crash' | 'zone' | 'balancer' | 'pause' }
  | { kind: 'slow'; share: number }
  | { kind: 'errors'; share: number }
  | { kind: 'memoryLeak'; rate: number }
  | { kind: 'network'; between: [number, number]; latency: number; loss: number };
