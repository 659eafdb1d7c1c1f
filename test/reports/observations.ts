import seedrandom from 'seedrandom';
import { BUCKETS, bucketOf, createHistogram } from '../../records/histogram.ts';
import { OUTCOMES, type Observation, type Outcome, type RequestCounts } from '../../records/observation.ts';

const SECOND = 1e9;
const TIMELINE_WINDOWS = 60;

/** What a made-up run is to look like. */
export interface Shape {
  strategy?: string;
  seed?: string;
  /** Requests that arrive in the window, evenly in time but for the surge. */
  requests?: number;
  windows?: number;
  /** Mean latency, nanoseconds; exponential. */
  latency?: number;
  /** Latency grows by this factor and arrivals triple in the third fifth of the time. */
  surge?: number;
  /** Share of the requests in the surge that do not succeed. */
  failures?: number;
  failure?: Outcome;
  /** Age of each unfinished request, nanoseconds. */
  age?: number;
  servers?: number;
  change?: Partial<Observation>;
}

/** A made-up observation and every latency that is in it, nanoseconds. */
export function made(shape: Shape = {}): { observation: Observation; latencies: number[] } {
  const { strategy = 'round-robin', requests = 20_000, windows = 60, latency = 12e6, surge = 1 } = shape;
  const random = seedrandom(shape.seed ?? strategy);
  const observation = empty(strategy, windows, shape.servers ?? 4);
  const latencies: number[] = [];
  for (let id = 0; id < requests; id++) {
    const at = id / requests;
    const window = Math.floor(surge > 1 ? stretched(at) * windows : at * windows);
    const inSurge = surge > 1 && window >= windows * 0.4 && window < windows * 0.6;
    const fails = random() < (inSurge || surge === 1 ? (shape.failures ?? 0) : 0);
    const outcome = fails ? (shape.failure ?? 'timedOut') : 'succeeded';
    const value = Math.max(1, Math.round(-Math.log(1 - random()) * latency * (inSurge ? surge : 1)));
    addRequest(observation, window, outcome, value, shape.age ?? SECOND);
    if (!fails) latencies.push(value);
  }
  observation.servers.forEach((server, index) => {
    server.tries = Math.round(requests / observation.servers.length);
    server.work = server.capacity * (0.55 + 0.15 * random() + (index === 0 ? 0.1 : 0));
    server.wasted = server.work * (shape.failures ?? 0);
    server.inFlightTime = server.work * 1.5;
    server.inFlightMax = 12 + index;
  });
  fillTimeline(observation, random);
  return { observation: { ...observation, ...shape.change }, latencies };
}

/** Spreads what servers did over the windows, unevenly. */
function fillTimeline({ servers, serverTimeline: timeline }: Observation, random: () => number): void {
  servers.forEach((server, index) => {
    const shares = Array.from({ length: timeline.count }, (_, window) => {
      const inSurge = window >= timeline.count * 0.4 && window < timeline.count * 0.6;
      return (inSurge ? 1.3 : 1) * (0.85 + 0.3 * random());
    });
    const total = shares.reduce((sum, share) => sum + share, 0);
    shares.forEach((share, window) => {
      const cell = window * servers.length + index;
      timeline.work[cell] = (server.work * share) / total;
      timeline.inFlightTime[cell] = (server.inFlightTime * share) / total;
    });
  });
}

/** Strategies in a flash crowd: some fail. */
export function flashCrowd(names: string[] = SEVEN, requests = 5000, windows = 40): Observation[] {
  return names.map((strategy, index) => {
    const shape = { strategy, requests, windows, surge: 3 + ((index * 5) % 7) * 2, latency: 18e6 + index * 1e6 };
    const { observation } = made({ ...shape, failures: index % 3 === 0 ? 0.02 * (index + 1) : 0, servers: 6 });
    return {
      ...observation,
      scenario: 'flash-crowd',
      summary: 'Traffic triples for two minutes. Which strategy keeps p99 under 250 ms?',
      seed: 7,
      objectives: [
        { text: 'p99 < 250ms', metric: 'p99', operator: '<', value: 250e6 },
        { text: 'availability >= 99.9%', metric: 'availability', operator: '>=', value: 0.999 },
      ],
    };
  });
}

export const SEVEN = [
  'round-robin',
  'weighted-round-robin',
  'ip-hash',
  'least-connections',
  'weighted-least-connections',
  'least-response-time',
  'resource-based',
];

/** Arrivals come three times as fast from 0.4 to 0.6 of the time. */
function stretched(at: number): number {
  const scaled = at * 1.4;
  if (scaled < 0.4) return scaled;
  return scaled < 1 ? 0.4 + (scaled - 0.4) / 3 : scaled - 0.4;
}

/** Counts one request; `latency` is of one that succeeded, `age` of one that has not finished, nanoseconds. */
export function addRequest(
  observation: Observation,
  window: number,
  outcome: Outcome,
  latency: number,
  age: number = SECOND,
): void {
  const { requests, windows, groups } = observation;
  for (const counts of [requests, groups[0]]) {
    counts.arrived++;
    counts[outcome]++;
    counts.tries++;
  }
  windows.outcomes[window * OUTCOMES.length + OUTCOMES.indexOf(outcome)]++;
  if (outcome === 'unfinished') observation.unfinishedAges[bucketOf(age)]++;
  if (outcome !== 'succeeded') return;
  observation.latency.sum += latency;
  observation.latency.max = Math.max(observation.latency.max, latency);
  groups[0].latencySum += latency;
  windows.latencySum[window] += latency;
  windows.histograms[window * BUCKETS + bucketOf(latency)]++;
}

/** An observation of a run to which no request came: 9 minutes after 1 of warmup. */
export function empty(strategy = 'round-robin', windows = 60, servers = 4): Observation {
  const [warmup, duration] = [60 * SECOND, 600 * SECOND];
  const time = duration - warmup;
  return {
    scenario: 'steady',
    summary: 'A steady stream of requests.',
    strategy,
    seed: 1,
    duration,
    warmup,
    endedAt: duration + SECOND,
    partial: false,
    requests: noRequests(),
    latency: { sum: 0, max: 0 },
    unfinishedAges: createHistogram(),
    windows: {
      length: time / windows,
      count: windows,
      outcomes: new Uint32Array(windows * OUTCOMES.length),
      latencySum: new Float64Array(windows),
      histograms: new Uint32Array(windows * BUCKETS),
    },
    groups: [{ name: 'shoppers', latencySum: 0, ...noRequests() }],
    servers: Array.from({ length: servers }, (_, index) => ({
      name: `web/${index}`,
      group: 'web',
      zone: '',
      weight: 1,
      cores: 4,
      speed: 1,
      price: 0,
      tries: 0,
      up: time,
      capacity: time * 4,
      availableCapacity: time * 4,
      work: 0,
      wasted: 0,
      inFlightTime: 0,
      inFlightMax: 0,
      crashes: 0,
    })),
    serverTimeline: {
      length: time / TIMELINE_WINDOWS,
      count: TIMELINE_WINDOWS,
      work: new Float64Array(TIMELINE_WINDOWS * servers),
      capacity: new Float64Array(TIMELINE_WINDOWS * servers).fill((time * 4) / TIMELINE_WINDOWS),
      availableCapacity: new Float64Array(TIMELINE_WINDOWS * servers).fill((time * 4) / TIMELINE_WINDOWS),
      inFlightTime: new Float64Array(TIMELINE_WINDOWS * servers),
    },
    balancers: [
      {
        name: 'balancer',
        strategy,
        dispatches: 0,
        queuedTime: 0,
        queuedMax: 0,
        price: 0,
        pool: [{ group: 'web', at: [0], present: [servers], available: [servers] }],
      },
    ],
    objectives: [],
    checks: { conservation: true, littlesLawError: 0, littlesLawTriesError: 0, workError: 0 },
    happenings: [],
    warnings: [],
  };
}

function noRequests(): RequestCounts {
  return { arrived: 0, succeeded: 0, failed: 0, timedOut: 0, refused: 0, blocked: 0, unfinished: 0, tries: 0 };
}

/** The same, with its requests in two client groups and its servers in two server groups. */
export function inGroups(observation: Observation): Observation {
  const [all] = observation.groups;
  const half = (value: number, nth: number): number => (nth === 0 ? Math.floor(value * 0.7) : Math.ceil(value * 0.3));
  const groups = ['shoppers', 'crawlers-of-a-search-engine'].map((name, nth) => {
    const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, half(all[outcome], nth)]));
    const arrived = OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
    const latencySum = all.latencySum / 2;
    return { ...noRequests(), ...counts, name, arrived, tries: arrived, latencySum };
  });
  const { length } = observation.servers;
  const servers = observation.servers.map((server, index) => {
    const [group, nth] = index < length * 0.6 ? ['large', index] : ['small', index - Math.ceil(length * 0.6)];
    return { ...server, group, name: `${group}/${nth}` };
  });
  return { ...observation, groups, servers };
}
