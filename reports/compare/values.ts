/** The values of replications as they are compared: what is infinite is told from what is not there. */
import type { Compared, VariantResult } from './comparison.ts';
import { metricOf, type MetricName } from './metrics.ts';

/** Replications without a finite value. */
export interface Lost {
  /** It lies among the failures. */
  infinite: number;
  /** There is none: no request asked for an answer, or none succeeded that the mean could be over. */
  none: number;
  /** Of so many. */
  of: number;
}

/** In the order of the seeds; Infinity among the failures, null where there is none. */
export const valuesOf = ({ replications }: Compared, metric: MetricName): (number | null)[] =>
  replications.map(({ values }) => extended(metric, values[metric], values.availability));

export const lostOf = (compared: Compared, metric: MetricName): Lost => lostAmong(valuesOf(compared, metric));

export const lostOfResult = ({ metrics }: VariantResult, metric: MetricName): Lost =>
  lostAmong(metrics[metric].values.map((value, index) => extended(metric, value, metrics.availability.values[index]!)));

/** Figures have null for both. A percentile is over all that asked, so where any did, and availability is known, it is infinite. */
function extended(metric: MetricName, value: number | null, availability: number | null): number | null {
  const isPercentile = metricOf(metric).unit === 'ms' && metric !== 'mean';
  return value === null && isPercentile && availability !== null ? Infinity : value;
}

function lostAmong(values: readonly (number | null)[]): Lost {
  const infinite = values.filter((value) => value === Infinity).length;
  const none = values.filter((value) => value === null).length;
  return { infinite, none, of: values.length };
}
