import { checksHold } from '../checks-hold.ts';
import { bonferroni } from '../statistics/bonferroni.ts';
import { geometricMean } from '../statistics/geometric-mean.ts';
import { pairedDifference, type Estimate } from '../statistics/paired-difference.ts';
import { pairedInfinity } from '../statistics/paired-infinity.ts';
import { pairedRatio } from '../statistics/paired-ratio.ts';
import { replicationsInterval } from '../statistics/replications-interval.ts';
import { studentTQuantile } from '../statistics/student-t.ts';
import { tidy } from '../significant.ts';
import type { Figures } from './figures.ts';
import { isKnownWithin } from './precision.ts';
import type { Gate } from './gate.ts';
import { isRelative, METRICS, type Metric, type MetricName } from './metrics.ts';
import { placesBy } from './places.ts';
import { valuesOf } from './values.ts';
import type { Why } from './why.ts';

/** Of all intervals of differences together. */
const CONFIDENCE = 0.95;

/** One of the things that are compared, with what its replications gave. */
export interface Compared {
  name: string;
  scenario: string;
  strategy: string;
  /** Of `--variant` and `--set`, as written. */
  set: string[];
  durationS: number;
  warmupS: number;
  /** How the warmup was found, where the scenario left it open. */
  warmupMethod?: 'MSER-5';
  /** As written in the scenario. */
  objectives: string[];
  /** In the order of their seeds, which are the same for all that are compared. */
  replications: Figures[];
}

/** The JSON of a comparison, schema version 1: docs/compare.md says what each number means. Numbers are finite or null. */
export interface Comparison {
  steelyard: string;
  schemaVersion: 1;
  kind: 'comparison';
  scenario: string;
  summary: string;
  seed: number;
  replications: number;
  method: Method;
  /** By which the ranking is. */
  metric: MetricName;
  variants: VariantResult[];
  /** By `metric`, the best mean first. */
  ranking: Ranked[];
  /** Each pair once, by metric. */
  differences: Difference[];
  /** With --why. */
  why?: Why;
  /** With --gate. */
  gate?: Gate;
}

export interface Method {
  intervals: 'independent replications, Student t';
  differences: 'paired by common random numbers, Student t; times and prices by logarithms';
  confidence: number;
  correction: 'Bonferroni';
  /** Of pairs in which a value is infinite. */
  infinite: 'pairs in which one alone is infinite, binomial';
  /** Intervals of differences that hold together with that confidence. */
  comparisons: number;
  /** Of each of them alone. */
  confidenceOfEach: number;
  /** Whether all have the same clients and duration, so that replications of the same seed get the same requests. */
  sameRequests: boolean;
  /** What was asked of `--until`, a share, and whether the intervals came to be that narrow. */
  until: { halfWidth: number; reached: boolean } | null;
}

/** Where a variant stands is not known better than from `place` to `lastPlace`. */
export interface Ranked {
  variant: string;
  place: number;
  lastPlace: number;
}

export interface VariantResult extends Omit<Compared, 'replications' | 'objectives'> {
  /** Requests that arrived, in all replications. */
  requests: number;
  metrics: Record<MetricName, MetricResult>;
  objectives: ObjectiveHeld[];
  /** Whether the invariants held in all replications. */
  checksHold: boolean;
  warnings: string[];
}

/** A metric of one variant: its value in each replication, their mean, and the 95 % interval of that mean; null where a value is. */
export interface MetricResult {
  values: (number | null)[];
  mean: number | null;
  ci95: [low: number, high: number] | null;
}

export interface ObjectiveHeld {
  objective: string;
  /** Replications in which it held. */
  held: number;
  /** The mean of what was observed; null where a value is. */
  observed: number | null;
}

/** How `variant` differs from `from`. The intervals hold with the confidence of the whole comparison. */
export interface Difference {
  metric: MetricName;
  variant: string;
  from: string;
  /** Value less value, in the unit of the metric; of times and prices, of typical runs. Null where a replication has no finite value. */
  difference: Estimate | null;
  /** Value over value, of times and prices; else null. */
  ratio: Estimate | null;
  /** `same`: no difference can be seen; `equal`: there is none in any replication; `unknown`: a replication has no value, not even an infinite one. */
  verdict: 'lower' | 'higher' | 'same' | 'equal' | 'unknown';
}

export interface ComparisonOptions {
  /** Of Steelyard. */
  version: string;
  summary: string;
  metric: MetricName;
  /** Half the width of the intervals of differences that is wanted, as a share of the values; undefined: whatever it is. */
  until: number | undefined;
  /** As in `Method`. */
  sameRequests: boolean;
}

/** The comparison of two or more variants, each with two or more replications of the same seeds. The same figures give the same bytes. */
export function buildComparison(
  all: readonly Compared[],
  { version, summary, metric, until, sameRequests }: ComparisonOptions,
): Comparison {
  const [{ scenario, replications }] = all as [Compared];
  const { differences, comparisons, confidenceOfEach } = differencesOf(pairsOf(all));
  const variants = all.map(variantResult);
  const isReached = until !== undefined && isKnownWithin({ metric, variants, differences }, until);
  return tidy({
    steelyard: version,
    schemaVersion: 1,
    kind: 'comparison',
    scenario,
    summary,
    seed: replications[0]!.seed,
    replications: replications.length,
    method: {
      intervals: 'independent replications, Student t',
      differences: 'paired by common random numbers, Student t; times and prices by logarithms',
      confidence: CONFIDENCE,
      correction: 'Bonferroni',
      infinite: 'pairs in which one alone is infinite, binomial',
      comparisons,
      confidenceOfEach,
      sameRequests,
      until: until === undefined ? null : { halfWidth: until, reached: isReached },
    },
    metric,
    variants,
    ranking: placesBy({ variants, differences }, metric).map((each) => ({ ...each, variant: each.variant.name })),
    differences,
  });
}

type Pair = [variant: Compared, from: Compared];

/** How the first of each pair differs from the second, by metric; all intervals hold together. */
export function differencesOf(
  pairs: readonly Pair[],
): Pick<Method, 'comparisons' | 'confidenceOfEach'> & { differences: Difference[] } {
  const comparisons = pairs.flatMap((pair) => METRICS.filter(({ name }) => areComparable(pair, name))).length;
  const confidenceOfEach = bonferroni(CONFIDENCE, Math.max(1, comparisons));
  const count = pairs[0]?.[0].replications.length ?? 2;
  const t = studentTQuantile((1 + confidenceOfEach) / 2, count - 1);
  const level = 1 - confidenceOfEach;
  const differences = METRICS.flatMap(({ name }) => pairs.map((pair) => difference(pair, name, { t, level })));
  return { differences, comparisons, confidenceOfEach };
}

function pairsOf(all: readonly Compared[]): Pair[] {
  return all.flatMap((from, index) => all.slice(index + 1).map((variant): Pair => [variant, from]));
}

const isWhole = (values: readonly (number | null)[]): values is number[] => !values.includes(null);

/** Whether chance can make a difference: where all replications are equal there is nothing to be sure of. */
function areComparable([variant, from]: Pair, metric: MetricName): boolean {
  const [a, b] = [valuesOf(variant, metric), valuesOf(from, metric)];
  return isWhole(a) && isWhole(b) && a.some((value, index) => value !== b[index]);
}

/** `t` is for intervals, `level` what a p-value may be at most: both for one of all comparisons. */
function difference([variant, from]: Pair, metric: MetricName, { t, level }: { t: number; level: number }): Difference {
  const [a, b] = [valuesOf(variant, metric), valuesOf(from, metric)];
  const between = { metric, variant: variant.name, from: from.name };
  if (!isWhole(a) || !isWhole(b)) return { ...between, difference: null, ratio: null, verdict: 'unknown' };
  if ([...a, ...b].includes(Infinity)) {
    return { ...between, difference: null, ratio: null, verdict: verdictOfInfinite(a, b, level) };
  }
  const isRatio = isRelative(metric) && [...a, ...b].every((value) => value > 0);
  const found = isRatio ? inPercent(a, b, t) : { difference: pairedDifference(a, b, t), ratio: null };
  const { low, high } = found.difference;
  const isEqual = a.every((value, index) => value === b[index]);
  const verdict = isEqual ? 'equal' : high < 0 ? 'lower' : low > 0 ? 'higher' : 'same';
  return { ...between, ...found, verdict };
}

/** The ratio, and what it comes to in the unit of the metric: between typical runs, so that both say the same. */
function inPercent(a: number[], b: number[], t: number): { difference: Estimate; ratio: Estimate } {
  const ratio = pairedRatio(a, b, t);
  const typical = geometricMean(b);
  const [mean, low, high] = [ratio.mean, ratio.low, ratio.high].map((each) => typical * (each - 1)) as [
    number,
    number,
    number,
  ];
  return { difference: { mean, low, high }, ratio };
}

function verdictOfInfinite(a: readonly number[], b: readonly number[], level: number): Difference['verdict'] {
  if (a.every((value, index) => value === b[index])) return 'equal';
  if (pairedInfinity(a, b) > level) return 'same';
  return countInfinite(a) > countInfinite(b) ? 'higher' : 'lower';
}

const countInfinite = (values: readonly number[]): number => values.filter((value) => value === Infinity).length;

function variantResult(compared: Compared): VariantResult {
  const { name, scenario, strategy, set, durationS, warmupS, warmupMethod, objectives, replications } = compared;
  const metrics = METRICS.map((metric: Metric) => [
    metric.name,
    metricResult(replications.map(({ values }) => values[metric.name])),
  ]);
  return {
    name,
    scenario,
    strategy,
    set,
    durationS,
    warmupS,
    ...(warmupMethod !== undefined && { warmupMethod }),
    requests: replications.reduce((sum, { arrived }) => sum + arrived, 0),
    metrics: Object.fromEntries(metrics) as VariantResult['metrics'],
    objectives: objectives.map((objective, index) => {
      const results = replications.map((each) => each.objectives[index]!);
      const held = results.filter((result) => result.held).length;
      return { objective, held, observed: metricResult(results.map(({ observed }) => observed)).mean };
    }),
    checksHold: replications.every(({ checks }) => checksHold(checks)),
    warnings: [...new Set(replications.flatMap(({ warnings }) => warnings))],
  };
}

function metricResult(values: (number | null)[]): MetricResult {
  if (!isWhole(values)) return { values: [...values], mean: null, ci95: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { values: [...values], mean, ci95: replicationsInterval(values) };
}
