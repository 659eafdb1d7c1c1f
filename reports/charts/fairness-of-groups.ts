import type { TopLevelSpec } from 'vega-lite';
import type { GroupResult, Report, Result } from '../report.ts';
import { latency, percentDown, shortened, threeDigits } from '../writers/format.ts';
import { axisOf, latencyScale, type Ticks } from './axes.ts';
import { CHART_CONFIG, NARROW, namesOverRows, ROW_GAP, type Chart, type Layout } from './chart.ts';
import { INK, seriesStyles } from './palette.ts';

/** Outlines that are told apart without colour, from -1 to 1. */
const SHAPES: readonly string[] = [
  'M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z',
  'M-.9,-.9H.9V.9H-.9Z',
  'M0,-1.1L1.1,.9H-1.1Z',
  'M0,-1.25L1.25,0L0,1.25L-1.25,0Z',
  'M-1.1,-.4H-.4V-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1Z',
  'M0,1.1L1.1,-.9H-1.1Z',
  'M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0ZM.5,0A.5,.5,0,1,0,-.5,0A.5,.5,0,1,0,.5,0Z',
  'M-.9,-.9H.9V.9H-.9ZM-.4,-.4V.4H.4V-.4Z',
  'M0,-1.25L1.25,0L0,1.25L-1.25,0ZM0,-.6L-.6,0L0,.6L.6,0Z',
];

const ROW_HEIGHT = 36;
/** From the top of a row to its line, below the name. */
const LINE_AT = 0.68;
const MARGIN = 14;

/** One side of fairness: a figure of each group, null where there is none. */
interface Side {
  title: string;
  value: (group: GroupResult) => number | null;
  text: (value: number) => string;
  scale: { type: 'linear' | 'log'; domain: [number, number]; ticks: Ticks };
}

/** How differently client groups fare: a line for each strategy, from the group that fares best to the one that fares worst. */
export function fairnessOfGroups(report: Report): Chart {
  const { results } = report;
  const groups = results[0]!.groups.map(({ name }) => name);
  const sides = [latencySide(results), ...(someLost(results) ? [successSide(results)] : [])];
  return {
    name: 'fairness-of-groups',
    title: 'Fairness between client groups',
    sentence: sentence(results),
    legend: groups.map((text, index) => ({ text, colour: INK, shape: shapeOf(index) })),
    readings: {
      isMap: true,
      unit: '',
      panels: sides.map((side) => ({
        title: side.title,
        at: [0.5],
        labels: [''],
        series: results.map((result) => ({ name: result.strategy, values: [told(result.groups, side)] })),
      })),
    },
    spec: (layout) => spec(layout, results, sides),
  };
}

/** Whether a report has more than one group to compare. */
export function hasGroups({ results }: Report): boolean {
  return results[0]!.groups.length > 1;
}

function meanLatency({ latencyMs }: GroupResult): number | null {
  return latencyMs.mean;
}

function successShare({ availability }: GroupResult): number | null {
  return availability.requests;
}

function latencySide(results: readonly Result[]): Side {
  const scale = latencyScale(valuesOf(results, meanLatency), 4);
  return { title: 'mean latency', value: meanLatency, text: latency, scale };
}

function successSide(results: readonly Result[]): Side {
  const lowest = Math.min(...valuesOf(results, successShare)) * 100;
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25].find((nice) => 100 - lowest <= nice * 4) ?? 25;
  const count = Math.max(1, Math.ceil((100 - lowest) / step - 1e-9));
  const percents = Array.from({ length: count + 1 }, (_, nth) => Number((100 - (count - nth) * step).toFixed(2)));
  return {
    title: 'requests that succeeded',
    value: successShare,
    text: (share) => `${percentDown(share)} %`,
    scale: {
      type: 'linear',
      domain: [percents[0]! / 100, 1],
      ticks: { values: percents.map((percent) => percent / 100), labels: percents.map((percent) => `${percent} %`) },
    },
  };
}

function valuesOf(results: readonly Result[], value: Side['value']): number[] {
  return results.flatMap(({ groups }) => groups.map(value)).filter((one) => one !== null);
}

function someLost(results: readonly Result[]): boolean {
  return results.some(({ groups }) => groups.some(({ availability }) => (availability.requests ?? 1) < 1));
}

function shapeOf(index: number): string {
  return SHAPES[index % SHAPES.length]!;
}

function told(groups: readonly GroupResult[], { value, text }: Side): string {
  return groups
    .map((group) => {
      const one = value(group);
      return `${group.name} ${one === null ? '–' : text(one)}`;
    })
    .join(', ');
}

function spec(layout: Layout, results: readonly Result[], sides: readonly Side[]): TopLevelSpec {
  const columns = layout.width < NARROW ? 1 : sides.length;
  const gap = 44;
  const width = Math.floor((layout.width - 2 * MARGIN - gap * (columns - 1)) / columns);
  return {
    title: layout.isAlone ? 'How client groups fare: from the best to the worst' : undefined,
    concat: sides.map((side) => panel(layout, results, side, width)),
    columns,
    spacing: { row: ROW_GAP, column: gap },
    config: CHART_CONFIG,
  };
}

function panel(layout: Layout, results: readonly Result[], side: Side, width: number) {
  const x = {
    type: 'quantitative' as const,
    scale: { type: side.scale.type, domain: side.scale.domain, nice: false, zero: false },
    axis: { ...axisOf(side.scale.ticks), title: side.title },
  };
  const y = {
    type: 'quantitative' as const,
    scale: { domain: [0, results.length], reverse: true, nice: false },
    axis: null,
  };
  const names = results[0]!.groups.map(({ name }) => name);
  const shape = {
    field: 'group',
    type: 'nominal' as const,
    scale: { domain: names, range: names.map((_, index) => shapeOf(index)) },
    legend: layout.isAlone
      ? { orient: 'bottom' as const, symbolFillColor: INK.light, symbolStrokeWidth: 0, symbolSize: 60 }
      : null,
  };
  return {
    width,
    height: ROW_HEIGHT * results.length,
    layer: [
      namesOverRows(
        results.map(({ strategy }, at) => ({ name: shortened(strategy, Math.floor(width / 8)), row: at + LINE_AT })),
        y,
      ),
      {
        data: { values: spansOf(results, side) },
        mark: { type: 'rule' as const, strokeWidth: 4 },
        encoding: {
          x: { field: 'low', ...x },
          x2: { field: 'high' },
          y: { field: 'row', ...y },
          stroke: { field: 'stroke', type: 'nominal' as const, scale: null },
        },
      },
      {
        data: { values: pointsOf(results, side) },
        mark: { type: 'point' as const, filled: true, fill: INK.light, size: 36, opacity: 1 },
        encoding: { x: { field: 'value', ...x }, y: { field: 'row', ...y }, shape },
      },
    ],
  };
}

/** A strategy's line, from its lowest to its highest group. */
function spansOf(results: readonly Result[], { value }: Side) {
  const styles = seriesStyles(results.map((result) => result.strategy));
  return results.flatMap(({ strategy, groups }, at) => {
    const values = groups.map(value).filter((one) => one !== null);
    if (values.length === 0) return [];
    const stroke = styles[at]!.colour.light;
    return [{ strategy, row: at + LINE_AT, low: Math.min(...values), high: Math.max(...values), stroke }];
  });
}

function pointsOf(results: readonly Result[], { value }: Side) {
  return results.flatMap(({ strategy, groups }, at) =>
    groups.flatMap((group) => {
      const one = value(group);
      return one === null ? [] : [{ strategy, group: group.name, row: at + LINE_AT, value: one }];
    }),
  );
}

/** A group that waits longer than another, and by what factor. */
interface Gap {
  strategy: string;
  slow: string;
  fast: string;
  ratio: number;
}

function sentence(results: readonly Result[]): string {
  const gaps = results.flatMap(gapOf).toSorted((one, other) => one.ratio - other.ratio);
  if (gaps.length === 0) return 'Fewer than two client groups were answered.';
  const [least, most] = [gaps[0]!, gaps.at(-1)!];
  const where = results.length === 1 ? '' : `With ${most.strategy} `;
  const waits = `${most.slow} waits ${times(most.ratio)} as ${most.fast} on average`;
  const best =
    gaps.length === 1 || threeDigits(least.ratio) === threeDigits(most.ratio)
      ? ''
      : `; with ${least.strategy} no group waits more than ${times(least.ratio)} as another`;
  return `${where}${waits}${best}.${successSentence(results)}`;
}

function gapOf({ strategy, groups }: Result): Gap[] {
  const means = groups
    .flatMap(({ name, latencyMs }) => (latencyMs.mean === null ? [] : [{ name, mean: latencyMs.mean }]))
    .toSorted((one, other) => one.mean - other.mean);
  if (means.length < 2) return [];
  const [fast, slow] = [means[0]!, means.at(-1)!];
  return [{ strategy, slow: slow.name, fast: fast.name, ratio: slow.mean / fast.mean }];
}

function times(ratio: number): string {
  return `${threeDigits(ratio)} times as long`;
}

function successSentence(results: readonly Result[]): string {
  if (!someLost(results)) return ' In each group all requests succeeded.';
  const shares = results.flatMap(({ strategy, groups }) =>
    groups.flatMap(({ name, availability }) =>
      availability.requests === null ? [] : [{ strategy, name, share: availability.requests }],
    ),
  );
  const { strategy, name, share } = shares.reduce((least, one) => (one.share < least.share ? one : least));
  const where = results.length === 1 ? '' : `, with ${strategy}`;
  return ` The fewest requests succeed for ${name}${where}: ${percentDown(share)} %.`;
}
