import { mean, sampleStandardDeviation } from 'simple-statistics';

/** An estimate, and the ends of its confidence interval. */
export interface Estimate {
  mean: number;
  low: number;
  high: number;
}

/**
 * How much two things differ that were measured in pairs: the mean of the differences d = a - b, and mean(d) -+ t s(d) / sqrt(n). Replications with common random numbers are such pairs: chance that both share cancels out.
 *
 * Source: A. M. Law, "Simulation Modeling and Analysis", chapter 10 (paired-t confidence interval). O(n).
 *
 * @param a values, as many as of `b`, two or more
 * @param t half the width in standard errors: the quantile of Student's t, with n - 1 degrees of freedom, of the confidence wanted
 */
export function pairedDifference(a: readonly number[], b: readonly number[], t: number): Estimate {
  const differences = a.map((value, index) => value - b[index]!);
  const centre = mean(differences);
  const error = sampleStandardDeviation(differences) / Math.sqrt(differences.length);
  const half = t * error;
  return { mean: centre, low: centre - half, high: centre + half };
}
