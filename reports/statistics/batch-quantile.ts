import { BATCHES, batchesOf } from './batches.ts';
import { studentTQuantile } from './student-t.ts';

/** Fewest independent values on the rarer side of a quantile: with fewer, a few bursts decide where it lies. */
const FEWEST_BEYOND = 10;

/**
 * A 95 % confidence interval of the p-quantile from one run: between which two quantiles of the run it lies. The share of
 * values above the run's own p-quantile has a standard error, which the batches tell however dependent the values are; with
 * h = t times that, the interval goes from the quantile of p - h to that of p + h. So it needs no density and no
 * normal quantiles, and is not symmetric.
 *
 * It is refused (null) where it would mislead: where `batchesOf` refuses, and where the run is worth fewer than 10
 * independent values beyond the quantile (for p = 0.99: 1,000 in all).
 *
 * Sources: R. S. Woodruff, "Confidence Intervals for Medians and Other Position Measures", Journal of the American Statistical
 * Association 47, 1952; for dependent values P. Heidelberger and P. A. W. Lewis, "Quantile Estimation in Dependent Sequences",
 * Operations Research 32, 1984. Unlike quantiles of each batch, it has no bias of short batches. O(windows).
 *
 * @param p above 0 and below 1
 * @param above number of values by window that are above the run's p-quantile
 * @param counts number of values by window
 * @param sampleSize how many independent values the run is worth (effective-sample-size.ts)
 * @returns [low, high], from 0 to 1: the quantiles that are the ends; or null
 */
export function batchQuantileInterval(
  p: number,
  above: readonly number[],
  counts: readonly number[],
  sampleSize: number,
): [number, number] | null {
  if (sampleSize * Math.min(p, 1 - p) < FEWEST_BEYOND) return null;
  const batches = batchesOf(above, counts);
  if (batches === null) return null;
  const half = studentTQuantile(0.975, BATCHES - 1) * batches.error;
  return half < Math.min(p, 1 - p) ? [p - half, p + half] : null;
}
