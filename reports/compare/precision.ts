import type { Comparison } from './comparison.ts';

/** Whether each difference in the metric of the ranking is known to within `share` of the value that it is a difference from. */
export function isKnownWithin(
  { metric, variants, differences }: Pick<Comparison, 'metric' | 'variants' | 'differences'>,
  share: number,
): boolean {
  return differences
    .filter((each) => each.metric === metric)
    .every(({ from, difference }) => {
      const { mean } = variants.find(({ name }) => name === from)!.metrics[metric];
      return difference !== null && mean !== null && difference.high - difference.low <= 2 * share * Math.abs(mean);
    });
}
