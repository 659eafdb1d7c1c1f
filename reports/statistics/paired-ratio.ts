import { mean, sampleCovariance, sampleVariance } from 'simple-statistics';
import type { Estimate } from './paired-difference.ts';

/**
 * The ratio mean(a) / mean(b) of two things that were measured in pairs, with its interval after Fieller: all r for which a paired t test
 * finds no difference between a and r b, so those with
 * (mean(a) - r mean(b))^2 <= t^2 (s_aa - 2 r s_ab + r^2 s_bb) / n. It holds 1 exactly when the interval of the difference holds 0.
 *
 * Source: E. C. Fieller, "Some Problems in Interval Estimation", Journal of the Royal Statistical Society B 16, 1954. O(n).
 *
 * @param a values of 0 or more, as many as of `b`, two or more
 * @param t half the width in standard errors: the quantile of Student's t, with n - 1 degrees of freedom, of the confidence wanted
 * @returns null where mean(b) cannot be told from 0, since the ratio may then be anything
 */
export function pairedRatio(a: readonly number[], b: readonly number[], t: number): Estimate | null {
  const n = a.length;
  const [meanA, meanB] = [mean([...a]), mean([...b])];
  const weight = (t * t) / n;
  // The ends are the roots of square r^2 - 2 half r + rest = 0.
  const square = meanB * meanB - weight * sampleVariance([...b]);
  if (square <= 0) return null;
  const half = meanA * meanB - weight * sampleCovariance([...a], [...b]);
  const rest = meanA * meanA - weight * sampleVariance([...a]);
  const root = Math.sqrt(Math.max(0, half * half - square * rest));
  return { mean: meanA / meanB, low: (half - root) / square, high: (half + root) / square };
}
