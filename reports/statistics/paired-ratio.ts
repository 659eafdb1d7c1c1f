import { mean, sampleStandardDeviation } from 'simple-statistics';
import { exp, ln } from './logarithm.ts';
import type { Estimate } from './paired-difference.ts';

/**
 * How many times as large one thing is as another, measured in pairs: the geometric mean of the ratios a / b, with the interval
 * exp(mean(d) -+ t s(d) / sqrt(n)) of d = ln(a / b), a paired t interval on logarithms. It is what a typical run shows.
 *
 * Latencies of replications near overload are skewed: one run that happened to be crowded counts several times the others. Their
 * logarithms are nearly symmetric, so the interval holds as often as it claims with few replications too, and it sees a difference that
 * every pair shows. An interval of the ratio of the means (Fieller's) does neither; docs/method.md has the figures.
 *
 * Sources: A. M. Law, "Simulation Modeling and Analysis", chapter 10, for the pairs; J. M. Bland and D. G. Altman, "The use of
 * transformation when comparing two means", BMJ 312, 1996, for the logarithms. O(n).
 *
 * @param a values above 0, as many as of `b`, two or more
 * @param t half the width in standard errors: the quantile of Student's t, with n - 1 degrees of freedom, of the confidence wanted
 */
export function pairedRatio(a: readonly number[], b: readonly number[], t: number): Estimate {
  const logarithms = a.map((value, index) => ln(value / b[index]!));
  const centre = mean(logarithms);
  const half = (t * sampleStandardDeviation(logarithms)) / Math.sqrt(logarithms.length);
  return { mean: exp(centre), low: exp(centre - half), high: exp(centre + half) };
}
