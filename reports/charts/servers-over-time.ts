import type { TopLevelSpec } from 'vega-lite';
import type { BalancerObservation, Observation, PoolSteps } from '../../records/observation.ts';
import { timeSpan } from '../writers/format.ts';
import { axisOf, countTicks, LABELS_WIDTH, type Ticks } from './axes.ts';
import { CHART_CONFIG, nameOver, panelGrid, ROW_GAP, sharedTitle, timeAxis, type Chart, type Layout } from './chart.ts';
import { faultEntries, faultLayer, faultSpans, type Span } from './fault-spans.ts';
import { INK, OUTCOME_COLOURS } from './palette.ts';
import { spanPlaces } from './slots.ts';

const AVAILABLE = OUTCOME_COLOURS.succeeded;

interface Panel {
  strategies: string[];
  steps: Step[];
  faults: Span[];
}

/** From `from` to `to` (seconds) the pool had so many servers, of which so many could be picked. */
interface Step extends Span {
  present: number;
  available: number;
}

/** Whether a pool changed. */
export function hasChanges(observations: readonly Observation[]): boolean {
  return observations.some((observation) => changingPool(observation).at.length > 1);
}

/** How many servers a pool had, and how many were available; strategies for which both are equal share a panel. */
export function serversOverTime(observations: readonly Observation[]): Chart {
  const panels = panelsOf(observations);
  return {
    name: 'servers-over-time',
    title: 'Servers over time',
    sentence: sentence(panels, shownPool(observations)),
    legend: [
      { text: 'available', colour: AVAILABLE },
      { text: 'in the pool', colour: INK, dash: [1, 0] },
      ...faultEntries(observations),
    ],
    readings: {
      isMap: false,
      unit: '',
      panels: panels.map((panel) => ({
        title: sharedTitle(panel.strategies, panels.length),
        ...spanPlaces(panel.steps),
        series: [
          { name: 'in the pool', values: panel.steps.map(({ present }) => String(present)) },
          { name: 'available', values: panel.steps.map(({ available }) => String(available)) },
        ],
      })),
    },
    spec: (layout) => spec(layout, panels),
  };
}

/** The pool of the first balancer whose pool changed. */
function changingPool(observation: Observation): PoolSteps {
  return changingBalancer(observation).pool;
}

function changingBalancer({ balancers }: Observation): BalancerObservation {
  return balancers.find(({ pool }) => pool.at.length > 1) ?? balancers[0]!;
}

/** The pool, by the name of its balancer where there are several. */
function shownPool(observations: readonly Observation[]): string {
  const first = observations.find(({ balancers }) => balancers.some(({ pool }) => pool.at.length > 1))!;
  return first.balancers.length === 1 ? 'The pool' : `The pool of ${changingBalancer(first).name}`;
}

function panelsOf(observations: readonly Observation[]): Panel[] {
  const panels = new Map<string, Panel>();
  for (const observation of observations) {
    const [steps, faults] = [stepsOf(observation), faultSpans(observation)];
    const key = JSON.stringify([steps, faults]);
    const panel = panels.get(key);
    if (panel === undefined) panels.set(key, { strategies: [observation.strategy], steps, faults });
    else panel.strategies.push(observation.strategy);
  }
  return [...panels.values()];
}

/** The part within the measured time. */
function stepsOf(observation: Observation): Step[] {
  const { at, present, available } = changingPool(observation);
  const [start, end] = [observation.warmup / 1e9, observation.duration / 1e9];
  return at
    .map((from, step) => ({
      from: Math.max(start, from / 1e9),
      to: Math.min(end, (at[step + 1] ?? Infinity) / 1e9),
      present: present[step]!,
      available: available[step]!,
    }))
    .filter(({ from, to }) => from < to);
}

function spec(layout: Layout, panels: Panel[]): TopLevelSpec {
  const grid = panelGrid(panels.length, layout);
  const ticks = countTicks(
    panels.flatMap(({ steps }) => steps).reduce((most, { present }) => Math.max(most, present), 1),
  );
  return {
    title: layout.isAlone ? 'Servers over time: in the pool (line), and available (area)' : undefined,
    concat: panels.map((panel, index) => ({
      width: grid.width,
      height: grid.height,
      layer: [
        nameOver(sharedTitle(panel.strategies, panels.length), grid),
        ...layers(
          panel,
          timeAxis(panel.steps[0]!.from, panel.steps.at(-1)!.to, grid, index + grid.columns >= panels.length),
          countAxis(ticks, index % grid.columns === 0),
        ),
      ],
    })),
    columns: grid.columns,
    spacing: { row: ROW_GAP, column: grid.gap },
    bounds: 'flush',
    config: CHART_CONFIG,
  };
}

function countAxis(ticks: Ticks, labels: boolean) {
  return {
    type: 'quantitative' as const,
    scale: { domain: [0, ticks.values.at(-1)!], nice: false },
    axis: { ...axisOf(ticks), labels, minExtent: LABELS_WIDTH, maxExtent: LABELS_WIDTH },
  };
}

function layers({ steps, faults }: Panel, x: ReturnType<typeof timeAxis>, y: ReturnType<typeof countAxis>) {
  const last = steps.at(-1)!;
  const values = [...steps, { ...last, from: last.to }];
  const at = { field: 'from', ...x };
  return [
    {
      data: { values },
      mark: { type: 'area' as const, interpolate: 'step-after' as const, fill: AVAILABLE.light },
      encoding: { x: at, y: { field: 'available', ...y } },
    },
    faultLayer(faults, x, 0.6),
    {
      data: { values },
      mark: { type: 'line' as const, interpolate: 'step-after' as const, stroke: INK.light, strokeWidth: 1.5 },
      encoding: { x: at, y: { field: 'present', ...y } },
    },
  ];
}

function sentence(panels: readonly Panel[], pool: string): string {
  const steps = panels.flatMap((panel) => panel.steps);
  const present = steps.map((step) => step.present);
  const fewest = steps.reduce((least, step) => (step.available < least.available ? step : least));
  const [low, high] = [present.reduce((a, b) => Math.min(a, b)), present.reduce((a, b) => Math.max(a, b))];
  const size = low === high ? `${pool} has ${high} servers` : `${pool} has ${low} to ${high} servers`;
  return `${size}; the fewest that are available at once are ${fewest.available} (from ${timeSpan(fewest.from)} on).`;
}
