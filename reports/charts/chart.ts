import type { Config, TopLevelSpec } from 'vega-lite';
import { shortened, timeSpan } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, timeTicks, type Ticks } from './axes.ts';
import { GRID, INK, seriesStyles, type Colour } from './palette.ts';

/** One chart of a report. */
export interface Chart {
  /** Of its file, without an extension. */
  name: string;
  title: string;
  /** What to see in it, from the numbers. */
  sentence: string;
  /** What its colours, lines and shapes stand for, where the chart does not say it in place. */
  legend: LegendEntry[];
  readings: Readings;
  spec(layout: Layout): TopLevelSpec;
}

/** What stands in a chart for `text`: a line (`dash`), a point (`shape`, the path of an SVG from -1 to 1), else an area. */
export interface LegendEntry {
  text: string;
  colour: Colour;
  dash?: number[];
  shape?: string;
}

/** What a chart tells of the place that a reader points at. */
export interface Readings {
  /** Rows of equal height, of which one is pointed at; else all series of a panel are told. */
  isMap: boolean;
  /** Stands after each value. */
  unit: string;
  /** In the order in which they are drawn. */
  panels: PanelReadings[];
}

export interface PanelReadings {
  title: string;
  /** Where values stand, ascending, from 0 at the left edge of the panel to 1 at its right one. */
  at: number[];
  /** What stands there, such as `after 3 min`. */
  labels: string[];
  /** One value for each of `at`; fewer where a line ends. */
  series: { name: string; values: string[] }[];
}

/** Where a chart will stand. */
export interface Layout {
  /** Pixels from edge to edge. */
  width: number;
  /** In a file of its own, so it carries its title and legend; a page has them outside. */
  isAlone: boolean;
}

/** Looks of all charts, in the colours of a light page. */
export const CHART_CONFIG: Config = {
  aria: false,
  background: 'transparent',
  font: 'system-ui, sans-serif',
  padding: 4,
  view: { stroke: null },
  axis: {
    labelColor: INK.light,
    labelFontSize: 12,
    labelPadding: 5,
    domain: false,
    ticks: false,
    gridColor: GRID.light,
    titleColor: INK.light,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  title: { color: INK.light, fontSize: 13, fontWeight: 600, anchor: 'start', offset: 14 },
  legend: {
    labelColor: INK.light,
    labelFontSize: 12,
    labelLimit: 0,
    title: null,
    symbolSize: 400,
    symbolStrokeWidth: 2.5,
  },
};

/** Charts less wide than this have less in them. */
export const NARROW = 500;

/** Of a bold name in the widest of the usual fonts, pixels. */
const CHARACTER_WIDTH = 7.4;

/** Of a name on two lines, pixels. */
export const LINE_HEIGHT = 13;

/** Between the rows of panels: room for a name. */
export const ROW_GAP = 38;

/** Panels of equal size, side by side as many as are still readable. */
export interface PanelGrid {
  columns: number;
  width: number;
  height: number;
  gap: number;
}

export function panelGrid(count: number, layout: Layout): PanelGrid {
  const isNarrow = layout.width < NARROW;
  const most = isNarrow ? (count > 4 ? 2 : 1) : 3;
  const columns = Math.max(1, Math.min(most, count));
  const gap = isNarrow ? 14 : 24;
  return {
    columns,
    gap,
    width: Math.floor((layout.width - LABELS_WIDTH - 8 - gap * (columns - 1)) / columns),
    height: isNarrow ? 90 : columns === 1 ? 200 : 120,
  };
}

/** The name of one of `panels` panels that strategies with equal values share. */
export function sharedTitle([first, ...more]: readonly string[], panels: number): string {
  if (panels === 1 && more.length > 0) return `all ${more.length + 1} strategies`;
  return more.length === 0 ? first! : `${first!} and ${more.length} more`;
}

/** What the lines of several strategies look like; nothing where there is one. */
export function strategyEntries(strategies: readonly string[]): LegendEntry[] {
  if (strategies.length === 1) return [];
  const styles = seriesStyles(strategies);
  return strategies.map((text, index) => ({ text, ...styles[index]! }));
}

/** A layer that writes names over the rows of a chart, at the field `row`. */
export function namesOverRows(values: readonly object[], y: object) {
  return {
    data: { values: [...values] },
    mark: {
      type: 'text' as const,
      align: 'left' as const,
      x: 0,
      dy: -14,
      fontSize: 12,
      fontWeight: 600 as const,
      fill: INK.light,
    },
    encoding: { y: { field: 'row', ...y }, text: { field: 'name' } },
  };
}

/** A layer that writes a panel's name over it, or two names, a line each. A title of Vega's would move with the labels of the axes. */
export function nameOver(name: string | readonly string[], { width }: PanelGrid) {
  const most = Math.max(8, Math.floor(width / CHARACTER_WIDTH));
  const [first, second] = typeof name === 'string' ? [name] : name;
  const lines = second === undefined ? linesOf(first!, most) : [first!, second].map((each) => shortened(each, most));
  return {
    data: { values: [{}] },
    mark: {
      type: 'text' as const,
      text: lines.length === 1 ? lines[0]! : lines,
      x: 0,
      y: -8 - LINE_HEIGHT * (lines.length - 1),
      ...(lines.length > 1 && { lineHeight: LINE_HEIGHT }),
      align: 'left' as const,
      baseline: 'bottom' as const,
      fontSize: 12,
      fontWeight: 600 as const,
      fill: INK.light,
    },
  };
}

/** A name on one line, or where it is longer than `most`, on two, parted behind a word. */
function linesOf(name: string, most: number): string[] {
  const first = name.length <= most ? null : new RegExp(`^.{1,${most - 1}}[- /{]`).exec(name);
  return first === null ? [shortened(name, most)] : [first[0], shortened(name.slice(first[0].length), most)];
}

/** As many ticks as there is room for their labels; the two ends where only one tick has. */
function fittingTimeTicks(start: number, end: number, width: number): Ticks {
  for (let most = Math.floor(width / 50); most > 2; most--) {
    const ticks = timeTicks(start, end, most);
    const longest = Math.max(...ticks.labels.map((label) => label.length));
    const [first = start, second = end] = ticks.values;
    // A label at the end of the axis is moved inside, by half of its width.
    const room = longest * CHARACTER_WIDTH * (ticks.values.at(-1) === end ? 1.5 : 1) + 8;
    if (room <= ((second - first) / (end - start)) * width) return ticks;
  }
  const few = timeTicks(start, end, 2);
  if (few.values.length > 1) return few;
  const ends = { values: [start, end], labels: [start, end].map(timeSpan) };
  return ends.labels.join('').length * CHARACTER_WIDTH + 8 <= width ? ends : few;
}

/** An objective as a dotted line. */
export function objectiveEntries(objectives: readonly string[]): LegendEntry[] {
  return objectives.length === 0 ? [] : [{ text: objectives.join(', '), colour: INK, dash: [2, 3] }];
}

/** Parts of a panel's time axis; `hasLabels` where no panel stands below. */
export function timeAxis(start: number, end: number, { width }: PanelGrid, hasLabels: boolean) {
  return {
    type: 'quantitative' as const,
    scale: { domain: [start, end], nice: false },
    axis: {
      ...axisOf(fittingTimeTicks(start, end, width)),
      grid: false,
      labels: hasLabels,
    },
  };
}
