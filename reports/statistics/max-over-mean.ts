import { max, mean } from 'simple-statistics';

/**
 * The largest load over the mean load: 1 when all are equal, n when one of n has everything. Unlike Jain's index it shows a
 * single hot server, which is what a capacity planner pays for. O(n).
 *
 * @param values loads, 0 or more, in any unit
 * @returns the ratio, or null for no loads or nothing but zeros
 */
export function maxOverMean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const average = mean([...values]);
  return average > 0 ? max([...values]) / average : null;
}
