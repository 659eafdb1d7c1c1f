import type { TopLevelSpec } from 'vega-lite';
import type { Observation } from '../../records/observation.ts';
import { replicationCount } from '../measured.ts';
import { axisOf, LABELS_WIDTH } from './axes.ts';
import {
  CHART_CONFIG,
  nameOver,
  panelGrid,
  ROW_GAP,
  timeAxis,
  type Chart,
  type Layout,
  type LegendEntry,
  type PanelReadings,
} from './chart.ts';
import { DOWN, HEAT } from './palette.ts';
import { serverTicks, shownNote, shownServers, type ShownServers } from './shown-servers.ts';
import { spanPlaces } from './slots.ts';

/** Cells of all panels together: keeps a page of many strategies and servers small. */
const MOST_CELLS = 30_000;
const TALLEST_ROW = 16;

/** What one server did in a stretch of time, over all replications: nanoseconds. */
export interface Cell {
  work: number;
  /** 0: it was down. */
  capacity: number;
  inFlightTime: number;
  /** How long the stretch was; 0 after an interruption. */
  time: number;
}

/** One strategy's servers over time: a row for each that is shown, a cell for each stretch. */
export interface HeatPanel {
  observation: Observation;
  shown: ShownServers;
  /** Stretches of time, seconds. */
  spans: { from: number; to: number }[];
  cell: (server: number, span: number) => Cell;
}

/** What a heat map shows of its cells. */
export interface Measure {
  /** Of the chart's file. */
  name: string;
  title: string;
  sentence: string;
  value: (cell: Cell) => number;
  /** Bounds between the colours, ascending: at most one fewer than HEAT has. */
  bounds: number[];
  /** A value without its unit. */
  text: (value: number) => string;
  unit: string;
}

/** The panels of all strategies; neighbouring windows are joined where there would be too many cells. */
export function heatPanels(observations: readonly Observation[]): HeatPanel[] {
  const all = observations.map((observation) => ({ observation, shown: shownServers(observation) }));
  const rows = all.reduce((sum, { shown }) => sum + shown.places.length, 0);
  return all.map(({ observation, shown }) => {
    const { warmup, serverTimeline } = observation;
    const { count, length } = serverTimeline;
    const joined = Math.max(1, Math.ceil((count * rows) / MOST_CELLS));
    const starts = Array.from({ length: Math.ceil(count / joined) }, (_, nth) => nth * joined);
    return {
      observation,
      shown,
      spans: starts.map((first) => ({
        from: (warmup + first * length) / 1e9,
        to: (warmup + Math.min(count, first + joined) * length) / 1e9,
      })),
      cell: (server, span) => cellOf(observation, server, span * joined, (span + 1) * joined),
    };
  });
}

/** A server's windows `from` up to and without `to`, as one. */
function cellOf(observation: Observation, server: number, from: number, to: number): Cell {
  const { serverTimeline, servers, duration, warmup } = observation;
  const cell = { work: 0, capacity: 0, inFlightTime: 0, time: 0 };
  for (let window = from; window < Math.min(to, serverTimeline.count); window++) {
    const at = window * servers.length + server;
    const left = duration - (warmup + window * serverTimeline.length);
    cell.work += serverTimeline.work[at]!;
    cell.capacity += serverTimeline.capacity[at]!;
    cell.inFlightTime += serverTimeline.inFlightTime[at]!;
    cell.time += replicationCount(observation) * Math.max(0, Math.min(serverTimeline.length, left));
  }
  return cell;
}

/** All cells of all servers, whether they are shown or not: what a sentence says must hold for all. */
export function forEachCell(
  { observation, spans, cell }: HeatPanel,
  visit: (cell: Cell, server: number, span: number) => void,
): void {
  for (let server = 0; server < observation.servers.length; server++) {
    for (let span = 0; span < spans.length; span++) visit(cell(server, span), server, span);
  }
}

/** The cell of the highest value: whose it is, and when it begins, seconds. */
export function highestCell(
  panels: readonly HeatPanel[],
  value: (cell: Cell) => number,
): { value: number; strategy: string; server: string; from: number } {
  let highest = { value: -1, strategy: '', server: '', from: 0 };
  for (const panel of panels) {
    const { strategy, servers } = panel.observation;
    forEachCell(panel, (cell, server, span) => {
      if (value(cell) <= highest.value) return;
      highest = { value: value(cell), strategy, server: servers[server]!.name, from: panel.spans[span]!.from };
    });
  }
  return highest;
}

/** A chart with a panel for each strategy. */
export function heatMap(panels: readonly HeatPanel[], measure: Measure): Chart {
  const levels = levelsOf(panels, measure);
  return {
    name: measure.name,
    title: measure.title,
    sentence: measure.sentence + shownNote(panels[0]!.observation),
    legend: levels,
    readings: { isMap: true, unit: measure.unit, panels: panels.map((panel) => readingsOf(panel, measure)) },
    spec: (layout) => spec(layout, panels, measure, levels),
  };
}

/** What the colours stand for: a level between neighbouring bounds each, and down. */
function levelsOf(panels: readonly HeatPanel[], { bounds, text, unit }: Measure): LegendEntry[] {
  const ranges = HEAT.slice(0, bounds.length + 1).map((colour, level) => {
    const [low, high] = [bounds[level - 1], bounds[level]];
    if (low === undefined) return { colour, text: `under ${text(high!)}${unit}` };
    return {
      colour,
      text: high === undefined ? `${text(low)}${unit} and more` : `${text(low)} to ${text(high)}${unit}`,
    };
  });
  const hasDown = panels.some((panel) => rowsOf(panel).some((row) => row.some(isDown)));
  return hasDown ? [...ranges, { colour: DOWN, text: 'down or not there' }] : ranges;
}

function isDown({ capacity, time }: Cell): boolean {
  return capacity === 0 && time > 0;
}

function rowsOf({ shown, spans, cell }: HeatPanel): Cell[][] {
  return shown.places.map((server) => spans.map((_, span) => cell(server, span)));
}

function readingsOf(panel: HeatPanel, { value, text }: Measure): PanelReadings {
  const { observation, shown, spans } = panel;
  return {
    title: observation.strategy,
    ...spanPlaces(spans),
    series: rowsOf(panel).map((cells, row) => ({
      name: observation.servers[shown.places[row]!]!.name,
      values: cells.map((cell) => (cell.time === 0 ? '–' : text(value(cell)))),
    })),
  };
}

function spec(
  layout: Layout,
  panels: readonly HeatPanel[],
  measure: Measure,
  levels: readonly LegendEntry[],
): TopLevelSpec {
  const grid = panelGrid(panels.length, layout);
  const color = {
    field: 'level',
    type: 'ordinal' as const,
    scale: { domain: levels.map((_, level) => level), range: levels.map(({ colour }) => colour.light) },
    legend: layout.isAlone
      ? {
          orient: 'bottom' as const,
          symbolType: 'square',
          symbolStrokeWidth: 0,
          labelExpr: `${JSON.stringify(levels.map(({ text }) => text))}[datum.value]`,
        }
      : null,
  };
  return {
    title: layout.isAlone ? measure.title : undefined,
    concat: panels.map((panel, index) => {
      const { observation, shown, spans } = panel;
      const rows = shown.places.length;
      const rowHeight = Math.max(1, Math.min(TALLEST_ROW, Math.floor(grid.height / rows)));
      const ticks = serverTicks(observation, shown, {
        size: rowHeight,
        isVertical: true,
        room: LABELS_WIDTH,
      });
      const y = {
        type: 'quantitative' as const,
        scale: { domain: [0, rows], reverse: true, nice: false },
        axis: {
          ...axisOf(ticks),
          grid: false,
          labels: index % grid.columns === 0,
          minExtent: LABELS_WIDTH,
          maxExtent: LABELS_WIDTH,
        },
      };
      return {
        width: grid.width,
        height: rowHeight * rows,
        layer: [
          nameOver(observation.strategy, grid),
          {
            data: { values: cellsOf(panel, measure, levels.length - 1) },
            mark: { type: 'rect' as const },
            encoding: {
              x: {
                field: 'from',
                ...timeAxis(spans[0]!.from, spans.at(-1)!.to, grid, index + grid.columns >= panels.length),
              },
              x2: { field: 'to' },
              y: { field: 'row', ...y },
              y2: { field: 'rowEnd' },
              color,
            },
          },
        ],
      };
    }),
    columns: grid.columns,
    spacing: { row: ROW_GAP, column: grid.gap },
    bounds: 'flush',
    config: CHART_CONFIG,
  };
}

function cellsOf(panel: HeatPanel, { value, bounds }: Measure, down: number) {
  const { observation, shown, spans } = panel;
  return rowsOf(panel).flatMap((cells, row) => {
    const server = observation.servers[shown.places[row]!]!.name;
    return cells.flatMap((cell, nth) => {
      if (cell.time === 0) return [];
      const level = isDown(cell) ? down : bounds.filter((bound) => value(cell) >= bound).length;
      return [{ server, row, rowEnd: row + 1, ...spans[nth]!, value: Number(value(cell).toPrecision(4)), level }];
    });
  });
}
