/** Why variants differ, as tables: cells of text, the same for terminal, Markdown and page. */
import type { Comparison } from '../compare/comparison.ts';
import { placesBy } from '../compare/places.ts';
import { percent } from '../compare/words.ts';
import { costliest, type LatencyMeans, type Why, type WhyVariant } from '../compare/why.ts';
import { latency, LATENCY_UNITS, threeDigits, unitFor } from './format.ts';

export interface TextTable {
  titles: string[];
  rows: string[][];
}

const NOTHING = '–';

const PARTS: readonly (keyof LatencyMeans)[] = ['mean', 'wait', 'service', 'sharing', 'other'];

/** The variants in the order of the ranking. */
function ranked(comparison: Comparison, why: Why): WhyVariant[] {
  return placesBy(comparison, comparison.metric).map(({ variant }) =>
    why.variants.find(({ name }) => name === variant.name)!,
  );
}

/** What mean latencies are made of: of all requests, and of the slowest 1 %. */
export function latencyTables(comparison: Comparison, why: Why): TextTable[] {
  return [latencyTable('latency', 'latencyMs'), latencyTable('slowest 1 %', 'slowestPercentMs')];

  function latencyTable(title: string, of: 'latencyMs' | 'slowestPercentMs'): TextTable {
    const variants = ranked(comparison, why).map((each) => ({ name: each.name, means: each[of] }));
    const unit = unitFor(variants.flatMap(({ means }) => means?.mean ?? []));
    const textOf = (means: LatencyMeans | null) => PARTS.map((part) => partText(means, part, LATENCY_UNITS[unit]));
    return {
      titles: [`${title}, ${unit}`, ...PARTS],
      rows: variants.map(({ name, means }) => [name, ...textOf(means)]),
    };
  }
}

export const LATENCY_LEGEND =
  'wait: queued; service: the work alone, and time that is not CPU; sharing: longer than that because cores are shared or slowed; other: network, balancers, earlier tries.';

/** Where requests went, and what the picks cost. */
export function picksTable(comparison: Comparison, why: Why): TextTable {
  const rows = ranked(comparison, why).map((each) => [
    each.name,
    shareText(each.slowestServer?.share),
    shareText(each.idleWhileOthersQueue),
    shareText(each.herding?.repeats),
    shareText(each.herding?.byChance),
    shareText(each.decisions.best),
    regretText(each),
  ]);
  return { titles: ['where requests go', 'slowest', 'idle', 'repeats', 'chance', 'best', 'regret'], rows };
}

export const PICKS_LEGEND =
  'slowest: requests sent to the slowest server; idle: picks while a server is idle and others queue; repeats: requests that go where the one before went, and how many would by chance; best: picks that are the best; regret: of a pick, on average.';

function partText(means: LatencyMeans | null, part: keyof LatencyMeans, unit: number): string {
  if (means === null) return NOTHING;
  // What is left by rounding to nanoseconds is nothing.
  return means[part] < 0.000_5 ? '0' : threeDigits(means[part] / unit);
}

function shareText(share: number | null | undefined): string {
  return share === null || share === undefined ? NOTHING : percent(share);
}

function regretText({ decisions: { regretMs } }: WhyVariant): string {
  return regretMs === null ? NOTHING : latency(regretMs.mean);
}

/** The picks that cost most, so many of each variant. */
export function costliestTable(comparison: Comparison, why: Why, each: number): TextTable {
  const rows = ranked(comparison, why).flatMap((variant) =>
    costliest(variant, each).map(({ request, atS, pick, best, regretMs }) => [
      variant.name,
      String(request),
      `${atS.toFixed(3)} s`,
      pick,
      best,
      regretMs === null ? 'no end' : latency(regretMs),
    ]),
  );
  return { titles: ['costliest picks', 'request', 'at', 'pick', 'best', 'regret'], rows };
}
