/** Why variants differ, in words. */
import { count, latency, listed } from '../writers/format.ts';
import type { Comparison } from './comparison.ts';
import { placesBy } from './places.ts';
import { percent } from './words.ts';
import type { LatencyMeans, Why, WhyVariant } from './why.ts';

/** A part of a difference is told from this share of it on. */
const WORTH_TELLING = 0.1;
/** A difference of shares is told from so many points on. */
const POINTS = 0.02;

const PARTS: readonly (readonly [part: keyof LatencyMeans, more: string])[] = [
  ['wait', 'waits'],
  ['service', 'works'],
  ['sharing', 'shares cores'],
  ['other', 'takes elsewhere'],
];

/** For each of the others, why the first of the ranking differs from it: a paragraph each. */
export function whySentences(comparison: Comparison, why: Why): string[] {
  const [first, ...others] = placesBy(comparison, comparison.metric).map(({ variant }) =>
    why.variants.find(({ name }) => name === variant.name)!,
  );
  return others.map((other) => sentences(first!, other).join(' ')).filter((text) => text !== '');
}

function sentences(first: WhyVariant, other: WhyVariant): string[] {
  return [
    ...latencySentence(first, other),
    ...idle(first, other),
    ...slowest(first, other),
    ...herd(other),
    ...regret(first, other),
  ];
}

/** `least-connections is 14 ms faster than random: it waits 12 ms less, and shares cores 2 ms less.` */
function latencySentence(first: WhyVariant, other: WhyVariant): string[] {
  if (first.latencyMs === null || other.latencyMs === null) return [];
  const [own, its] = [first.latencyMs, other.latencyMs];
  const all = its.mean - own.mean;
  const parts = PARTS.map(([part, word]) => ({ word, less: its[part] - own[part] }))
    .filter(({ less }) => Math.abs(less) > Math.abs(all) * WORTH_TELLING)
    .map(({ word, less }) => `${word} ${latency(Math.abs(less))} ${less > 0 ? 'less' : 'more'}`);
  if (parts.length === 0) return [`${first.name} takes as long as ${other.name} on average.`];
  return [
    `${first.name} is ${latency(Math.abs(all))} ${all < 0 ? 'slower' : 'faster'} than ${other.name} on average: it ${listed(parts)}.`,
  ];
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
