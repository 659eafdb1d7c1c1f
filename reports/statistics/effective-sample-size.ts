import type { Batches } from './batches.ts';

/**
 * How many independent values would tell the mean as well as the dependent ones of one run do: their variance over the squared
 * standard error of their mean. In a queue at a load of 0.9 some 360 successive requests tell as much as one.
 *
 * Source: A. M. Law, "Simulation Modeling and Analysis", chapter 4 (the variance of a mean of correlated values). O(1).
 *
 * @param batches of the values
 * @param variance of the single values
 */
export function effectiveSampleSize({ error }: Batches, variance: number): number {
  return error === 0 ? Infinity : variance / (error * error);
}
