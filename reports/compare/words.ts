/** A comparison in words. */
import { latency, listed, threeDigits } from '../writers/format.ts';
import type { Comparison, Difference } from './comparison.ts';
import { metricOf, type MetricName, type Unit } from './metrics.ts';
import { differenceBetween, placesBy } from './places.ts';
import { lostOfResult } from './values.ts';

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

/** Who has the best mean of a metric, by how much it is better than whom, and from whom no difference can be seen; empty for one alone. */
export function verdict(comparison: Comparison, metric: MetricName): string {
  const [first, ...others] = placesBy(comparison, metric);
  const best = first!.variant.name;
  if (others.length === 0) return '';
  const { title } = metricOf(metric);
  const found = others.map(({ variant }) => differenceBetween(comparison, metric, best, variant.name));
  const namesOf = (which: Difference['verdict']): string[] =>
    found.filter(({ verdict }) => verdict === which).map(({ from }) => from);
  const real = (['lower', 'higher'] as const).flatMap((way) => {
    const others = found.filter(({ verdict }) => verdict === way).map(otherText);
    return others.length > 0 ? [`${best} has a ${way} ${title} than ${listed(others)}`] : [];
  });
  const [alike, equal] = [namesOf('same'), namesOf('equal')];
  const parts = [
    ...real,
    ...(alike.length > 0 ? [noDifference(alike, real.length > 0 ? '' : best, title)] : []),
    ...(equal.length > 0
      ? [`${listed(equal)} ${equal.length === 1 ? 'has' : 'have'} the same ${title} as ${best} in every replication`]
      : []),
    ...lostTexts(comparison, metric),
  ];
  return `${parts.join('; ')}.`;
}

/** Infinite values have no interval. */
const otherText = (found: Difference, index: number): string =>
  `${index === 0 ? '' : 'than '}${found.from}${found.difference === null ? '' : ` by ${amount(found)}`}`;

/** Whose values are infinite or missing, and in how many replications. */
function lostTexts({ variants }: Comparison, metric: MetricName): string[] {
  const all = variants.map((variant) => ({ name: variant.name, lost: lostOfResult(variant, metric) }));
  return (['infinite', 'none'] as const).flatMap((kind) => {
    const some = all.filter(({ lost }) => lost[kind] > 0);
    if (some.length === 0) return [];
    const told = some.map(({ name, lost }) => `in ${lost[kind]} of ${lost.of} replications of ${name}`);
    return [`${metricOf(metric).title} ${lostText(metric, kind, listed(told))}`];
  });
}

/** What is said after the name of a metric; `where`: such as `in 1 of 10 replications`. */
export function lostText(metric: MetricName, kind: 'infinite' | 'none', where: string): string {
  if (kind === 'infinite') return `lies among the failures ${where}`;
  return `has no value ${where}: ${metric === 'mean' ? 'no request succeeded' : 'no request came, or all were blocked'}`;
}

const noDifference = (names: readonly string[], best: string, title: string): string =>
  best === ''
    ? `no difference from ${listed(names)} can be seen`
    : `No difference in ${title} can be seen between ${best} and ${listed(names)}`;

/** What the intervals are, and how sure. */
export function methodSentence({ replications, seed, method }: Comparison): string {
  const { comparisons, sameRequests, until } = method;
  const corrected = comparisons > 1 ? `, corrected for ${comparisons} comparisons (Bonferroni)` : '';
  const limit =
    until === null
      ? ''
      : until.reached
        ? ` Replications were added until differences were known to ±${percent(until.halfWidth)}.`
        : ` Differences are not yet known to ±${percent(until.halfWidth)}: the limit of replications was reached.`;
  const seeds = `${seed} ${replications === 2 ? 'and' : 'to'} ${seed + replications - 1}`;
  const requests = sameRequests ? '' : ' Clients or duration differ, so not all get the same requests.';
  return `${replications} replications each, of seeds ${seeds}, the same for all.${requests} Intervals hold together with 95 % confidence${corrected}: Student t over paired replications.${limit}`;
}
