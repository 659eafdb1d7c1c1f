import { studentTQuantile } from './student-t.ts';

/** More than this nobody plays. */
const MOST = 1_000_000;

/**
 * How many replications find a difference between two strategies that were played with common random numbers: the least n with
 * n >= ((t(1 - error / 2) + t(power)) * spread / difference)^2, t of n - 1 degrees of freedom, so that a paired test at the level
 * `error` calls a true difference with probability `power`.
 *
 * Sources: NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.2.2; for pairs by common random numbers A. M. Law, "Simulation
 * Modeling and Analysis", chapters 10 and 11. Time: some hundred quantiles of t.
 *
 * @param difference to be found, above 0: in the unit of `spread`, such as percent
 * @param spread standard deviation of the paired differences, of replications of the same length
 * @param power probability to find it, above 0.5 and below 1
 * @param error probability to call a difference where there is none
 * @returns 2 or more; Infinity where a million are not enough
 */
export function plannedReplications(difference: number, spread: number, power: number, error: number = 0.05): number {
  const isEnough = (n: number): boolean => {
    const quantiles = studentTQuantile(1 - error / 2, n - 1) + studentTQuantile(power, n - 1);
    return Math.sqrt(n) * difference >= quantiles * spread;
  };
  if (!isEnough(MOST)) return Infinity;
  let [few, enough] = [1, MOST];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
