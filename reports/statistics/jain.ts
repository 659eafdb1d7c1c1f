import { sum } from 'simple-statistics';

/**
 * Jain's fairness index of loads: (sum x)^2 / (n * sum x^2). 1 when all are equal, 1/n when one has everything.
 *
 * Source: R. Jain, D. Chiu, W. Hawe, "A Quantitative Measure of Fairness and Discrimination for Resource Allocation in
 * Shared Computer Systems", DEC-TR-301, 1984. Unlike max over mean it weighs all loads, so one hot server among many hardly
 * shows. O(n).
 *
 * @param values loads, 0 or more, in any unit
 * @returns the index, or null for no loads or nothing but zeros
 */
export function jain(values: readonly number[]): number | null {
  const total = sum([...values]);
  if (!(total > 0)) return null;
  // As shares of the total, no square can overflow.
  const squares = sum(values.map((value) => (value / total) * (value / total)));
  return Math.min(1, 1 / (values.length * squares));
}
