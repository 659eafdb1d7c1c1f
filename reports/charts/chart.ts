import type { Config, TopLevelSpec } from 'vega-lite';
import { shortened } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, timeTicks } from './axes.ts';
import { GRID, INK } from './palette.ts';

/** One chart of a report. */
export interface Chart {
  /** Of its file, without an extension. */
  name: string;
  title: string;
  /** What to see in it, from the numbers. */
  sentence: string;
  /** What its colours stand for, where the chart does not say it in place. */
  legend: 'strategies' | 'outcomes' | 'none';
  /** Objectives that it shows as dotted lines, as written in the scenario. */
  objectives: string[];
  spec(layout: Layout): TopLevelSpec;
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

/** A layer that writes a panel's name over it. A title of Vega's would move with the labels of the axes. */
export function nameOver(name: string, { width }: PanelGrid) {
  return {
    data: { values: [{}] },
    mark: {
      type: 'text' as const,
      text: shortened(name, Math.max(8, Math.floor(width / CHARACTER_WIDTH))),
      x: 0,
      y: -8,
      align: 'left' as const,
      baseline: 'bottom' as const,
      fontSize: 12,
      fontWeight: 600 as const,
      fill: INK.light,
    },
  };
}

/** Parts of a panel's time axis; `hasLabels` where no panel stands below. */
export function timeAxis(start: number, end: number, { width }: PanelGrid, hasLabels: boolean) {
  return {
    type: 'quantitative' as const,
    scale: { domain: [start, end], nice: false },
    axis: {
      ...axisOf(timeTicks(start, end, Math.max(2, Math.floor(width / 70)))),
      grid: false,
      labels: hasLabels,
    },
  };
}
