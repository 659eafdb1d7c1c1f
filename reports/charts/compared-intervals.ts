import type { TopLevelSpec } from 'vega-lite';
import type { Comparison, VariantResult } from '../compare/comparison.ts';
import { isRelative, METRICS, metricOf, type MetricName } from '../compare/metrics.ts';
import { differenceBetween, placesBy } from '../compare/places.ts';
import { percent } from '../compare/words.ts';
import { latency, percentDown, shortened, threeDigits } from '../writers/format.ts';
import { axisOf, type Ticks } from './axes.ts';
import { CHART_CONFIG, NARROW, namesOverRows, ROW_GAP, type Chart, type Layout } from './chart.ts';
import { INK, seriesStyles } from './palette.ts';

const ROW_HEIGHT = 36;
/** From the top of a row to its line, below the name. */
const LINE_AT = 0.68;
const MARGIN = 14;
/** Room for a tick and its label, pixels. */
const TICK_WIDTH = 95;

/** An interval of each variant in one panel. */
interface Panel {
  title: string;
  rows: { name: string; interval: Interval | null; told: string }[];
  /** Where a line stands: no difference. */
  zero: boolean;
  text: (value: number) => string;
}

interface Interval {
  mean: number;
  low: number;
  high: number;
}

/** The ranking: the metric of each variant with its interval, and how it differs from the first. */
export function ranking(comparison: Comparison): Chart {
  const { metric, variants } = comparison;
  const values = valuePanel(comparison, metric);
  const panels = variants.length > 1 ? [values, differencePanel(comparison, metric)] : [values];
  const { title } = metricOf(metric);
  const sentence =
    variants.length > 1
      ? `A line is an interval, the dot in it the mean. Where that of a difference holds 0, no difference from ${firstOf(comparison)} can be seen.`
      : 'The line is the interval of the mean, the dot in it.';
  return chart('ranking', `${title}, and how sure it is`, sentence, panels, comparison);
}

/** How variants differ from the first of the ranking in each other metric of latency. */
export function differences(comparison: Comparison): Chart {
  const first = firstOf(comparison);
  const panels = METRICS.filter(({ unit, name }) => unit === 'ms' && name !== comparison.metric).map(({ name }) =>
    differencePanel(comparison, name),
  );
  const sentence = `What ${first} does better or worse than the others. An interval that is clear of the line at 0 is a real difference.`;
  return chart('differences', 'Differences in latency', sentence, panels, comparison);
}

function chart(name: string, title: string, sentence: string, panels: readonly Panel[], comparison: Comparison): Chart {
  const names = rankedNames(comparison);
  return {
    name,
    title,
    sentence,
    legend: [],
    readings: {
      isMap: true,
      unit: '',
      panels: panels.map((panel) => ({
        title: panel.title,
        at: [0.5],
        labels: [''],
        series: panel.rows.map(({ name, told }) => ({ name, values: [told] })),
      })),
    },
    spec: (layout) => spec(layout, panels, names, title),
  };
}

const rankedNames = (comparison: Comparison): string[] =>
  placesBy(comparison, comparison.metric).map(({ variant }) => variant.name);

const firstOf = (comparison: Comparison): string => rankedNames(comparison)[0]!;

function valuePanel(comparison: Comparison, metric: MetricName): Panel {
  const text = valueTextOf(metric);
  const rows = placesBy(comparison, metric).map(({ variant }) => {
    const interval = intervalOf(variant, metric);
    return { name: variant.name, interval, told: interval === null ? '∞' : rangeText(interval, text) };
  });
  return { title: `${metricOf(metric).title}, 95 % confidence`, rows, zero: false, text };
}

function intervalOf({ metrics }: VariantResult, metric: MetricName): Interval | null {
  const { mean, ci95 } = metrics[metric];
  return mean === null || ci95 === null ? null : { mean, low: ci95[0], high: ci95[1] };
}

function valueTextOf(metric: MetricName): (value: number) => string {
  const { unit } = metricOf(metric);
  if (unit === 'ms') return latency;
  return unit === 'share' ? (value) => `${percentDown(Math.min(1, value))} %` : threeDigits;
}

/** In percent of the first of the ranking; shares and indices as they are. */
function differencePanel(comparison: Comparison, metric: MetricName): Panel {
  const first = firstOf(comparison);
  const { title } = metricOf(metric);
  const rows = rankedNames(comparison).map((name) => {
    if (name === first) return { name, interval: { mean: 0, low: 0, high: 0 }, told: 'all are held against it' };
    const { difference, ratio } = differenceBetween(comparison, metric, name, first);
    const interval = isRelative(metric) ? ratio && shifted(ratio) : difference;
    return { name, interval, told: interval === null ? 'not known' : rangeText(interval, text) };
  });
  return { title: `${title}, against ${first}`, rows, zero: true, text };

  function text(value: number): string {
    return isRelative(metric) ? percent(value) : String(Number(value.toPrecision(2)));
  }
}

const shifted = ({ mean, low, high }: Interval): Interval => ({ mean: mean - 1, low: low - 1, high: high - 1 });

const rangeText = ({ mean, low, high }: Interval, text: (value: number) => string): string =>
  `${text(mean)} (${text(low)} to ${text(high)})`;

function spec(layout: Layout, panels: readonly Panel[], names: readonly string[], title: string): TopLevelSpec {
  const columns = layout.width < NARROW ? 1 : 2;
  const gap = 44;
  const width = Math.floor((layout.width - 2 * MARGIN - gap * (columns - 1)) / columns);
  return {
    title: layout.isAlone ? title : undefined,
    concat: panels.map((panel) => panelSpec(panel, names, width)),
    columns,
    spacing: { row: ROW_GAP, column: gap },
    config: CHART_CONFIG,
  };
}

function panelSpec({ title, rows, zero, text }: Panel, names: readonly string[], width: number) {
  const ends = rows.flatMap(({ interval }) => (interval === null ? [] : [interval.low, interval.high]));
  const ticks = ticksOf([...ends, ...(zero || ends.length === 0 ? [0] : [])], Math.floor(width / TICK_WIDTH), text);
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [ticks.values[0]!, ticks.values.at(-1)!], nice: false, zero: false },
    axis: { ...axisOf(ticks), title: shortened(title, Math.floor(width / 7)) },
  };
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, rows.length], reverse: true, nice: false },
    axis: null,
  };
  const styles = seriesStyles(names);
  const marks = rows.map(({ name, interval }, at) => ({
    name: shortened(name, Math.floor(width / 8)),
    row: at + LINE_AT,
    stroke: styles[names.indexOf(name)]!.colour.light,
    ...interval,
  }));
  const known = marks.filter(({ mean }) => mean !== undefined);
  const stroke = { field: 'stroke', type: 'nominal' as const, scale: null };
  return {
    width,
    height: ROW_HEIGHT * rows.length,
    layer: [
      ...(zero
        ? [
            {
              data: { values: [{ at: 0 }] },
              mark: { type: 'rule' as const, stroke: INK.light, strokeDash: [2, 3] },
              encoding: { x: { field: 'at', ...x } },
            },
          ]
        : []),
      namesOverRows(marks, y),
      {
        data: { values: known },
        mark: { type: 'rule' as const, strokeWidth: 4 },
        encoding: { x: { field: 'low', ...x }, x2: { field: 'high' }, y: { field: 'row', ...y }, stroke },
      },
      {
        data: { values: known },
        mark: { type: 'point' as const, filled: true, size: 44, opacity: 1 },
        encoding: { x: { field: 'mean', ...x }, y: { field: 'row', ...y }, fill: stroke },
      },
    ],
  };
}

/** About `most` round numbers around all values. */
function ticksOf(values: readonly number[], most: number, text: (value: number) => string): Ticks {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const exact = (high - low || Math.abs(high) || 1) / most;
  const power = Number(`1e${Math.floor(Math.log10(exact))}`);
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((nice) => nice >= exact * (1 - 1e-9)) ?? exact;
  const [from, to] = [
    Math.floor(low / step + 1e-9),
    Math.max(Math.ceil(high / step - 1e-9), Math.floor(low / step) + 1),
  ];
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => Number(((from + index) * step).toPrecision(12)));
  return { values: ticks, labels: ticks.map((value) => shortText(text(value))) };
}

/** `200 ms` rather than `200. ms` or `0.200 s`: ticks are round numbers. */
function shortText(text: string): string {
  const [value, ...unit] = text.split(' ');
  return [String(Number(value!.replaceAll(',', ''))), ...unit].join(' ');
}
