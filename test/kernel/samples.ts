/**
 * Tests of samples against what their distribution says. A correct generator fails one of them once in a million seeds, and the
 * seeds are fixed, so that a test that passed goes on to pass.
 */
import { createRequire } from 'node:module';

// jstat comes without types.
interface Distribution {
  cdf(x: number, ...parameters: number[]): number;
}

/** Distribution functions: jstat.gamma.cdf(x, shape, scale), lognormal.cdf(x, mu, sigma), normal.cdf(x, mean, deviation). */
export const jstat = createRequire(import.meta.url)('jstat') as Record<'gamma' | 'lognormal' | 'normal', Distribution>;

/** Normal quantile at 1 - 0.5e-6. */
const Z = 4.8916;
/** sqrt(-ln(0.5e-6) / 2): the quantile of Kolmogorov's distribution at 1 - 1e-6. */
const KOLMOGOROV = 2.6935;

/** Whether the sample may come from the distribution with this distribution function: the test of Kolmogorov and Smirnov. */
export function isDistributed(sample: readonly number[], cdf: (x: number) => number): boolean {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sorted[i]);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  }
  return distance * Math.sqrt(n) < KOLMOGOROV;
}

/** Whether the sample's mean fits one of this expectation and variance of a draw. */
export function hasMean(sample: readonly number[], mean: number, variance: number): boolean {
  const error = sample.reduce((sum, x) => sum + (x - mean), 0) / sample.length;
  return Math.abs(error) < Z * Math.sqrt(variance / sample.length);
}

/** Whether the sample's variance fits: from the true mean and the fourth central moment, by the central limit theorem. */
export function hasVariance(sample: readonly number[], mean: number, variance: number, fourth: number): boolean {
  return hasMean(
    sample.map((x) => (x - mean) * (x - mean)),
    variance,
    fourth - variance * variance,
  );
}

/** Whether so many of n trials may have succeeded with probability p each. */
export function isBinomial(successes: number, n: number, p: number): boolean {
  return Math.abs(successes - n * p) < Z * Math.sqrt(n * p * (1 - p)) + 1;
}

/** Whether a Poisson count of this expectation may be `count`. */
export function isPoisson(count: number, expected: number): boolean {
  return Math.abs(count - expected) < Z * Math.sqrt(expected) + 12;
}
