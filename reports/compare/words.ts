/** A comparison in words. */
import { latency, listed, threeDigits } from '../writers/format.ts';
import type { Comparison, Difference } from './comparison.ts';
import { metricOf, type MetricName, type Unit } from './metrics.ts';
import { differenceBetween, placesBy } from './places.ts';

/** `38 %`, `4.2 %`, `0.12 %`: of a share, which may be below 0. */
export function percent(share: number): string {
  const value = Math.abs(share) * 100;
  return `${share < 0 ? '-' : ''}${value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** How much, without a sign: `38 % to 44 %`, `0.10 to 0.12 points`; the interval's nearer end first. */
export function amount({ metric, difference, ratio }: Pick<Difference, 'metric' | 'difference' | 'ratio'>): string {
  const { unit } = metricOf(metric);
  const [low, high] = ratio === null ? [difference!.low, difference!.high] : [ratio.low - 1, ratio.high - 1];
  const text = ratio !== null ? percent : (value: number) => absolute(value, unit);
  const ends = [low, high].map(Math.abs).toSorted((a, b) => a - b) as [number, number];
  const [from, to] = ends.map(text) as [string, string];
  const points = unit === 'share' ? ' points' : '';
  return from === to ? from + points : `${from} to ${to}${points}`;
}

function absolute(value: number, unit: Unit): string {
  if (unit === 'ms') return latency(value);
  return unit === 'share' ? String(Number((value * 100).toPrecision(2))) : threeDigits(value);
}

/** Who is best by a metric, by how much than whom, and from whom no difference can be seen; empty for one alone. */
export function verdict(comparison: Comparison, metric: MetricName): string {
  const [first, ...others] = placesBy(comparison, metric);
  const best = first!.variant.name;
  if (others.length === 0) return '';
  const { title, better } = metricOf(metric);
  const found = others.map(({ variant }) => differenceBetween(comparison, metric, best, variant.name));
  const namesOf = (verdicts: Difference['verdict'][]): string[] =>
    found.filter(({ verdict }) => verdicts.includes(verdict)).map(({ from }) => from);
  const beaten = found
    .filter(({ verdict }) => verdict === better)
    .map((each, index) => `${index === 0 ? '' : 'than '}${each.from} by ${amount(each)}`);
  const [alike, equal, unknown] = [namesOf(['same']), namesOf(['equal']), namesOf(['unknown'])];
  const parts = [
    ...(beaten.length > 0 ? [`${best} has a ${better} ${title} than ${listed(beaten)}`] : []),
    ...(alike.length > 0 ? [noDifference(alike, beaten.length > 0 ? '' : best, title)] : []),
    ...(equal.length > 0
      ? [`${listed(equal)} ${equal.length === 1 ? 'has' : 'have'} the same ${title} as ${best} in every replication`]
      : []),
    ...(unknown.length > 0 ? [`${title} of ${listed(unknown)} lies among the failures`] : []),
  ];
  return `${parts.join('; ')}.`;
}

const noDifference = (names: readonly string[], best: string, title: string): string =>
  best === ''
    ? `no difference from ${listed(names)} can be seen`
    : `No difference in ${title} can be seen between ${best} and ${listed(names)}`;

/** What the intervals are, and how sure. */
export function methodSentence({ replications, seed, method }: Comparison): string {
  const { comparisons, until } = method;
  const corrected = comparisons > 1 ? `, corrected for ${comparisons} comparisons (Bonferroni)` : '';
  const limit =
    until === null
      ? ''
      : until.reached
        ? ` Replications were added until differences were known to ±${percent(until.halfWidth)}.`
        : ` Differences are not yet known to ±${percent(until.halfWidth)}: the limit of replications was reached.`;
  return `${replications} replications each, of seeds ${seed} to ${seed + replications - 1}, the same for all. Intervals hold together with 95 % confidence${corrected}: Student t over paired replications.${limit}`;
}
