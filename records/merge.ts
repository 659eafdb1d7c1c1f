/** Several runs of one scenario and strategy, each of its own seed, as one observation. */
import { addHistogram, BUCKETS, createHistogram } from './histogram.ts';
import { mergeServers } from './merge-servers.ts';
import type {
  BalancerObservation,
  Checks,
  GroupObservation,
  Observation,
  Replication,
  RequestCounts,
  Windows,
} from './observation.ts';

/**
 * Both observations as one: counts, times, work and histograms are added, largest values stay the largest, and a check
 * holds if it holds in both; what cannot be added, such as what happened, is the first run's. Either may be the merger of several runs. Neither is changed. O(windows * BUCKETS).
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
    ...mergeServers(one, other),
    balancers: one.balancers.map((balancer, index) => mergedBalancer(balancer, other.balancers[index])),
    checks: mergedChecks(one.checks, other.checks),
    warnings: [...new Set([...one.warnings, ...other.warnings])],
    replications: [...replicationsOf(one), ...replicationsOf(other)],
  };
}

function replicationsOf(observation: Observation): Replication[] {
  const { replications, seed, requests, latency, windows, objectiveSeconds } = observation;
  if (replications !== undefined) return replications;
  const histogram = createHistogram();
  for (let window = 0; window < windows.count; window++) {
    addHistogram(histogram, windows.histograms.subarray(window * BUCKETS, (window + 1) * BUCKETS));
  }
  return [
    {
      seed,
      succeeded: requests.succeeded,
      latency: { ...latency, histogram },
      outcomes: windows.outcomes.slice(),
      ...(objectiveSeconds && { objectiveSeconds }),
    },
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
  return {
    name: one.name,
    ...mergedCounts(one, other),
    latencySum: one.latencySum + other.latencySum,
    ...(one.sent && other.sent && { sent: addedCounts(one.sent, other.sent) }),
  };
}

function mergedBalancer(one: BalancerObservation, other: BalancerObservation): BalancerObservation {
  return {
    ...one,
    dispatches: one.dispatches + other.dispatches,
    queuedTime: one.queuedTime + other.queuedTime,
    queuedMax: Math.max(one.queuedMax, other.queuedMax),
    ...(one.sent && other.sent && { sent: addedCounts(one.sent, other.sent) }),
    ...(one.sessions && other.sessions && { sessions: addedCounts(one.sessions, other.sessions) }),
    ...(one.connections && other.connections && { connections: addedCounts(one.connections, other.connections) }),
  };
}

function addedCounts<T extends object>(one: T, other: T): T {
  const more = new Map<string, number>(Object.entries(other));
  return Object.fromEntries(
    Object.entries(one).map(([name, count]: [string, number]) => [name, count + more.get(name)!]),
  ) as T;
}

function mergedChecks(one: Checks, other: Checks): Checks {
  return {
    conservation: one.conservation && other.conservation,
    littlesLawError: Math.max(one.littlesLawError, other.littlesLawError),
    littlesLawTriesError: Math.max(one.littlesLawTriesError, other.littlesLawTriesError),
    workError: Math.max(one.workError, other.workError),
  };
}
