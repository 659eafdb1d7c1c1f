import type { TopLevelSpec } from 'vega-lite';
import type { Observation } from '../../records/observation.ts';
import { latencyDistribution, quantileOfAll } from '../latency.ts';
import type { Report, Result } from '../report.ts';
import { latency, listed } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, latencyScale, type Ticks } from './axes.ts';
import {
  CHART_CONFIG,
  NARROW,
  objectiveEntries,
  strategyEntries,
  type Chart,
  type Layout,
  type Readings,
} from './chart.ts';
import { ALARM, INK, seriesStyles } from './palette.ts';

/** Points for each factor of ten in 1 / (1 - p). */
const POINTS_PER_DECADE = 30;
/** Lines begin at p14: the very fastest requests would only take room. */
const FIRST_STEP = 2;

interface Point {
  strategy: string;
  /** 1 / (1 - p): 2 is the median, 100 is p99, one request in that many is slower. */
  oneIn: number;
  ms: number;
}

/** An objective on a latency percentile. */
interface Target {
  text: string;
  oneIn: number;
  ms: number;
}

/** Latency by percentile, with the rare slow requests stretched: each nine of the axis takes the same room. */
export function latencyByPercentile(report: Report, observations: readonly Observation[]): Chart {
  const lines = observations.map(lineOf);
  const targets = targetsOf(observations[0]!);
  return {
    name: 'latency-by-percentile',
    title: 'Latency by percentile',
    sentence: sentence(report.results, lines),
    legend: [
      ...strategyEntries(observations.map(({ strategy }) => strategy)),
      ...objectiveEntries(targets.map((target) => target.text)),
    ],
    readings: readings(lines),
    spec: (layout) => spec(layout, lines, targets),
  };
}

interface Line {
  strategy: string;
  points: Point[];
  /** The line ends because the requests beyond failed. */
  endsInFailures: boolean;
}

function lineOf(observation: Observation): Line {
  const { strategy } = observation;
  const distribution = latencyDistribution(observation);
  const decades = Math.log10(Math.max(1, distribution.asked));
  const points: Point[] = [];
  for (let step = FIRST_STEP; step <= decades * POINTS_PER_DECADE; step++) {
    const oneIn = Number(Math.pow(10, step / POINTS_PER_DECADE).toPrecision(6));
    const { value } = quantileOfAll(distribution, 1 - 1 / oneIn);
    if (value === null) break;
    if (value === Infinity) return { strategy, points, endsInFailures: true };
    points.push({ strategy, oneIn, ms: value / 1e6 });
  }
  return { strategy, points, endsInFailures: false };
}

function targetsOf({ objectives }: Observation): Target[] {
  return objectives
    .filter(({ metric, operator }) => /^p\d/.test(metric) && operator.startsWith('<'))
    .map(({ metric, text, value }) => ({ text, oneIn: 1 / (1 - Number(`${metric.slice(1)}e-2`)), ms: value / 1e6 }));
}

function spec(layout: Layout, lines: Line[], targets: Target[]): TopLevelSpec {
  const points = lines.flatMap((line) => line.points);
  const ends = lines.filter((line) => line.endsInFailures).flatMap((line) => line.points.slice(-1));
  const isNarrow = layout.width < NARROW;
  const y = latencyScale(
    [...points, ...targets].map((point) => point.ms),
    10,
  );
  const most = rarest(lines);
  const strategies = lines.map((line) => line.strategy);
  const styles = seriesStyles(strategies);
  const legend = layout.isAlone ? { orient: 'right' as const } : null;
  return {
    title: layout.isAlone ? 'Latency by percentile' : undefined,
    width: layout.width - LABELS_WIDTH - 8,
    height: isNarrow ? 260 : 340,
    encoding: {
      x: {
        field: 'oneIn',
        type: 'quantitative',
        scale: { type: 'log', domain: [1, most], nice: false },
        axis: { ...axisOf(percentTicks(most, isNarrow)), title: 'percent of requests that are faster' },
      },
      y: {
        field: 'ms',
        type: 'quantitative',
        scale: { type: y.type, domain: y.domain, nice: false },
        axis: { ...axisOf(y.ticks), minExtent: LABELS_WIDTH, maxExtent: LABELS_WIDTH },
      },
    },
    layer: [
      {
        data: { values: targets.map((target) => ({ ...target, oneIn: Math.min(target.oneIn, most) })) },
        mark: { type: 'rule', stroke: INK.light, strokeDash: [2, 3], strokeWidth: 1.5 },
        encoding: { x: { datum: 1 }, x2: { field: 'oneIn' } },
      },
      {
        data: { values: layout.isAlone ? targets : [] },
        mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 4, dy: -3, fill: INK.light, fontSize: 12 },
        encoding: { x: { datum: 1 }, text: { field: 'text' } },
      },
      {
        data: { values: points },
        mark: { type: 'line', strokeWidth: 2, strokeJoin: 'round' },
        encoding: {
          color: {
            field: 'strategy',
            type: 'nominal',
            sort: null,
            scale: { domain: strategies, range: styles.map((style) => style.colour.light) },
            legend,
          },
          strokeDash: {
            field: 'strategy',
            type: 'nominal',
            sort: null,
            scale: { domain: strategies, range: styles.map((style) => style.dash) },
            legend,
          },
        },
      },
      {
        data: { values: ends },
        mark: { type: 'point', shape: 'M-1,-1L1,1M-1,1L1,-1', size: 36, stroke: ALARM.light, strokeWidth: 2.5 },
      },
    ],
    config: CHART_CONFIG,
  };
}

/** The right end of the axis, as `oneIn`. */
function rarest(lines: readonly Line[]): number {
  return lines.reduce((high, { points }) => Math.max(high, points.at(-1)?.oneIn ?? 0), 10);
}

function readings(lines: readonly Line[]): Readings {
  const most = Math.log10(rarest(lines));
  const longest = lines.reduce((one, other) => (other.points.length > one.points.length ? other : one));
  const panel = {
    title: '',
    at: longest.points.map(({ oneIn }) => Number((Math.log10(oneIn) / most).toFixed(4))),
    labels: longest.points.map(({ oneIn }) => {
      const digits = Math.floor(Math.log10(oneIn)) + 1;
      return `${Number((100 * (1 - 1 / oneIn)).toFixed(digits))} % are faster`;
    }),
    series: lines.map(({ strategy, points, endsInFailures }) => ({
      name: strategy,
      values: longest.points
        .slice(0, endsInFailures ? undefined : points.length)
        .map((_, nth) => (nth < points.length ? latency(points[nth]!.ms) : 'failed')),
    })),
  };
  return { isMap: false, unit: '', panels: [panel] };
}

function percentTicks(most: number, isNarrow: boolean): Ticks {
  const all: [oneIn: number, label: string][] = [
    [1, '0'],
    [2, '50 %'],
    [10, '90 %'],
    [100, '99 %'],
    [1000, '99.9 %'],
    [10_000, '99.99 %'],
    [100_000, '99.999 %'],
    [1_000_000, '99.9999 %'],
    [10_000_000, '99.99999 %'],
  ];
  const within = all.filter(([oneIn]) => oneIn <= most * 1.001 && !(isNarrow && most > 20_000 && oneIn < 10));
  // The axis' title says percent, too.
  const labels = within.map(([, label]) => (isNarrow ? label.replace(' %', '') : label));
  return { values: within.map(([oneIn]) => oneIn), labels };
}

function sentence(results: readonly Result[], lines: readonly Line[]): string {
  const failing = lines.filter((line) => line.endsInFailures).map((line) => line.strategy);
  const cross = failing.length === 0 ? '' : ' A cross marks where a line ends, because all requests beyond it failed.';
  if (results.every(({ requests }) => requests.arrived === 0)) return 'There were no requests.';
  const finite = results.filter((result) => result.latencyAllMs.p99 !== null);
  if (finite.length === 0) return `Less than 99 % of the requests were answered.${cross}`;
  if (results.length === 1) {
    const { p50, p99, p999 } = results[0]!.latencyAllMs;
    const tail = p999 === null ? '' : ` and one in a thousand more than ${latency(p999)}`;
    return `Half of the requests take ${latency(p50!)} or less; one in a hundred takes more than ${latency(p99!)}${tail}.${cross}`;
  }
  const sorted = finite.toSorted((one, other) => one.latencyAllMs.p99! - other.latencyAllMs.p99!);
  const [best, worst] = [sorted[0]!, sorted.at(-1)!];
  const lost = results.filter((result) => !finite.includes(result)).map((result) => result.strategy);
  const never =
    lost.length === 0 ? '' : ` ${listed(lost)} fail${lost.length === 1 ? 's' : ''} more than one in a hundred.`;
  return `${rangeOf(best, worst)}${never}${cross}`;
}

function rangeOf(best: Result, worst: Result): string {
  const [low, high] = [latency(best.latencyAllMs.p99!), latency(worst.latencyAllMs.p99!)];
  if (best === worst) return `${best.strategy} answers 99 % of the requests within ${low}.`;
  if (low === high)
    return `One request in a hundred takes more than ${low}, with ${best.strategy} as with ${worst.strategy}.`;
  return `One request in a hundred takes more than ${low} with ${best.strategy}, and more than ${high} with ${worst.strategy}.`;
}
