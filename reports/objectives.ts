import type { Objective, Observation } from '../records/observation.ts';
import { successShare } from './availability.ts';
import { cost } from './cost.ts';
import { meanOfSucceeded, quantileAtWorst, quantileOfAll, type LatencyDistribution } from './latency.ts';
import { measuredTime, shareOf } from './measured.ts';
import { loads } from './servers.ts';
import { jain } from './statistics/jain.ts';

const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;

/** What was asked of a run, what was seen, and whether it held. */
export interface ObjectiveResult {
  /** As written in the scenario. */
  objective: string;
  /** Latency in milliseconds, shares from 0 to 1, throughput a second, cost an hour; null: infinite, or nothing was seen. */
  observed: number | null;
  held: boolean;
}

/** A metric's value in the unit of its objectives. */
interface Observed {
  /** Infinity for a latency that lies among the failures; null when nothing was seen. */
  value: number | null;
  /** The same if no unfinished request ever ended. */
  worst: number | null;
}

/** Judges each objective. Latency is over all requests, with a failure as infinity, so dropping slow requests never helps. */
export function objectiveResults(observation: Observation, distribution: LatencyDistribution): ObjectiveResult[] {
  return observation.objectives.map((objective) => {
    const { value, worst } = observe(objective.metric, observation, distribution);
    const shown = isLatency(objective.metric) && value !== null ? value / NS_PER_MS : value;
    return {
      objective: objective.text,
      observed: shown === Infinity ? null : shown,
      held: holds(objective, value) && holds(objective, worst),
    };
  });
}

function isLatency(metric: string): boolean {
  return metric === 'mean' || /^p\d/.test(metric);
}

function observe(metric: string, observation: Observation, distribution: LatencyDistribution): Observed {
  if (metric === 'mean') return known(meanOfAll(observation, distribution));
  if (isLatency(metric)) {
    // Read as a decimal number: 99.9 / 100 is a little more than 0.999, and would take the next rank.
    const p = Number(`${metric.slice(1)}e-2`);
    return { value: quantileOfAll(distribution, p).value, worst: quantileAtWorst(distribution, p) };
  }
  return known(otherMetric(metric, observation));
}

function otherMetric(metric: string, observation: Observation): number | null {
  switch (metric) {
    case 'availability':
      return successShare(observation.requests);
    case 'throughput':
      return throughput(observation);
    case 'jain':
      return jain(loads(observation.servers));
    case 'cost':
      return cost(observation).perHour;
    default:
      throw new Error(`objective of an unknown metric: ${metric}`);
  }
}

/** Requests that succeeded a second of measured time; null if no time was measured. */
export function throughput(observation: Observation): number | null {
  return shareOf(observation.requests.succeeded, measuredTime(observation) / NS_PER_S);
}

function meanOfAll(observation: Observation, distribution: LatencyDistribution): number | null {
  if (distribution.asked === 0) return null;
  return observation.requests.succeeded < distribution.asked ? Infinity : meanOfSucceeded(observation);
}

function known(value: number | null): Observed {
  return { value, worst: value };
}

function holds({ operator, value: bound }: Objective, observed: number | null): boolean {
  if (observed === null) return false;
  switch (operator) {
    case '<':
      return observed < bound;
    case '<=':
      return observed <= bound;
    case '>':
      return observed > bound;
    case '>=':
      return observed >= bound;
  }
}
