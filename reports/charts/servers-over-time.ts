import type { TopLevelSpec } from 'vega-lite';
import type { Observation, PoolSteps } from '../../records/observation.ts';
import { timeSpan } from '../writers/format.ts';
import { axisOf, countTicks, LABELS_WIDTH, type Ticks } from './axes.ts';
import {
  CHART_CONFIG,
  LINE_HEIGHT,
  nameOver,
  panelGrid,
  ROW_GAP,
  sharedTitle,
  timeAxis,
  type Chart,
  type Layout,
} from './chart.ts';
import { faultEntries, faultLayer, faultSpans, type Span } from './fault-spans.ts';
import { INK, OUTCOME_COLOURS } from './palette.ts';
import { spanPlaces } from './slots.ts';

const AVAILABLE = OUTCOME_COLOURS.succeeded;

/** Equal balancers, each with its own view, may be hundreds. */
const MOST_POOLS = 6;

/** A pool, or what is of one group of servers in it; by name. */
type Pools = Map<string, PoolSteps>;

interface Panel {
  pools: string[];
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
  return changingPools(observations).length > 0;
}

/** How many servers each pool that changed had, and how many were available; pools and strategies that are equal share a panel. */
export function serversOverTime(observations: readonly Observation[]): Chart {
  const changing = changingPools(observations);
  const panels = panelsOf(observations, changing.slice(0, MOST_POOLS));
  const titles = titlesOf(panels);
  return {
    name: 'servers-over-time',
    title: 'Servers over time',
    sentence: sentence(panels) + shownNote(changing.length),
    legend: [
      { text: 'available', colour: AVAILABLE },
      { text: 'in the pool', colour: INK, dash: [1, 0] },
      ...faultEntries(observations),
    ],
    readings: {
      isMap: false,
      unit: '',
      panels: panels.map(({ steps }, index) => ({
        title: titles[index]!.join(', '),
        ...spanPlaces(steps),
        series: [
          { name: 'in the pool', values: steps.map(({ present }) => String(present)) },
          { name: 'available', values: steps.map(({ available }) => String(available)) },
        ],
      })),
    },
    spec: (layout) => spec(layout, panels, titles),
  };
}

/** Named after the group of servers, and after the balancer where several have that group; without a name where there is one pool. */
function poolsOf({ balancers }: Observation): Pools {
  const all = balancers.flatMap(({ name, pool }) =>
    pool.map((steps) => ({ balancer: name, size: pool.length, steps })),
  );
  const sharing = (group: string) => all.filter(({ steps }) => steps.group === group).length;
  const nameOf = ({ balancer, size, steps: { group } }: (typeof all)[number]): string => {
    if (all.length === 1) return '';
    if (group !== '' && sharing(group) === 1) return group;
    return size > 1 && group !== '' ? `${balancer}: ${group}` : balancer;
  };
  return new Map(all.map((each) => [nameOf(each), each.steps]));
}

/** Names of the pools that changed with any of the strategies. */
function changingPools(observations: readonly Observation[]): string[] {
  const changing = observations.flatMap((observation) =>
    [...poolsOf(observation)].filter(([, { at }]) => at.length > 1).map(([name]) => name),
  );
  return [...new Set(changing)];
}

/** Pool by pool; those that are equal with each strategy are one. */
function panelsOf(observations: readonly Observation[], pools: readonly string[]): Panel[] {
  const byPool = new Map<string, Panel[]>();
  for (const pool of pools) {
    const ofPool = panelsOfPool(observations, pool);
    const key = JSON.stringify(ofPool);
    const known = byPool.get(key);
    if (known === undefined) byPool.set(key, ofPool);
    for (const panel of known ?? ofPool) panel.pools.push(pool);
  }
  return [...byPool.values()].flat();
}

function panelsOfPool(observations: readonly Observation[], pool: string): Panel[] {
  const panels = new Map<string, Panel>();
  for (const observation of observations) {
    const steps = stepsOf(observation, poolsOf(observation).get(pool)!);
    const faults = faultSpans(observation);
    const key = JSON.stringify([steps, faults]);
    const panel = panels.get(key);
    if (panel === undefined) panels.set(key, { pools: [], strategies: [observation.strategy], steps, faults });
    else panel.strategies.push(observation.strategy);
  }
  return [...panels.values()];
}

/** The part within the measured time. */
function stepsOf(observation: Observation, { at, present, available }: PoolSteps): Step[] {
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

/** What tells a panel from the others: its pool, its strategy, or both. */
function titlesOf(panels: readonly Panel[]): string[][] {
  const hasStrategies = new Set(panels.map(({ strategies }) => strategies.join('\n'))).size > 1;
  return panels.map(({ pools: [pool, ...more], strategies }) => {
    const whose = sharedTitle(strategies, panels.length);
    if (pool === '') return [whose];
    const which = more.length === 0 ? pool! : `${pool!} and ${more.length} more`;
    return hasStrategies ? [which, whose] : [which];
  });
}

function spec(layout: Layout, panels: readonly Panel[], titles: readonly string[][]): TopLevelSpec {
  const hasTwoNames = titles.some(({ length }) => length > 1);
  // On a phone they fit over a panel only if nothing stands beside it.
  const grid = panelGrid(hasTwoNames ? Math.min(panels.length, 4) : panels.length, layout);
  const ticks = countTicks(
    panels.flatMap(({ steps }) => steps).reduce((most, { present }) => Math.max(most, present), 1),
  );
  return {
    title: layout.isAlone ? 'Servers over time: in the pool (line), and available (area)' : undefined,
    concat: panels.map((panel, index) => ({
      width: grid.width,
      height: grid.height,
      layer: [
        nameOver(titles[index]!, grid),
        ...layers(
          panel,
          timeAxis(panel.steps[0]!.from, panel.steps.at(-1)!.to, grid, index + grid.columns >= panels.length),
          countAxis(ticks, index % grid.columns === 0),
        ),
      ],
    })),
    columns: grid.columns,
    spacing: { row: ROW_GAP + (hasTwoNames ? LINE_HEIGHT : 0), column: grid.gap },
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

/** Of the pool of which the smallest share was available. */
function sentence(panels: readonly Panel[]): string {
  const [name] = panels.reduce((worst, panel) => (lowestShare(panel) < lowestShare(worst) ? panel : worst)).pools;
  const steps = panels.filter(({ pools }) => pools[0] === name).flatMap((panel) => panel.steps);
  const fewest = steps.reduce((least, step) => (step.available < least.available ? step : least));
  const present = steps.map((step) => step.present);
  const [low, high] = [present.reduce((a, b) => Math.min(a, b)), present.reduce((a, b) => Math.max(a, b))];
  const size = low === high ? `${high} servers` : `${low} to ${high} servers`;
  const when = `from ${timeSpan(fewest.from)} on`;
  return `${name || 'The pool'} has ${size}; the fewest that are available at once are ${fewest.available} (${when}).`;
}

function lowestShare({ steps }: Panel): number {
  return steps.reduce((least, { present, available }) => Math.min(least, available / Math.max(1, present)), 1);
}

function shownNote(pools: number): string {
  return pools > MOST_POOLS ? ` Of ${pools} pools that change ${MOST_POOLS} are shown.` : '';
}
