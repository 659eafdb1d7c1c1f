import type { PercentileName } from '../latency.ts';
import type { Report, Result } from '../report.ts';
import { LATENCY_UNITS, percentDown, threeDigits, unitFor, wholePercent, type LatencyUnit } from './format.ts';

/** What stands where there were no samples. */
const NOTHING = '–';

/** Tries a request from which on the table tells them. */
const SOME_TRIES = 1.001;

/** Stands before what unfinished requests may still raise. */
export const BOUND = '≥';

/** One column of the table of results. */
export interface Column {
  title: string;
  /** Stands in the table on a terminal, which has room for the most important ones only. */
  isNarrow: boolean;
  /** One a result, in their order. */
  cells: Cell[];
}

export interface Cell {
  text: string;
  /** No other result has a better value, and some have a worse one. */
  isBest: boolean;
}

/** The table of results, without the column of names, and the unit of its latencies. */
export interface Table {
  latencyUnit: LatencyUnit;
  columns: Column[];
}

/** How one column is made. A value is null without samples and Infinity for a latency among the failures. */
interface Source {
  title: string;
  isNarrow: boolean;
  best: 'lowest' | 'highest' | 'none';
  value(result: Result): number | null;
  text(value: number, result: Result): string;
}

/** The table that all writers show, best values marked. */
export function resultTable({ results }: Report): Table {
  const latencyUnit = unitFor(results.flatMap(latenciesOf));
  return {
    latencyUnit,
    columns: sources(results, latencyUnit).map((source) => ({
      title: source.title,
      isNarrow: source.isNarrow,
      cells: cellsOf(source, results),
    })),
  };
}

/** Whether some request did not succeed, so that mean and percentiles are not over the same requests. */
export function someFailed(results: readonly Result[]): boolean {
  return results.some(({ requests }) => requests.succeeded < requests.arrived);
}

function sources(results: readonly Result[], unit: LatencyUnit): Source[] {
  const hasCaches = results.some(({ cacheHitRatio }) => cacheHitRatio !== undefined);
  const triesAgain = results.some((result) => (triesOf(result) ?? 0) > SOME_TRIES);
  const hasScaled = results.some(({ serverGroups }) => serverGroups !== undefined);
  const hasPrices = results.some((result) => (result.costPerHour ?? 0) > 0);
  return [
    {
      title: 'mean',
      isNarrow: true,
      // A strategy that fails its slow requests has a fine mean of the rest: nothing to be praised for.
      best: someFailed(results) ? 'none' : 'lowest',
      value: (result) => result.latencyMs.mean,
      text: (value) => threeDigits(value / LATENCY_UNITS[unit]),
    },
    ...(areReplicated(results) ? [errorOfMean(unit)] : []),
    percentile('p50', 'p50', unit),
    { ...percentile('p90', 'p90', unit), isNarrow: false },
    percentile('p99', 'p99', unit),
    percentile('p99.9', 'p999', unit),
    {
      title: 'ok %',
      isNarrow: true,
      best: 'highest',
      value: (result) => result.availability.requests,
      text: percentDown,
    },
    {
      title: 'ok/s',
      isNarrow: false,
      best: 'none',
      value: (result) => result.throughputPerS,
      text: threeDigits,
    },
    {
      title: 'jain',
      isNarrow: true,
      best: 'highest',
      value: (result) => result.fairness.jain,
      text: (value) => value.toFixed(3),
    },
    {
      title: 'max/mean',
      isNarrow: false,
      best: 'lowest',
      value: (result) => result.fairness.maxOverMean,
      text: (value) => value.toFixed(2),
    },
    {
      title: 'util %',
      isNarrow: true,
      best: 'none',
      value: (result) => result.utilization,
      text: wholePercent,
    },
    ...(triesAgain ? [triesColumn] : []),
    ...(hasCaches ? [hitRatioColumn] : []),
    ...(hasScaled ? [serversColumn] : []),
    ...(hasPrices ? [costColumn] : []),
  ];
}

/** Whether results stand on several runs each. */
export function areReplicated(results: readonly Result[]): boolean {
  return results.some(({ replications }) => replications > 1);
}

function errorOfMean(unit: LatencyUnit): Source {
  return {
    title: '±',
    isNarrow: true,
    best: 'none',
    value({ latencyMs }) {
      const [low, high] = latencyMs.ci95.mean;
      return low === null || high === null ? null : (high - low) / 2;
    },
    text: (value) => threeDigits(value / LATENCY_UNITS[unit]),
  };
}

function triesOf({ requests }: Result): number | null {
  return requests.arrived === 0 ? null : requests.tries / requests.arrived;
}

/** For each request: what retries and hedges cost the servers. */
const triesColumn: Source = {
  title: 'tries',
  isNarrow: true,
  best: 'none',
  value: triesOf,
  text: (value) => value.toFixed(2),
};

const hitRatioColumn: Source = {
  title: 'hit %',
  isNarrow: true,
  best: 'highest',
  value: (result) => result.cacheHitRatio ?? null,
  text: (value) => (value * 100).toFixed(1),
};

/** Of groups whose servers came or left. */
const serversColumn: Source = {
  title: 'servers',
  isNarrow: true,
  best: 'none',
  value: ({ serverGroups }) => serverGroups?.reduce((sum, { serversMean }) => sum + (serversMean ?? 0), 0) ?? null,
  text: threeDigits,
};

const costColumn: Source = {
  title: 'cost/h',
  isNarrow: false,
  best: 'lowest',
  value: (result) => result.costPerHour,
  text: (value) => value.toFixed(2),
};

function percentile(title: string, name: PercentileName, unit: LatencyUnit): Source {
  return {
    title,
    isNarrow: true,
    best: 'lowest',
    value: (result) =>
      result.latencyAllMs[name] ?? (result.requests.arrived > result.requests.blocked ? Infinity : null),
    text: (value, result) => {
      if (value === Infinity) return '∞';
      const bound = result.latencyAllMs.bounds.includes(name) ? BOUND : '';
      return bound + threeDigits(value / LATENCY_UNITS[unit]);
    },
  };
}

function cellsOf(source: Source, results: readonly Result[]): Cell[] {
  const values = results.map((result) => source.value(result));
  const texts = results.map((result, index) => {
    const value = values[index]!;
    return value === null ? NOTHING : source.text(value, result);
  });
  const best = bestText(source.best, values, texts);
  return texts.map((text) => ({ text, isBest: text === best }));
}

/** The text of the best value, or undefined if there is none that stands out; a bound may yet rise. Equal texts are equally good. */
function bestText(
  best: Source['best'],
  values: readonly (number | null)[],
  texts: readonly string[],
): string | undefined {
  const finite = values.filter((value) => value !== null && value !== Infinity);
  if (best === 'none' || finite.length === 0 || new Set(texts).size === 1) return undefined;
  const text = texts[values.indexOf((best === 'lowest' ? Math.min : Math.max)(...(finite as number[])))]!;
  return text.startsWith(BOUND) ? undefined : text;
}

function latenciesOf({ latencyMs, latencyAllMs }: Result): number[] {
  const { p50, p90, p99, p999 } = latencyAllMs;
  return [latencyMs.mean, p50, p90, p99, p999].filter((value) => value !== null);
}
