import { incompleteBeta } from './incomplete-beta.ts';

/**
 * The p-value of two things that were measured in pairs, where some values are infinite, so that they have no mean: a bound on how
 * likely their counts of infinite values are so far apart, either way, if the things do not differ.
 *
 * Only pairs count in which one value alone is infinite: d more of them on one side than on the other. If the things do not differ,
 * both kinds of pair have the same probability q, and where pairs share their chance, so that one is not less often infinite when the
 * other is, q <= p (1 - p) <= 1/4 for values that are infinite with a probability of p. The lead of one side is a walk that goes up with
 * q, down with q, or stays, and with q <= 1/4 its end is unimodal around 0, so that the tail beyond d > 0 only grows with q. At
 * q = 1/4 a step is half the sum of two tosses of a fair coin, and the tail is P(Binomial(2 n, 1/2) >= n + d); so the answer is at most
 * twice that, for either side.
 *
 * Source: of the pairs that count, Q. McNemar, "Note on the Sampling Error of the Difference Between Correlated Proportions",
 * Psychometrika 12, 1947. McNemar's own test takes the number of pairs that count as given; the bound on q makes that needless, and
 * finds more where nearly all of them are on one side. Time: O(n).
 *
 * @param a values, as many as of `b`, one or more; none is NaN
 */
export function pairedInfinity(a: readonly number[], b: readonly number[]): number {
  const lead = Math.abs(infinite(a) - infinite(b));
  if (lead === 0) return 1;
  return Math.min(1, 2 * incompleteBeta(a.length + lead, a.length - lead + 1, 0.5));
}

const infinite = (values: readonly number[]): number => values.filter((value) => value === Infinity).length;
