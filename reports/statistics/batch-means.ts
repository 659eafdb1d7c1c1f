import { BATCHES, batchesOf } from './batches.ts';
import { effectiveSampleSize } from './effective-sample-size.ts';
import { exp, ln } from './logarithm.ts';
import { studentTQuantile } from './student-t.ts';

/** With less than so many independent values in the run the standard error itself is a guess. */
const FEWEST = 100;

/**
 * A 95 % confidence interval of the mean from one run, by batch means: the spread of 20 stretches of the run tells the error, by
 * Student's t, which is moved for skewness. Latencies of a queue are skewed: a run that happened to be quiet shows both a low mean
 * and a small error, so that the plain interval would too often lie below the truth.
 *
 * It is refused (null) where it would mislead: where `batchesOf` refuses, and where the run is worth fewer than 100
 * independent values.
 *
 * Sources: as `batchesOf`; for skewness R. Willink, "A Confidence Interval and Test for the Mean of an Asymmetric
 * Distribution", Communications in Statistics: Theory and Methods 34, 2005. O(windows).
 *
 * @param sums sum of the values by window
 * @param counts number of values by window
 * @param variance of the single values
 * @returns [low, high] in the unit of the values, or null
 */
export function batchMeansInterval(
  sums: readonly number[],
  counts: readonly number[],
  variance: number,
): [number, number] | null {
  const batches = batchesOf(sums, counts);
  if (batches === null || effectiveSampleSize(batches, variance) < FEWEST) return null;
  const { mean, error, skewness } = batches;
  const t = studentTQuantile(0.975, BATCHES - 1);
  const shift = skewness / (6 * Math.sqrt(BATCHES));
  return [mean - unskewed(t, shift) * error, mean - unskewed(-t, shift) * error];
}

/** Willink's transformation of a quantile of t. */
function unskewed(t: number, shift: number): number {
  return Math.abs(shift) < 1e-6 ? t : (cubeRoot(1 + 6 * shift * (t - shift)) - 1) / (2 * shift);
}

function cubeRoot(x: number): number {
  return x === 0 ? 0 : Math.sign(x) * exp(ln(Math.abs(x)) / 3);
}
