/** Several runs of one scenario and strategy, each of its own seed, as one observation. */
import { addHistogram, BUCKETS, createHistogram } from './histogram.ts';
import type {
  BalancerObservation,
  CacheCounts,
  Checks,
  GroupObservation,
  ObjectiveSeconds,
  Observation,
  Replication,
  RequestCounts,
  ServerObservation,
  ServerTimeline,
  Windows,
} from './observation.ts';

/**
 * Both observations as one: counts, times, work and histograms are added, largest values stay the largest, and a check
 * holds if it holds in both. Either may be the merger of several runs. Neither is changed. O(windows * BUCKETS).
 */
export function mergeObservations(one: Observation, other: Observation): Observation {
  return {
    ...one,
    endedAt: Math.max(one.endedAt, other.endedAt),
    partial: one.partial || other.partial,
    requests: mergedCounts(one.requests, other.requests),
    latency: mergedLatency(one.latency, other.latency),
    unfinishedAges: added(one.unfinishedAges, other.unfinishedAges),
    windows: mergedWindows(one.windows, other.windows),
    groups: one.groups.map((group, index) => mergedGroup(group, other.groups[index])),
    ...mergedServers(one, other),
    balancers: one.balancers.map((balancer, index) => mergedBalancer(balancer, other.balancers[index])),
    checks: mergedChecks(one.checks, other.checks),
    ...mergedSeconds(one.objectiveSeconds, other.objectiveSeconds),
    warnings: [...new Set([...one.warnings, ...other.warnings])],
    replications: [...replicationsOf(one), ...replicationsOf(other)],
  };
}

function mergedSeconds(
  one: ObjectiveSeconds | undefined,
  other: ObjectiveSeconds | undefined,
): Pick<Observation, 'objectiveSeconds'> {
  if (one === undefined || other === undefined) return {};
  return { objectiveSeconds: { ...one, asked: added(one.asked, other.asked), met: added(one.met, other.met) } };
}

function replicationsOf(observation: Observation): Replication[] {
  const { replications, seed, requests, latency, windows } = observation;
  if (replications !== undefined) return replications;
  const histogram = createHistogram();
  for (let window = 0; window < windows.count; window++) {
    addHistogram(histogram, windows.histograms.subarray(window * BUCKETS, (window + 1) * BUCKETS));
  }
  return [
    { seed, succeeded: requests.succeeded, latency: { ...latency, histogram }, outcomes: windows.outcomes.slice() },
  ];
}

function mergedCounts(one: RequestCounts, other: RequestCounts): RequestCounts {
  return {
    arrived: one.arrived + other.arrived,
    succeeded: one.succeeded + other.succeeded,
    failed: one.failed + other.failed,
    timedOut: one.timedOut + other.timedOut,
    refused: one.refused + other.refused,
    blocked: one.blocked + other.blocked,
    unfinished: one.unfinished + other.unfinished,
    tries: one.tries + other.tries,
  };
}

function mergedLatency(one: Observation['latency'], other: Observation['latency']): Observation['latency'] {
  return { sum: one.sum + other.sum, max: Math.max(one.max, other.max) };
}

function mergedWindows(one: Windows, other: Windows): Windows {
  return {
    length: one.length,
    count: one.count,
    outcomes: added(one.outcomes, other.outcomes),
    latencySum: added(one.latencySum, other.latencySum),
    histograms: added(one.histograms, other.histograms),
  };
}

function added<T extends Uint32Array | Float64Array>(one: T, other: T): T {
  const sum = one.slice() as T;
  for (let index = 0; index < sum.length; index++) sum[index] += other[index];
  return sum;
}

function mergedGroup(one: GroupObservation, other: GroupObservation): GroupObservation {
  return { name: one.name, ...mergedCounts(one, other), latencySum: one.latencySum + other.latencySum };
}

/** Servers by their name: not every run may have launched the same. */
function mergedServers(one: Observation, other: Observation): Pick<Observation, 'servers' | 'serverTimeline'> {
  const names = [...new Set([...one.servers, ...other.servers].map(({ name }) => name))];
  const placesOf = ({ servers }: Observation) => {
    const places = new Map(servers.map(({ name }, place) => [name, place]));
    return names.map((name) => places.get(name) ?? -1);
  };
  const [places, otherPlaces] = [placesOf(one), placesOf(other)];
  const isWhole = [places, otherPlaces].every((all) => all.every((place, index) => place === index));
  const merged = names.map((_, index) => {
    const [server, same] = [one.servers[places[index]], other.servers[otherPlaces[index]]];
    return mergedServer(server ?? absent(same), same ?? absent(server), timeOf(one), timeOf(other));
  });
  const timelines = [
    isWhole ? one.serverTimeline : arranged(one.serverTimeline, one.servers.length, places),
    isWhole ? other.serverTimeline : arranged(other.serverTimeline, other.servers.length, otherPlaces),
  ] as const;
  return { servers: merged, serverTimeline: mergedTimeline(...timelines) };
}

/** Nanoseconds measured, over all its replications. */
function timeOf({ warmup, duration, replications }: Observation): number {
  return (duration - warmup) * (replications?.length ?? 1);
}

/** A server in a run that did not launch it. */
function absent(server: ServerObservation): ServerObservation {
  const nothing = {
    tries: 0,
    up: 0,
    present: 0,
    capacity: 0,
    work: 0,
    wasted: 0,
    inFlightTime: 0,
    inFlightMax: 0,
    crashes: 0,
  };
  return { ...server, ...nothing, ...(server.cache !== undefined && { cache: { lookups: 0, hits: 0 } }) };
}

/** The timeline of `count` servers with its columns at these places; -1: nothing. */
function arranged(timeline: ServerTimeline, count: number, places: number[]): ServerTimeline {
  const arrange = (all: Float64Array) =>
    Float64Array.from(
      Array.from({ length: timeline.count }, (_, row) =>
        places.map((place) => (place < 0 ? 0 : all[row * count + place])),
      ).flat(),
    );
  const { work, capacity, inFlightTime } = timeline;
  return { ...timeline, work: arrange(work), capacity: arrange(capacity), inFlightTime: arrange(inFlightTime) };
}

function mergedServer(
  one: ServerObservation,
  other: ServerObservation,
  time: number,
  otherTime: number,
): ServerObservation {
  const isPartial = one.present !== undefined || other.present !== undefined;
  return {
    ...one,
    tries: one.tries + other.tries,
    up: one.up + other.up,
    ...(isPartial && { present: (one.present ?? time) + (other.present ?? otherTime) }),
    capacity: one.capacity + other.capacity,
    work: one.work + other.work,
    wasted: one.wasted + other.wasted,
    inFlightTime: one.inFlightTime + other.inFlightTime,
    inFlightMax: Math.max(one.inFlightMax, other.inFlightMax),
    crashes: one.crashes + other.crashes,
    ...(one.cache !== undefined && other.cache !== undefined && { cache: mergedCache(one.cache, other.cache) }),
  };
}

function mergedCache(one: CacheCounts, other: CacheCounts): CacheCounts {
  return { lookups: one.lookups + other.lookups, hits: one.hits + other.hits };
}

function mergedTimeline(one: ServerTimeline, other: ServerTimeline): ServerTimeline {
  return {
    length: one.length,
    count: one.count,
    work: added(one.work, other.work),
    capacity: added(one.capacity, other.capacity),
    inFlightTime: added(one.inFlightTime, other.inFlightTime),
  };
}

function mergedBalancer(one: BalancerObservation, other: BalancerObservation): BalancerObservation {
  return {
    ...one,
    dispatches: one.dispatches + other.dispatches,
    queuedTime: one.queuedTime + other.queuedTime,
    queuedMax: Math.max(one.queuedMax, other.queuedMax),
  };
}

function mergedChecks(one: Checks, other: Checks): Checks {
  return {
    conservation: one.conservation && other.conservation,
    littlesLawError: Math.max(one.littlesLawError, other.littlesLawError),
    littlesLawTriesError: Math.max(one.littlesLawTriesError, other.littlesLawTriesError),
    workError: Math.max(one.workError, other.workError),
  };
}
