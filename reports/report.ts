import {
  OUTCOMES,
  type BalancerObservation,
  type Checks,
  type GroupObservation,
  type Observation,
  type RequestCounts,
  type SentCounts,
} from '../records/observation.ts';
import { availability, successShare, type Availability } from './availability.ts';
import { confidence, type Confidence } from './confidence.ts';
import { incidents, type Incident } from './incidents.ts';
import { objectiveWindows, type ObjectiveWindows } from './objective-windows.ts';
import { cost, serverGroups, type ServerGroupResult } from './cost.ts';
import {
  latencyDistribution,
  meanOfSucceeded,
  PERCENTILES,
  quantileOfAll,
  quantileOfSucceeded,
  type LatencyDistribution,
  type PercentileName,
} from './latency.ts';
import { measuredTime, replicationCount, shareOf } from './measured.ts';
import { objectiveResults, throughput, type ObjectiveResult } from './objectives.ts';
import { loads, serverResults, totalHitRatio, totalUtilization, type ServerResult } from './servers.ts';
import { tidy } from './significant.ts';
import { jain } from './statistics/jain.ts';
import { maxOverMean } from './statistics/max-over-mean.ts';

const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;

/** Percentiles that the report has of latencies, milliseconds; null: no samples, or infinite. */
type Percentiles = Record<PercentileName, number | null>;

/** The JSON report, schema version 1: docs/report.md says what each number means. Numbers are finite or null. */
export interface Report {
  steelyard: string;
  schemaVersion: 1;
  scenario: string;
  summary: string;
  seed: number;
  durationS: number;
  warmupS: number;
  /** Only where the scenario left the warmup open. */
  warmupMethod?: 'MSER-5';
  results: Result[];
}

/** One strategy's result. Latencies are in milliseconds, shares from 0 to 1. */
export interface Result {
  strategy: string;
  replications: number;
  /** The run was interrupted: this is what was known then. */
  partial: boolean;
  requests: RequestCounts;
  /** Over requests that succeeded. */
  latencyMs: Percentiles & {
    mean: number | null;
    max: number | null;
    ci95: Confidence;
  };
  /** Over all requests, with a failure as infinity; `bounds` names those that unfinished requests may still raise. */
  latencyAllMs: Percentiles & { bounds: PercentileName[] };
  throughputPerS: number | null;
  utilization: number | null;
  /** Only where a server has a cache. */
  cacheHitRatio?: number | null;
  fairness: Fairness & { groups: { latency: Fairness; success: Fairness } };
  availability: Availability & Partial<ObjectiveWindows>;
  /** Only where there was a fault. */
  incidents?: Incident[];
  costPerHour: number | null;
  costPerMillionRequests: number | null;
  groups: GroupResult[];
  /** Only where servers came, left, or changed size. */
  serverGroups?: ServerGroupResult[];
  servers: ServerResult[];
  balancers: BalancerResult[];
  objectives: ObjectiveResult[];
  checks: Checks;
  warnings: string[];
}

export interface Fairness {
  jain: number | null;
  maxOverMean: number | null;
}

/** One client group. */
export interface GroupResult {
  name: string;
  requests: RequestCounts;
  latencyMs: { mean: number | null };
  availability: { requests: number | null };
  /** Only of a group that tries again. */
  sent?: SentCounts;
}

/** One balancer, over the measured time. */
export interface BalancerResult {
  name: string;
  strategy: string;
  dispatches: number;
  queuedMean: number | null;
  queuedMax: number;
  /** Only of a balancer that tries again. */
  sent?: SentCounts;
  /** Only of a balancer that has them. */
  sessions?: BalancerObservation['sessions'];
  connections?: BalancerObservation['connections'];
}

/**
 * The report on one scenario: a result for each observation, in their order. The same observations give the same bytes.
 *
 * @param observations one a strategy, all of the same scenario and seed; at least one
 * @param version of Steelyard
 */
export function buildReport(observations: readonly Observation[], version: string): Report {
  const [first] = observations;
  if (first === undefined) throw new Error('a report needs at least one observation');
  return tidy({
    steelyard: version,
    schemaVersion: 1,
    scenario: first.scenario,
    summary: first.summary,
    seed: first.seed,
    durationS: first.duration / NS_PER_S,
    warmupS: first.warmup / NS_PER_S,
    ...(first.warmupMethod !== undefined && { warmupMethod: first.warmupMethod }),
    results: observations.map(result),
  });
}

function result(observation: Observation): Result {
  const cacheHitRatio = totalHitRatio(observation.servers);
  const distribution = latencyDistribution(observation);
  const faults = incidents(observation);
  const { perHour, perMillionRequests } = cost(observation);
  const scaled = serverGroups(observation);
  return {
    strategy: observation.strategy,
    replications: replicationCount(observation),
    partial: observation.partial,
    requests: requestCounts(observation.requests),
    latencyMs: latencyOfSucceeded(observation, distribution),
    latencyAllMs: latencyOfAll(distribution),
    throughputPerS: throughput(observation),
    utilization: totalUtilization(observation.servers),
    ...(cacheHitRatio !== undefined && { cacheHitRatio }),
    fairness: { ...fairnessOf(loads(observation.servers)), groups: fairnessOfGroups(observation.groups) },
    availability: { ...availability(observation), ...objectiveWindows(observation) },
    ...(faults.length > 0 && { incidents: faults }),
    costPerHour: perHour,
    costPerMillionRequests: perMillionRequests,
    groups: observation.groups.map(groupResult),
    ...(scaled !== undefined && { serverGroups: scaled }),
    servers: serverResults(observation),
    balancers: balancerResults(observation),
    objectives: objectiveResults(observation, distribution),
    checks: checksOf(observation.checks),
    warnings: [...observation.warnings],
  };
}

function checksOf({ conservation, littlesLawError, littlesLawTriesError, workError }: Checks): Checks {
  return { conservation, littlesLawError, littlesLawTriesError, workError };
}

function requestCounts(counts: RequestCounts): RequestCounts {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, counts[outcome]]));
  return { arrived: counts.arrived, ...outcomes, tries: counts.tries } as RequestCounts;
}

function latencyOfSucceeded(observation: Observation, distribution: LatencyDistribution): Result['latencyMs'] {
  const { requests, latency } = observation;
  return {
    mean: inMs(meanOfSucceeded(observation)),
    ...percentiles((p) => inMs(quantileOfSucceeded(distribution, p))),
    max: requests.succeeded === 0 ? null : latency.max / NS_PER_MS,
    ci95: confidence(observation, distribution),
  };
}

function latencyOfAll(distribution: LatencyDistribution): Result['latencyAllMs'] {
  const names = Object.keys(PERCENTILES) as PercentileName[];
  return {
    ...percentiles((p) => inMs(quantileOfAll(distribution, p).value)),
    bounds: names.filter((name) => quantileOfAll(distribution, PERCENTILES[name]).isBound),
  };
}

function percentiles(quantile: (p: number) => number | null): Percentiles {
  const entries = Object.entries(PERCENTILES).map(([name, p]) => [name, quantile(p)]);
  return Object.fromEntries(entries) as Percentiles;
}

function fairnessOf(values: readonly number[]): Fairness {
  return { jain: jain(values), maxOverMean: maxOverMean(values) };
}

function fairnessOfGroups(groups: readonly GroupObservation[]): { latency: Fairness; success: Fairness } {
  return {
    latency: fairnessOf(groups.map(meanOfGroup).filter((mean) => mean !== null)),
    success: fairnessOf(groups.map(successShare).filter((share) => share !== null)),
  };
}

function groupResult(group: GroupObservation): GroupResult {
  return {
    name: group.name,
    requests: requestCounts(group),
    latencyMs: { mean: inMs(meanOfGroup(group)) },
    availability: { requests: successShare(group) },
    ...(group.sent && { sent: group.sent }),
  };
}

function meanOfGroup({ latencySum, succeeded }: GroupObservation): number | null {
  return shareOf(latencySum, succeeded);
}

function balancerResults(observation: Observation): BalancerResult[] {
  const time = measuredTime(observation);
  return observation.balancers.map(
    ({ name, strategy, dispatches, queuedTime, queuedMax, sent, sessions, connections }) => ({
      name,
      strategy,
      dispatches,
      queuedMean: shareOf(queuedTime, time),
      queuedMax,
      ...(sent && { sent }),
      ...(sessions && { sessions }),
      ...(connections && { connections }),
    }),
  );
}

function inMs(nanoseconds: number | null): number | null {
  return nanoseconds === null || nanoseconds === Infinity ? null : nanoseconds / NS_PER_MS;
}
