import type { TopLevelSpec } from 'vega-lite';
import type { Observation } from '../../records/observation.ts';
import type { Report } from '../report.ts';
import type { ServerResult } from '../servers.ts';
import { threeDigits } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, rateTicks, type Ticks } from './axes.ts';
import { CHART_CONFIG, nameOver, panelGrid, ROW_GAP, type Chart, type Layout } from './chart.ts';
import { DOWN, INK, seriesStyles } from './palette.ts';
import { serverTicks, shownNote, shownServers, type ShownServers } from './shown-servers.ts';

interface Panel {
  strategy: string;
  observation: Observation;
  shown: ShownServers;
  servers: ServerResult[];
}

/** Each server's share of all work as a bar, and its fair share as a line across: a panel for each strategy. */
export function workByServer(report: Report, observations: readonly Observation[]): Chart {
  const panels = observations.map((observation, index) => {
    const shown = shownServers(observation);
    const all = report.results[index]!.servers;
    return { strategy: observation.strategy, observation, shown, servers: shown.places.map((place) => all[place]!) };
  });
  return {
    name: 'work-by-server',
    title: 'Share of the work of each server',
    sentence: sentence(report) + shownNote(observations[0]!),
    legend: [
      { text: 'share of all work', colour: DOWN },
      { text: 'fair share, by its capacity while available', colour: INK, dash: [1, 0] },
    ],
    readings: {
      isMap: false,
      unit: '',
      panels: panels.map(({ strategy, servers }) => ({
        title: strategy,
        at: servers.map((_, at) => Number(((at + 0.5) / servers.length).toFixed(4))),
        labels: servers.map(({ name }) => name),
        series: [
          { name: 'share of work', values: servers.map(({ workShare }) => percentOrNone(workShare)) },
          { name: 'fair share', values: servers.map(({ fairShare }) => percentOrNone(fairShare)) },
        ],
      })),
    },
    spec: (layout) => spec(layout, panels),
  };
}

function percentOrNone(share: number | null): string {
  return share === null ? '–' : `${threeDigits(share * 100)} %`;
}

function spec(layout: Layout, panels: readonly Panel[]): TopLevelSpec {
  const grid = panelGrid(panels.length, layout);
  const styles = seriesStyles(panels.map((panel) => panel.strategy));
  const shares = panels.flatMap(({ servers }) => servers.flatMap(({ workShare, fairShare }) => [workShare, fairShare]));
  const ticks = percentTicks(shares.reduce((most: number, share) => Math.max(most, share ?? 0), 0));
  return {
    title: layout.isAlone ? 'Share of all work of each server, and its fair share as a line across' : undefined,
    concat: panels.map(({ strategy, observation, shown, servers }, index) => {
      const names = serverTicks(observation, shown, {
        size: grid.width / servers.length,
        isVertical: false,
        room: grid.width,
      });
      const x = {
        type: 'quantitative' as const,
        scale: { domain: [0, servers.length], nice: false },
        axis: { ...axisOf(names), grid: false, labels: index + grid.columns >= panels.length },
      };
      const y = {
        type: 'quantitative' as const,
        scale: { domain: [0, ticks.values.at(-1)!], nice: false },
        axis: {
          ...axisOf(ticks),
          labels: index % grid.columns === 0,
          minExtent: LABELS_WIDTH,
          maxExtent: LABELS_WIDTH,
        },
      };
      return {
        width: grid.width,
        height: grid.height,
        layer: [
          nameOver(strategy, grid),
          {
            data: { values: barsOf(servers) },
            mark: { type: 'rect' as const, fill: styles[index]!.colour.light },
            encoding: {
              x: { field: 'from', ...x },
              x2: { field: 'to' },
              y: { field: 'workShare', ...y },
              y2: { datum: 0 },
            },
          },
          {
            data: { values: fairLines(servers) },
            mark: { type: 'rule' as const, stroke: INK.light, strokeWidth: 1.5 },
            encoding: { x: { field: 'from', ...x }, x2: { field: 'to' }, y: { field: 'fairShare', ...y } },
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

function percentTicks(most: number): Ticks {
  const { values } = rateTicks(most * 100);
  return { values: values.map((value) => value / 100), labels: values.map((value) => `${value} %`) };
}

function barsOf(servers: readonly ServerResult[]) {
  return servers.map(({ name, workShare }, at) => ({
    server: name,
    from: at + 0.12,
    to: at + 0.88,
    workShare: workShare ?? 0,
  }));
}

/** Where neighbours have one fair share, there is one line for them all. */
function fairLines(servers: readonly ServerResult[]): { from: number; to: number; fairShare: number }[] {
  const lines: { from: number; to: number; fairShare: number }[] = [];
  servers.forEach(({ fairShare }, at) => {
    const last = lines.at(-1);
    if (fairShare === null) return;
    if (last?.fairShare === fairShare && last.to === at) last.to = at + 1;
    else lines.push({ from: at, to: at + 1, fairShare });
  });
  return lines;
}

function sentence({ results }: Report): string {
  const worst = results.flatMap(({ strategy, servers }) => {
    const ratios = servers.flatMap(({ name, workShare, fairShare }) =>
      workShare === null || fairShare === null || fairShare === 0
        ? []
        : [{ name, ratio: workShare / fairShare, workShare }],
    );
    if (ratios.length === 0) return [];
    return [{ strategy, ...ratios.reduce((most, one) => (one.ratio > most.ratio ? one : most)) }];
  });
  if (worst.length === 0) return 'No server does any work.';
  const sorted = worst.toSorted((one, other) => one.ratio - other.ratio);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const what = `${most.name} does ${threeDigits(most.workShare * 100)} % of the work, ${timesFair(most.ratio)}`;
  if (results.length === 1) return `${what}: the most of all servers.`;
  if (least.ratio.toFixed(2) === most.ratio.toFixed(2)) {
    return `No server does more than ${timesFair(most.ratio)}, with ${least.strategy} as with ${most.strategy}.`;
  }
  return `With ${most.strategy} ${what}; with ${least.strategy} no server does more than ${timesFair(least.ratio)}.`;
}

function timesFair(ratio: number): string {
  return `${ratio.toFixed(2)} times its fair share`;
}
