/** Hit ratios of a cache that keeps the `entries` keys used last, when each request draws its key by the same shares, independently. */

/** Shares of keys, the k-th in proportion to 1 / k^zipf. */
export function zipfShares(count: number, zipf: number): number[] {
  const parts = Array.from({ length: count }, (_, k) => (k + 1) ** -zipf);
  const total = sum(parts);
  return parts.map((part) => part / total);
}

/**
 * Exact: over all orders in which the keys in the cache may have been used last (King, Analysis of demand paging algorithms, IFIP
 * Congress 1971). For few keys only.
 */
export function lruExact(shares: number[], entries: number): number {
  // `likely`: the probability that the keys of `within` share were used last, in one order.
  const hits = (left: number[], more: number, within: number, likely: number): number =>
    more === 0
      ? within * likely
      : sum(
          left.map((share, i) => hits(left.toSpliced(i, 1), more - 1, within + share, (likely * share) / (1 - within))),
        );
  return hits(shares, entries, 0, 1);
}

/**
 * Approximation for any number of keys: a key stays for a time T that is the same for all, where sum(1 - e^(-share T)) = entries
 * (H. Che, Y. Tung, Z. Wang, Hierarchical web caching systems, IEEE Journal on Selected Areas in Communications 20(7), 2002).
 */
export function lruChe(shares: number[], entries: number): number {
  const held = (time: number) => sum(shares.map((share) => 1 - Math.exp(-share * time)));
  let [low, high] = [0, 1];
  while (held(high) < entries) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (held(middle) < entries) low = middle;
    else high = middle;
  }
  return sum(shares.map((share) => share * (1 - Math.exp(-share * high))));
}

/**
 * Exact for some more keys, cut into small steps: a request finds its key if it came an exponential time ago and fewer than
 * `entries` others have come since (Flajolet, Gardy and Thimonier, Discrete Applied Mathematics 39, 1992).
 */
export function lruIntegral(shares: number[], entries: number, steps: number): number {
  return sum(
    shares.map((own, i) => {
      const others = shares.toSpliced(i, 1);
      // By the midpoints of equally likely times.
      const times = Array.from({ length: steps }, (_, step) => -Math.log((step + 0.5) / steps) / own);
      return (
        (own *
          sum(
            times.map((time) =>
              fewerThan(
                entries,
                others.map((share) => 1 - Math.exp(-share * time)),
              ),
            ),
          )) /
        steps
      );
    }),
  );
}

/** The probability that fewer than `most` of independent events happen. */
function fewerThan(most: number, chances: number[]): number {
  const counts = Array.from({ length: most }, (_, n): number => (n === 0 ? 1 : 0));
  for (const chance of chances) {
    for (let n = most - 1; n >= 0; n--) counts[n] = counts[n] * (1 - chance) + (n > 0 ? counts[n - 1] * chance : 0);
  }
  return sum(counts);
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
