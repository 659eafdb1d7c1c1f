import type { TopLevelSpec } from 'vega-lite';
import type { Observation } from '../../records/observation.ts';
import { latency, timeSpan } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, latencyScale, type LatencyScale } from './axes.ts';
import {
  CHART_CONFIG,
  nameOver,
  objectiveEntries,
  panelGrid,
  ROW_GAP,
  timeAxis,
  type Chart,
  type Layout,
} from './chart.ts';
import { faultEntries, faultLayer, faultSpans, type Span } from './fault-spans.ts';
import { ALARM, INK, seriesStyles } from './palette.ts';
import { spanPlaces, slotsOf, type Slot } from './slots.ts';

interface Panel {
  strategy: string;
  slots: Slot[];
  faults: Span[];
}

/** p50 and p99 of the requests that arrived in each stretch of time, a panel for each strategy on the same scales. */
export function latencyOverTime(observations: readonly Observation[]): Chart {
  const panels = observations.map((observation) => ({
    strategy: observation.strategy,
    slots: slotsOf(observation),
    faults: faultSpans(observation),
  }));
  const targets = observations[0]!.objectives
    .filter(({ metric, operator }) => metric === 'p99' && operator.startsWith('<'))
    .map(({ text, value }) => ({ text, ms: value / 1e6 }));
  return {
    name: 'latency-over-time',
    title: 'Latency over time',
    sentence: sentence(panels),
    legend: [...objectiveEntries(targets.map((target) => target.text)), ...faultEntries(observations)],
    readings: {
      isMap: false,
      unit: '',
      panels: panels.map(({ strategy, slots }) => ({
        title: strategy,
        ...spanPlaces(slots),
        series: [
          { name: 'p99', values: slots.map(({ p99 }) => reading(p99)) },
          { name: 'p50', values: slots.map(({ p50 }) => reading(p50)) },
        ],
      })),
    },
    spec: (layout) => spec(layout, panels, targets),
  };
}

function spec(layout: Layout, panels: Panel[], targets: { ms: number }[]): TopLevelSpec {
  const grid = panelGrid(panels.length, layout);
  const all = panels.flatMap((panel) => panel.slots.flatMap((slot) => [slot.p50, slot.p99]));
  const finite = all.filter((value) => value !== null && value !== Infinity) as number[];
  const styles = seriesStyles(panels.map((panel) => panel.strategy));
  const scale = latencyScale([...finite, ...targets.map((target) => target.ms)], 5);
  return {
    title: layout.isAlone ? 'Latency over time: from p50 to p99 of the requests that arrived then' : undefined,
    concat: panels.map((panel, index) => ({
      width: grid.width,
      height: grid.height,
      layer: [
        nameOver(panel.strategy, grid),
        ...layers(panel, styles[index]!.colour.light, targets, {
          x: timeAxis(panel.slots[0]!.from, panel.slots.at(-1)!.to, grid, index + grid.columns >= panels.length),
          y: latencyAxis(scale, index % grid.columns === 0),
        }),
      ],
    })),
    columns: grid.columns,
    spacing: { row: ROW_GAP, column: grid.gap },
    bounds: 'flush',
    config: CHART_CONFIG,
  };
}

function latencyAxis({ type, domain, ticks }: LatencyScale, labels: boolean) {
  return {
    type: 'quantitative' as const,
    scale: { type, domain, nice: false },
    axis: { ...axisOf(ticks), labels, minExtent: LABELS_WIDTH, maxExtent: LABELS_WIDTH },
  };
}

interface Axes {
  x: ReturnType<typeof timeAxis>;
  y: ReturnType<typeof latencyAxis>;
}

function layers({ slots, faults }: Panel, colour: string, targets: { ms: number }[], { x, y }: Axes) {
  const values = slots.map(({ from, to, p50, p99 }) => ({
    at: (from + to) / 2,
    p50: drawable(p50),
    p99: drawable(p99),
  }));
  const at = { field: 'at', ...x };
  return [
    faultLayer(faults, x),
    {
      data: { values },
      mark: { type: 'area' as const, fill: colour, fillOpacity: 0.18 },
      encoding: { x: at, y: { field: 'p50', ...y }, y2: { field: 'p99' } },
    },
    {
      data: { values },
      mark: { type: 'line' as const, stroke: colour, strokeWidth: 1 },
      encoding: { x: at, y: { field: 'p50', ...y } },
    },
    {
      data: { values },
      mark: { type: 'line' as const, stroke: colour, strokeWidth: 1.75 },
      encoding: { x: at, y: { field: 'p99', ...y } },
    },
    {
      data: { values: targets },
      mark: { type: 'rule' as const, stroke: INK.light, strokeDash: [2, 3] },
      encoding: { y: { field: 'ms', ...y } },
    },
    {
      data: { values: lostSpans(slots) },
      mark: { type: 'rect' as const, fill: ALARM.light },
      encoding: { x: { field: 'from', ...x }, x2: { field: 'to' }, y: { value: 0 }, y2: { value: 5 } },
    },
  ];
}

/** A gap where the value lies among the failures. */
function drawable(value: number | null): number | null {
  return value === Infinity ? null : value;
}

function reading(value: number | null): string {
  if (value === null) return 'no requests';
  return value === Infinity ? 'failed' : latency(value);
}

/** Stretches of time in which p99 lies among the failures. */
function lostSpans(slots: readonly Slot[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to, p99 } of slots) {
    if (p99 !== Infinity) continue;
    const last = spans.at(-1);
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

function sentence(panels: readonly Panel[]): string {
  const peaks = panels
    .map(({ strategy, slots }) => ({
      strategy,
      slot: slots.reduce((most, slot) => (p99Of(slot) > p99Of(most) ? slot : most)),
    }))
    .filter(({ slot }) => slot.p99 !== null)
    .toSorted((one, other) => p99Of(one.slot) - p99Of(other.slot));
  if (peaks.length === 0) return 'There were no requests.';
  const how = 'Each band spans from p50 to p99 of the requests that arrived then.';
  const finite = peaks.filter(({ slot }) => slot.p99 !== Infinity);
  const lost =
    finite.length < peaks.length ? ' Red along the top: more than one in a hundred failed or never finished.' : '';
  const ends = finite.length > 1 ? [finite[0]!, finite.at(-1)!] : finite;
  const peak = ends.map(({ strategy, slot }) => {
    const middle = timeSpan(Math.round((slot.from + slot.to) / 2));
    return `at ${latency(p99Of(slot))}${panels.length > 1 ? ` with ${strategy}` : ''} (after ${middle})`;
  });
  return `${peak.length === 0 ? '' : `p99 peaks ${peak.join(' and ')}. `}${how}${lost}`;
}

function p99Of(slot: Slot): number {
  return slot.p99 ?? -1;
}
