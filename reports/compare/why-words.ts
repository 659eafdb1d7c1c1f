/** Why variants differ, in words. */
import { count, latency, listed } from '../writers/format.ts';
import type { Comparison } from './comparison.ts';
import { METRIC_NAMES, metricOf } from './metrics.ts';
import { differenceBetween, placesBy } from './places.ts';
import { percent } from './words.ts';
import type { LatencyMeans, Why, WhyVariant } from './why.ts';

/** A part of a difference is told from this share of it on. */
const WORTH_TELLING = 0.1;
/** A difference of shares is told from so many points on. */
const POINTS = 0.02;

/** What it does so much less of. */
const PARTS: readonly (readonly [
  part: keyof LatencyMeans,
  one: (time: string) => string,
  many: (time: string) => string,
])[] = [
  ['wait', (time) => `waits ${time}`, (time) => `wait ${time}`],
  ['service', (time) => `works ${time}`, (time) => `work ${time}`],
  ['sharing', (time) => `shares cores ${time}`, (time) => `share cores ${time}`],
  ['other', (time) => `spends ${time} elsewhere`, (time) => `spend ${time} elsewhere`],
];

/** For each of the others, why the first of the ranking differs from it: a paragraph each. */
export function whySentences(comparison: Comparison, why: Why): string[] {
  const [first, ...others] = placesBy(comparison, comparison.metric).map(({ variant }) =>
    why.variants.find(({ name }) => name === variant.name)!,
  );
  return others.map((other) => sentences(comparison, why, [first!, other]).join(' ')).filter((text) => text !== '');
}

function sentences(comparison: Comparison, { seed }: Why, [first, other]: [WhyVariant, WhyVariant]): string[] {
  const latencies = [...average(first, other), ...tail(first, other)];
  return [
    ...(latencies.length > 0 ? [`In the run of seed ${seed} ${latencies.join(' ')}`] : []),
    ...(latencies.length > 0 ? chance(comparison, first, other) : []),
    ...idle(first, other),
    ...slowest(first, other),
    ...herd(other),
    ...regret(first, other),
  ];
}

/** One run may show what all replications together do not. */
function chance(comparison: Comparison, { name }: WhyVariant, { name: from }: WhyVariant): string[] {
  const told = new Set(['mean', 'p99', comparison.metric]);
  const same = METRIC_NAMES.filter(
    (metric) => told.has(metric) && differenceBetween(comparison, metric, name, from).verdict === 'same',
  );
  if (same.length === 0) return [];
  const titles = listed(same.map((metric) => metricOf(metric).title));
  return [`That is one run, and may be chance: over all replications no difference in ${titles} can be seen.`];
}

/** `least-connections is 14 ms faster than random on average: it waits 12 ms less and shares cores 2 ms less.` */
function average({ name, latencyMs: own }: WhyVariant, { name: from, latencyMs: its }: WhyVariant): string[] {
  if (own === null || its === null) return [];
  const parts = partsOf(own, its, 1);
  if (parts === '') return [`${name} takes as long as ${from} on average.`];
  return [`${name} is ${faster(own, its)} than ${from} on average: it ${parts}.`];
}

/** `Its slowest 1 % are 53 ms faster: they wait 50 ms less.` */
function tail({ slowestPercentMs: own }: WhyVariant, { slowestPercentMs: its }: WhyVariant): string[] {
  if (own === null || its === null) return [];
  const parts = partsOf(own, its, 2);
  return parts === '' ? [] : [`Its slowest 1 % are ${faster(own, its)}: they ${parts}.`];
}

function faster(own: LatencyMeans, its: LatencyMeans): string {
  return `${latency(Math.abs(its.mean - own.mean))} ${own.mean > its.mean ? 'slower' : 'faster'}`;
}

function partsOf(own: LatencyMeans, its: LatencyMeans, number: 1 | 2): string {
  const least = Math.abs(its.mean - own.mean) * WORTH_TELLING;
  const told = PARTS.filter(([part]) => Math.abs(its[part] - own[part]) > least);
  return listed(
    told.map((part) => {
      const less = its[part[0]] - own[part[0]];
      return part[number](`${latency(Math.abs(less))} ${less > 0 ? 'less' : 'more'}`);
    }),
  );
}

function idle(first: WhyVariant, other: WhyVariant): string[] {
  const [own, its] = [first.idleWhileOthersQueue, other.idleWhileOthersQueue];
  if (own === null || its === null || Math.abs(own - its) < POINTS) return [];
  return [
    `At ${percent(its)} of the picks of ${other.name} a server is idle while others queue, at ${percent(own)} of those of ${first.name}.`,
  ];
}

function slowest(
  { name, slowestServer: own }: WhyVariant,
  { name: otherName, slowestServer: its }: WhyVariant,
): string[] {
  if (own === null || its === null || Math.abs(own.share - its.share) < POINTS) return [];
  const server = own.name === its.name ? '' : `, ${own.name}`;
  return [
    `${otherName} sends ${percent(its.share)} of its requests to its slowest server, ${its.name}; ${name} ${percent(own.share)}${server}.`,
  ];
}

/** Only where it is more than chance. */
function herd({ name, herding }: WhyVariant): string[] {
  if (herding === null || herding.repeats - herding.byChance < POINTS) return [];
  return [
    `${name} herds: ${percent(herding.repeats)} of its requests go where the one before went, by chance it were ${percent(herding.byChance)}.`,
  ];
}

function regret(first: WhyVariant, other: WhyVariant): string[] {
  const [own, its] = [first.decisions.regretMs, other.decisions.regretMs];
  if (own === null || its === null) return [];
  return [
    `A pick of ${other.name} costs ${latency(its.mean)} over the best one, of ${first.name} ${latency(own.mean)}.`,
  ];
}

/** What was looked at. */
export function whyNote({ seed, variants }: Why): string {
  const sampled = Math.max(...variants.map(({ decisions: { sample } }) => sample.length));
  return `One run of each, of seed ${seed}; regret, and how often a server is idle while others queue, over a sample of up to ${count(sampled)} picks. Regret: how much sooner the request would be done at the best server, if nothing else came.`;
}
