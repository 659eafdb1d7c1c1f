import type { Checks, Observation } from '../../records/observation.ts';
import { successShare } from '../availability.ts';
import { cost } from '../cost.ts';
import { latencyDistribution, meanOfSucceeded, PERCENTILES, quantileOfAll } from '../latency.ts';
import { objectiveResults } from '../objectives.ts';
import { loads } from '../servers.ts';
import { jain } from '../statistics/jain.ts';
import { significant } from '../significant.ts';
import type { MetricName } from './metrics.ts';

const NS_PER_MS = 1e6;

/** What one replication of one variant gave: all that a comparison knows of it. Plain data, which a worker sends and a journal keeps. */
export interface Figures {
  seed: number;
  /** Requests that arrived in the measured time. */
  arrived: number;
  /** null: infinite, since it lies among the failures; or nothing was seen. */
  values: Record<MetricName, number | null>;
  /** As in a report, in the order of the scenario. */
  objectives: { observed: number | null; held: boolean }[];
  checks: Checks;
  warnings: string[];
}

/** The figures of one run, to nine digits. Latency percentiles are over all requests, the mean over those that succeeded. */
export function figuresOf(observation: Observation): Figures {
  const distribution = latencyDistribution(observation);
  const percentile = (p: number): number | null => {
    const { value } = quantileOfAll(distribution, p);
    return value === null || value === Infinity ? null : significant(value / NS_PER_MS);
  };
  const mean = meanOfSucceeded(observation);
  return {
    seed: observation.seed,
    arrived: observation.requests.arrived,
    values: {
      mean: rounded(mean === null ? null : mean / NS_PER_MS),
      p50: percentile(PERCENTILES.p50),
      p90: percentile(PERCENTILES.p90),
      p99: percentile(PERCENTILES.p99),
      p999: percentile(PERCENTILES.p999),
      availability: rounded(successShare(observation.requests)),
      jain: rounded(jain(loads(observation.servers))),
      costPerHour: rounded(cost(observation).perHour),
    },
    objectives: objectiveResults(observation, distribution).map(({ observed, held }) => ({
      observed: rounded(observed),
      held,
    })),
    checks: observation.checks,
    warnings: observation.warnings,
  };
}

const rounded = (value: number | null): number | null => (value === null ? null : significant(value));
