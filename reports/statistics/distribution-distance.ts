/** How far a distribution is from values that it was not fitted to. */

/** Just below a value, relative: where a jump of the distribution has not come yet. */
const BELOW = 1e-6;
const HALVINGS = 100;

/**
 * The Kolmogorov-Smirnov distance: the largest difference between the share of the values up to x and P(X <= x), over all x; from
 * 0 to 1. Equal values are taken together. Values may be off by `resolution`, if they were cut; what that explains is no
 * difference. O(n) evaluations.
 *
 * @param sorted ascending, not empty
 */
export function ksDistance(sorted: Float64Array, cdf: (x: number) => number, resolution = 0): number {
  let distance = 0;
  for (let first = 0; first < sorted.length;) {
    const value = sorted[first]!;
    let end = first + 1;
    while (sorted[end] === value) end++;
    const tooMany = end / sorted.length - cdf(value + resolution);
    const tooFew = cdf(value * (1 - BELOW) - resolution) - first / sorted.length;
    distance = Math.max(distance, tooMany, tooFew);
    first = end;
  }
  return distance;
}

/** The distance that chance exceeds once in a hundred times where the distribution is right (Smirnov's limit, 1948; n above 35). */
export function ksByChance(count: number): number {
  return 1.628 / Math.sqrt(count);
}

/** Where a distribution on x >= 0 reaches p, by bisection; `scale` is any length of its order. */
export function quantileOf(cdf: (x: number) => number, p: number, scale: number): number {
  let high = scale;
  while (cdf(high) < p) high *= 2;
  let low = 0;
  for (let step = 0; step < HALVINGS && low < high; step++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}

/** The value of which a share p of the sorted values is at most as large, by nearest rank. */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!;
}
