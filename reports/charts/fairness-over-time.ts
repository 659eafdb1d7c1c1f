import type { TopLevelSpec } from 'vega-lite';
import type { Observation } from '../../records/observation.ts';
import { loadOf } from '../servers.ts';
import { jain } from '../statistics/jain.ts';
import { timeSpan } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, type Ticks } from './axes.ts';
import { CHART_CONFIG, NARROW, strategyEntries, timeAxis, type Chart, type Layout } from './chart.ts';
import { faultEntries, faultLayer, faultSpans } from './fault-spans.ts';
import { seriesStyles } from './palette.ts';
import { spanPlaces } from './slots.ts';

interface Line {
  strategy: string;
  /** Jain's index of the servers' loads in each window; null without work. */
  values: (number | null)[];
}

/** Jain's index of the loads of the servers that were available, window by window. */
export function fairnessOverTime(observations: readonly Observation[]): Chart {
  const lines = observations.map((observation) => ({
    strategy: observation.strategy,
    values: fairnessByWindow(observation),
  }));
  const spans = spansOf(observations[0]!);
  return {
    name: 'fairness-over-time',
    title: 'Fairness over time',
    sentence: sentence(lines, spans),
    legend: [...strategyEntries(lines.map(({ strategy }) => strategy)), ...faultEntries(observations)],
    readings: {
      isMap: false,
      unit: '',
      panels: [
        {
          title: '',
          ...spanPlaces(spans),
          series: lines.map(({ strategy, values }) => ({ name: strategy, values: values.map(reading) })),
        },
      ],
    },
    spec: (layout) => spec(layout, lines, spans, observations),
  };
}

function fairnessByWindow({ serverTimeline, servers }: Observation): (number | null)[] {
  const { count, work, availableCapacity } = serverTimeline;
  return Array.from({ length: count }, (_, window) => {
    const cells = servers.map((_, server) => window * servers.length + server);
    const loads = cells.map((cell) => loadOf(work[cell]!, availableCapacity[cell]!));
    return jain(loads.filter((load) => load !== undefined));
  });
}

function spansOf({ serverTimeline: { count, length }, warmup, duration }: Observation): { from: number; to: number }[] {
  return Array.from({ length: count }, (_, window) => ({
    from: (warmup + window * length) / 1e9,
    to: Math.min(duration, warmup + (window + 1) * length) / 1e9,
  }));
}

function reading(value: number | null): string {
  return value === null ? 'no work' : value.toFixed(3);
}

function spec(
  layout: Layout,
  lines: readonly Line[],
  spans: readonly { from: number; to: number }[],
  observations: readonly Observation[],
): TopLevelSpec {
  const width = layout.width - LABELS_WIDTH - 8;
  const height = layout.width < NARROW ? 140 : 200;
  const strategies = lines.map(({ strategy }) => strategy);
  const styles = seriesStyles(strategies);
  const legend = layout.isAlone && lines.length > 1 ? { orient: 'right' as const } : null;
  const x = timeAxis(spans[0]!.from, spans.at(-1)!.to, { columns: 1, width, height, gap: 0 }, true);
  const ticks = indexTicks(lines);
  const series = (range: string[] | number[][]) => ({
    field: 'strategy',
    type: 'nominal' as const,
    sort: null,
    scale: { domain: strategies, range: range as string[] },
    legend,
  });
  return {
    title: layout.isAlone ? 'Fairness over time: Jain’s index of the loads of the servers' : undefined,
    width,
    height,
    layer: [
      faultLayer(faultSpans(observations[0]!), x),
      {
        data: {
          values: lines.flatMap(({ strategy, values }) =>
            values.map((value, window) => ({ strategy, value, at: (spans[window]!.from + spans[window]!.to) / 2 })),
          ),
        },
        mark: { type: 'line', strokeWidth: 1.75, strokeJoin: 'round' },
        encoding: {
          x: { field: 'at', ...x },
          y: {
            field: 'value',
            type: 'quantitative',
            scale: { domain: [ticks.values[0]!, 1], nice: false },
            axis: { ...axisOf(ticks), minExtent: LABELS_WIDTH, maxExtent: LABELS_WIDTH },
          },
          color: series(styles.map((style) => style.colour.light)),
          strokeDash: series(styles.map((style) => style.dash)),
        },
      },
    ],
    config: CHART_CONFIG,
  };
}

/** From below the lowest value to 1. */
function indexTicks(lines: readonly Line[]): Ticks {
  const lowest = lines.flatMap(({ values }) => values).reduce<number>((low, value) => Math.min(low, value ?? 1), 1);
  const from = [0.99, 0.98, 0.95, 0.9, 0.8, 0.5].find((value) => value <= lowest) ?? 0;
  const step = (1 - from) / (from === 0 ? 5 : 4);
  const values = Array.from({ length: Math.round((1 - from) / step) + 1 }, (_, nth) =>
    Number((from + nth * step).toFixed(4)),
  );
  return { values, labels: values.map(String) };
}

function sentence(lines: readonly Line[], spans: readonly { from: number; to: number }[]): string {
  const lowest = lines.flatMap(({ strategy, values }) =>
    values.flatMap((value, window) => (value === null ? [] : [{ strategy, value, window }])),
  );
  if (lowest.length === 0) return 'No server did any work.';
  const { strategy, value, window } = lowest.reduce((low, each) => (each.value < low.value ? each : low));
  const who = lines.length > 1 ? ` with ${strategy}` : '';
  return `1 is even, 1/n all on one of n. The least even stretch${who} has ${value.toFixed(3)} (${timeSpan(spans[window]!.from)} to ${timeSpan(spans[window]!.to)}).`;
}
