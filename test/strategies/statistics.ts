/**
 * Standard normal quantile at 1 - 1e-6: a correct strategy breaks a bound once in a million seeds, and the seeds are fixed, so
 * that a test that passed goes on to pass.
 */
export const Z = 4.7534;

/** Whether counts fit their expected shares by Pearson's chi-square test, with a confidence of 1 - 1e-6. */
export function fits(counts: readonly number[], shares: readonly number[]): boolean {
  const total = sum(counts);
  const whole = sum(shares);
  let statistic = 0;
  let freedom = -1;
  for (const [i, share] of shares.entries()) {
    const expected = (share / whole) * total;
    if (expected === 0 && counts[i] > 0) return false;
    if (expected === 0) continue;
    statistic += ((counts[i] - expected) * (counts[i] - expected)) / expected;
    freedom++;
  }
  return statistic <= chiSquareQuantile(freedom);
}

/** How often each of `0` to `size - 1` stands in `picks`. */
export function tally(picks: readonly number[], size: number): number[] {
  const counts = Array.from({ length: size }, () => 0);
  for (const pick of picks) counts[pick]++;
  return counts;
}

/** By the approximation of Wilson and Hilferty, within 2 % here. */
function chiSquareQuantile(freedom: number): number {
  const spread = 2 / (9 * freedom);
  const root = 1 - spread + Z * Math.sqrt(spread);
  return freedom * root * root * root;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
