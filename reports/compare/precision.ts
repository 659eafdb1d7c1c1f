import type { Comparison, Difference } from './comparison.ts';
import type { Change } from './gate.ts';
import type { MetricName } from './metrics.ts';

/** Whether each difference in the metric of the ranking is known to within `share` of the value that it is a difference from. */
export function isKnownWithin(
  { metric, variants, differences }: Pick<Comparison, 'metric' | 'variants' | 'differences'>,
  share: number,
): boolean {
  return differences
    .filter((each) => each.metric === metric)
    .every((each) => isNarrow(each, variants.find(({ name }) => name === each.from)!.metrics[metric].mean, share));
}

/** The same of changes since a baseline. */
export function areChangesKnownWithin(changes: readonly Change[], metric: MetricName, share: number): boolean {
  return changes.filter((each) => each.metric === metric).every((each) => isNarrow(each, each.before, share));
}

type Estimated = Pick<Difference, 'difference' | 'ratio' | 'verdict'>;

/** A ratio is of typical runs, and not of their mean, so it is a share already. */
function isNarrow({ difference, ratio, verdict }: Estimated, of: number | null, share: number): boolean {
  if (verdict === 'equal') return true;
  if (ratio !== null) return ratio.high - ratio.low <= 2 * share;
  return difference !== null && of !== null && difference.high - difference.low <= 2 * share * Math.abs(of);
}
