import { mean, sum } from 'simple-statistics';

/** Values a batch: the 5 of MSER-5. */
const BATCH = 5;

/**
 * How many values at the beginning of a series are to be left out because the system had not settled yet, by MSER-5. The series
 * is cut into batches of 5; with the first d of k batches left out, the marginal standard error of the mean of the others Z is
 * sum (Z - mean)^2 / (k - d)^2, and the d up to k / 2 of the least one is taken, the first of equals. Too little left out leaves the
 * bias in, which raises the sum; too much leaves too little.
 *
 * Null where it does not find an end: the least one is at k / 2 (the series changes all along), or there are fewer than 4
 * batches.
 *
 * Sources: K. P. White, "An Effective Truncation Heuristic for Bias Reduction in Simulation Output", Simulation 69, 1997;
 * K. P. White, M. J. Cobb, S. C. Spratt, "A Comparison of Five Steady-State Truncation Heuristics for Simulation", Winter
 * Simulation Conference 2000. O(values).
 *
 * @returns a multiple of 5, or null
 */
export function mser5(values: readonly number[]): number | null {
  const batches = Array.from({ length: Math.floor(values.length / BATCH) }, (_, batch) =>
    mean(values.slice(batch * BATCH, (batch + 1) * BATCH)),
  );
  const most = Math.floor(batches.length / 2);
  if (most < 2) return null;
  const errors = Array.from({ length: most + 1 }, (_, left) => marginalError(batches.slice(left)));
  const best = errors.indexOf(errors.reduce((least, error) => Math.min(least, error)));
  return best === most ? null : best * BATCH;
}

function marginalError(batches: number[]): number {
  const centre = mean(batches);
  return sum(batches.map((batch) => (batch - centre) * (batch - centre))) / (batches.length * batches.length);
}
