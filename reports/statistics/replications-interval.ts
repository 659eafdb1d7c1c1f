import { mean, sampleStandardDeviation } from 'simple-statistics';
import { studentTQuantile } from './student-t.ts';

/**
 * A 95 % confidence interval by independent replications: each run of its own seed gives one value of a figure (its mean,
 * its p99), and Student's t tells how far the mean of these values may be from the true one.
 *
 * Source: A. M. Law, "Simulation Modeling and Analysis", chapter 9, the replication/deletion approach. O(values).
 *
 * @param values one a replication
 * @returns [low, high] in the unit of the values, or null for fewer than two of them
 */
export function replicationsInterval(values: readonly number[]): [number, number] | null {
  if (values.length < 2) return null;
  const centre = mean([...values]);
  const error = sampleStandardDeviation([...values]) / Math.sqrt(values.length);
  const half = studentTQuantile(0.975, values.length - 1) * error;
  return [centre - half, centre + half];
}
