/**
 * What was seen in one run of one strategy: the currency between the simulator, a live replay and the reports. Plain data
 * (typed arrays and numbers); times are integer nanoseconds, sizes bytes. "Counted" requests arrived in [warmup, duration).
 */
import type { Explanation } from './explanation.ts';

/** How a request ended, in the order of the columns of `Windows.outcomes`. */
export const OUTCOMES = ['succeeded', 'failed', 'timedOut', 'refused', 'blocked', 'unfinished'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Observation {
  scenario: string;
  summary: string;
  strategy: string;
  seed: number;
  duration: number;
  warmup: number;
  /** How the warmup was found, where the scenario left it open. */
  warmupMethod?: 'MSER-5';
  /** When the run ended, drained or cut. */
  endedAt: number;
  /** The run was interrupted at `endedAt`: what stands here is what was known then. */
  partial: boolean;
  requests: RequestCounts;
  /** Over counted requests that succeeded: latency in nanoseconds. */
  latency: { sum: number; max: number };
  /** Ages in nanoseconds, at the end, of counted requests that had not finished: a histogram (records/histogram.ts). */
  unfinishedAges: Uint32Array;
  windows: Windows;
  groups: GroupObservation[];
  servers: ServerObservation[];
  serverTimeline: ServerTimeline;
  balancers: BalancerObservation[];
  objectives: Objective[];
  checks: Checks;
  /** Second by second, for objectives that a single request can meet; left out without any. Of several runs merged: of the first. */
  objectiveSeconds?: ObjectiveSeconds;
  /** What happened to the cluster in the whole run, in order. Of several runs merged: what happened in the first. */
  happenings: Happening[];
  /** Notes on the run that the reader must see, such as overload; one line each. */
  warnings: string[];
  /** Where the run was to explain itself. */
  explanation?: Explanation;
  /** Where this is several runs merged into one (records/merge.ts): how each of them was. `seed` is the first one's. */
  replications?: Replication[];
}

/** One of several runs of one scenario and strategy, each of its own seed: what tells how far they differ. */
export interface Replication {
  seed: number;
  /** Counted requests that succeeded. */
  succeeded: number;
  /** Their latencies, nanoseconds: the sum, the largest, and a histogram over all windows. */
  latency: { sum: number; max: number; histogram: Uint32Array };
  /** Its requests by window and outcome, as in `Windows`. */
  outcomes: Uint32Array;
  objectiveSeconds?: ObjectiveSeconds;
}

export interface RequestCounts extends Record<Outcome, number> {
  arrived: number;
  /** Attempts at servers, by counted requests. */
  tries: number;
}

/** Up to 256 equal windows over [warmup, duration), by arrival; window i starts at `warmup + i * length`. */
export interface Windows {
  length: number;
  count: number;
  /** Requests by window and outcome: [window * OUTCOMES.length + outcome]. */
  outcomes: Uint32Array;
  /** Sum of latencies of succeeded requests by window, nanoseconds. */
  latencySum: Float64Array;
  /** Latencies of succeeded requests: row `window` of BUCKETS columns. Their sum over windows is the run's histogram. */
  histograms: Uint32Array;
}

/** Counted requests of one client group. */
export interface GroupObservation extends RequestCounts {
  name: string;
  /** Sum of latencies of succeeded requests, nanoseconds. */
  latencySum: number;
  /** Where it tries again. */
  sent?: SentCounts;
}

/** What a sender did for the counted requests that came to it. */
export interface SentCounts {
  requests: number;
  /** Tries that it sent beside the first ones. */
  retries: number;
  hedges: number;
  /** Retries and hedges for which its budget did not pay. */
  denied: number;
}

/** One server over [warmup, duration). Work is nanoseconds of a core of speed 1. */
export interface ServerObservation {
  name: string;
  group: string;
  zone: string;
  weight: number;
  cores: number;
  speed: number;
  /** An hour, in the scenario's currency. */
  price: number;
  /** Tries that were dispatched to it in the window. */
  tries: number;
  /** Time that it was up. */
  up: number;
  /** Time that it was there, booting included, where that is not all of the window. */
  present?: number;
  /** The same, a larger size counting as much more as it has more cores: the time for which its price is paid. */
  paid?: number;
  /** What it could have worked while up: the work of all its cores at full use (scalability law applied). */
  capacity: number;
  /** The same, while available: while up, and at least one balancer might pick it. */
  availableCapacity: number;
  /** What it worked, whether it was available or not. */
  work: number;
  /** The part of `work` that was for nobody: the client had given up, or the work was cancelled or lost in a crash. */
  wasted: number;
  /** Integral over time of requests at the server, in service or queued there. */
  inFlightTime: number;
  /** Largest number in flight at once. */
  inFlightMax: number;
  /** Times that it crashed. */
  crashes: number;
  /** Of a server with a cache: requests that were looked up there, and those found. */
  cache?: CacheCounts;
}

export interface CacheCounts {
  lookups: number;
  hits: number;
}

/**
 * What servers did over time: equal windows over [warmup, duration), the last one maybe shorter; at most 60, and fewer where
 * there are very many servers. By window and server, [window * servers + server]; over windows the sums are those of
 * ServerObservation.
 */
export interface ServerTimeline {
  length: number;
  count: number;
  work: Float64Array;
  capacity: Float64Array;
  availableCapacity: Float64Array;
  inFlightTime: Float64Array;
}

export interface BalancerObservation {
  name: string;
  strategy: string;
  /** Tries that it sent in the window. */
  dispatches: number;
  /** Integral over time of requests that queued at the balancer. */
  queuedTime: number;
  queuedMax: number;
  price: number;
  /** Where it tries again. */
  sent?: SentCounts;
  /** Where it has sessions: those that began, those that had to move to another server, and requests that followed theirs. */
  sessions?: { begun: number; moved: number; followed: number };
  /** Where it has connections: those that were opened, and those that broke because their server went down. */
  connections?: { opened: number; lost: number };
  /** The members of its pool in the whole run, by their group. Of several runs merged: in the first. */
  pool: PoolSteps[];
}

/** Members of a pool that are of one group (empty: balancers) over time: from `at[i]` on, `present[i]` were there and `available[i]` of them could be picked. */
export interface PoolSteps {
  group: string;
  at: number[];
  present: number[];
  available: number[];
}

/** Counted requests by second of their arrival: second i begins at `warmup + i` seconds. */
export interface ObjectiveSeconds {
  count: number;
  targets: ObjectiveTarget[];
  /** All but the blocked ones. */
  asked: Uint32Array;
  /** How many met each target: [target * count + second]. */
  met: Uint32Array;
}

/** An objective as what it asks of single requests: this share of them is to succeed within so many nanoseconds (Infinity: ever). */
export interface ObjectiveTarget {
  /** As written in the scenario; empty where that asks nothing of the kind, but servers may break: then 99 % are to succeed. */
  text: string;
  share: number;
  within: number;
}

/** `<metric> <operator> <value>`; values in the metric's own unit: latency in nanoseconds, shares 0 to 1, throughput a second. */
export interface Objective {
  /** As written in the scenario. */
  text: string;
  metric: string;
  operator: '<' | '<=' | '>' | '>=';
  value: number;
}

/** Faults, each with the happening that ends it. */
const FAULTS = {
  crash: 'restart',
  pause: 'pauseEnds',
  slow: 'slowEnds',
  errors: 'errorsEnds',
  memoryLeak: 'memoryLeakEnds',
  network: 'networkEnds',
  zone: 'zoneEnds',
  balancer: 'balancerEnds',
} as const;

/**
 * What a balancer finds out by itself: a server is unhealthy by its checks, or healthy again; it is ejected for its failures (`value`:
 * for how long, nanoseconds), or readmitted; for want of usable servers all are used (`value`: of which priority, where there are
 * several), or no longer.
 */
type Finding = 'unhealthy' | 'healthy' | 'ejected' | 'readmitted' | 'panic' | 'panicOver';

/** Servers come and go: launched, takes requests, takes no new tries, left with `value` requests lost; what changes about them. */
type FleetChange = 'added' | 'booted' | 'draining' | 'removed' | 'weight' | 'resized' | 'deploy' | 'deployed';

/** Of a group: it is to have `value` servers, or its servers are to have `value` cores. */
type Scaling = 'scaled out' | 'scaled in' | 'scaled up' | 'scaled down';

/** What may happen to a cluster. */
export type HappeningKind =
  | keyof typeof FAULTS
  | (typeof FAULTS)[keyof typeof FAULTS]
  | Finding
  | FleetChange
  | Scaling;

/** By the kind of what begins a fault: the kind of what ends it. */
export const FAULT_ENDS: Partial<Record<HappeningKind, HappeningKind>> = FAULTS;

/** Something that happened to a server, a group, a zone or a balancer. */
export interface Happening {
  at: number;
  kind: HappeningKind;
  /** Of what it happened to. */
  name: string;
  /** In the unit of the kind, such as a number of servers or a weight. */
  value?: number;
  /** The balancer that found it out. */
  by?: string;
  /** Of what begins or ends with a fault: which one. A crash has none: it lasts while anything, such as its zone, keeps the server crashed. */
  fault?: number;
}

/** Invariants of the run; errors are relative, 0 is perfect. */
export interface Checks {
  /** arrived = the sum over outcomes, for counted requests and for all. */
  conservation: boolean;
  /** Sample-path identity within the window: integral of requests inside against time that they spent inside. */
  littlesLawError: number;
  /** The same for tries at servers. */
  littlesLawTriesError: number;
  /** Work that the servers did over the whole run against the work that was asked of them and done. */
  workError: number;
}
