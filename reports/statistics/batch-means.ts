import { sampleCorrelation, sum } from 'simple-statistics';
import { studentT975 } from './student-t.ts';

/** Few enough that batches are long against the memory of a queue, enough for a usable t (Schmeiser 1982: 10 to 30). */
const BATCHES = 20;

/** One-sided 5 % bound of the normal distribution, for the test that neighbouring batches are not correlated. */
const ONE_SIDED = 1.6449;

/**
 * A 95 % confidence interval of the mean from one run, by batch means: the time windows are joined to 20 batches, and the
 * spread of the batches around the mean tells the error, as if they were 20 independent runs. Batches differ in size, so
 * the mean is a ratio and its variance that of a ratio estimate.
 *
 * It is refused (null) where it would mislead: fewer than 20 windows, a batch without values, or batches that follow one
 * another (a trend, a surge, a queue with a long memory), told by the correlation of neighbours.
 *
 * Sources: A. M. Law, "Simulation Modeling and Analysis", chapter 9; B. Schmeiser, "Batch Size Effects in the Analysis of
 * Simulation Output", Operations Research 30, 1982. O(windows).
 *
 * @param sums sum of the values by window
 * @param counts number of values by window
 * @returns [low, high] in the unit of the values, or null
 */
export function batchMeansInterval(sums: readonly number[], counts: readonly number[]): [number, number] | null {
  if (sums.length < BATCHES) return null;
  const batchSums = joined(sums);
  const batchCounts = joined(counts);
  if (batchCounts.includes(0)) return null;
  const total = sum(batchCounts);
  const mean = sum(batchSums) / total;
  const residuals = batchSums.map((batch, index) => batch - mean * batchCounts[index]!);
  const squares = sum(residuals.map((residual) => residual * residual));
  if (squares === 0) return [mean, mean];
  if (sampleCorrelation(residuals.slice(1), residuals.slice(0, -1)) > ONE_SIDED / Math.sqrt(BATCHES)) return null;
  const error = Math.sqrt((BATCHES / (BATCHES - 1)) * squares) / total;
  const half = studentT975(BATCHES - 1) * error;
  return [mean - half, mean + half];
}

/** Sums of BATCHES runs of neighbouring values, as equal in length as they can be. */
function joined(values: readonly number[]): number[] {
  return Array.from({ length: BATCHES }, (_, batch) => {
    const from = Math.floor((batch * values.length) / BATCHES);
    const to = Math.floor(((batch + 1) * values.length) / BATCHES);
    return sum(values.slice(from, to));
  });
}
