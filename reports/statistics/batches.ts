import { sum } from 'simple-statistics';

/** Few enough that batches are long against the memory of a queue, enough for a usable t (Schmeiser 1982: 10 to 30). */
export const BATCHES = 20;

/** Neighbouring batches that resemble one another more than this are no sample of anything: a trend, a surge. */
const MOST_CORRELATION = 0.6;

/** What 20 stretches of one run tell of the mean over the run. */
export interface Batches {
  /** Sum of the values over their number. */
  mean: number;
  /** Its standard error, correlation of neighbouring batches included. */
  error: number;
  /** Of the batches around the mean: 0 where they are symmetric. */
  skewness: number;
}

/**
 * The time windows of one run joined to 20 batches, which are taken as if they were 20 runs. Batches differ in size, so the mean
 * is a ratio and its variance that of a ratio estimate. What correlation `r` is left between neighbours, if it is positive, makes
 * the variance (1 + r) / (1 - r) times as large, as in an autoregressive process.
 *
 * Null where it would mislead: fewer than 20 windows, a batch without values, or neighbours that are alike (r above 0.6).
 *
 * Sources: A. M. Law, "Simulation Modeling and Analysis", chapter 9; B. Schmeiser, "Batch Size Effects in the Analysis of
 * Simulation Output", Operations Research 30, 1982; for correlation and skewness A. Tafazzoli and J. R. Wilson, "Skart: A
 * Skewness- and Autocorrelation-Adjusted Batch-Means Procedure for Simulation Analysis", IIE Transactions 43, 2011. O(windows).
 *
 * @param sums sum of the values by window
 * @param counts number of values by window
 */
export function batchesOf(sums: readonly number[], counts: readonly number[]): Batches | null {
  if (sums.length < BATCHES) return null;
  const batchCounts = joined(counts);
  if (batchCounts.includes(0)) return null;
  const total = sum(batchCounts);
  const mean = sum([...sums]) / total;
  const residuals = joined(sums).map((batch, index) => batch - mean * batchCounts[index]!);
  const squares = sum(residuals.map((residual) => residual * residual));
  if (squares === 0) return { mean, error: 0, skewness: 0 };
  const neighbours = sum(residuals.slice(1).map((residual, index) => residual * residuals[index]!));
  const correlation = Math.max(0, neighbours / squares);
  if (correlation > MOST_CORRELATION) return null;
  const inflation = (1 + correlation) / (1 - correlation);
  const cubes = sum(residuals.map((residual) => residual * residual * residual));
  const spread = Math.sqrt(squares / BATCHES);
  const unbiased = (BATCHES * BATCHES) / ((BATCHES - 1) * (BATCHES - 2));
  return {
    mean,
    error: Math.sqrt(((BATCHES * squares) / (BATCHES - 1)) * inflation) / total,
    skewness: (unbiased * cubes) / BATCHES / (spread * spread * spread),
  };
}

/** Sums of BATCHES runs of neighbouring values, as equal in length as they can be. */
function joined(values: readonly number[]): number[] {
  return Array.from({ length: BATCHES }, (_, batch) => {
    const from = Math.floor((batch * values.length) / BATCHES);
    const to = Math.floor(((batch + 1) * values.length) / BATCHES);
    return sum(values.slice(from, to));
  });
}
