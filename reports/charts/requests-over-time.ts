import type { TopLevelSpec } from 'vega-lite';
import { OUTCOMES, type Observation, type Outcome } from '../../records/observation.ts';
import type { Report, Result } from '../report.ts';
import { count, percentDown, threeDigits } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, rateTicks, type Ticks } from './axes.ts';
import { CHART_CONFIG, nameOver, panelGrid, ROW_GAP, sharedTitle, timeAxis, type Chart, type Layout } from './chart.ts';
import { faultEntries, faultLayer, faultSpans, type Span } from './fault-spans.ts';
import { OUTCOME_COLOURS } from './palette.ts';
import { spanPlaces, slotsOf, type Slot } from './slots.ts';

/** From the bottom of the stack. */
const STACK = Object.keys(OUTCOME_COLOURS) as Outcome[];

/** Outcomes as a reader says them. */
const OUTCOME_NAMES: Record<Outcome, string> = {
  succeeded: 'succeeded',
  timedOut: 'timed out',
  refused: 'refused',
  failed: 'failed',
  blocked: 'blocked',
  unfinished: 'unfinished',
};

interface Panel {
  strategies: string[];
  slots: Slot[];
  faults: Span[];
}

/** Requests a second by arrival, stacked by outcome, on the same scales; strategies with equal counts share a panel. */
export function requestsOverTime(report: Report, observations: readonly Observation[]): Chart {
  const panels = panelsOf(observations);
  const outcomes = occurred(report.results);
  return {
    name: 'requests-over-time',
    title: 'Requests over time, by outcome',
    sentence: sentence(report.results),
    legend: [
      ...outcomes.map((outcome) => ({ text: OUTCOME_NAMES[outcome], colour: OUTCOME_COLOURS[outcome] })),
      ...faultEntries(observations),
    ],
    readings: {
      isMap: false,
      unit: '/s',
      panels: panels.map((panel) => ({
        title: sharedTitle(panel.strategies, panels.length),
        ...spanPlaces(panel.slots),
        series: outcomes.map((outcome) => ({
          name: OUTCOME_NAMES[outcome],
          values: panel.slots.map(({ outcomes, played }) => threeDigits(outcomes[outcome] / played)),
        })),
      })),
    },
    spec: (layout) => spec(layout, panels),
  };
}

/** Outcomes that occurred, from the bottom of the stack. */
function occurred(results: readonly Result[]): Outcome[] {
  return STACK.filter((outcome) => results.some((result) => result.requests[outcome] > 0));
}

function panelsOf(observations: readonly Observation[]): Panel[] {
  const panels = new Map<string, Panel>();
  for (const observation of observations) {
    const slots = slotsOf(observation);
    const faults = faultSpans(observation);
    const counts = JSON.stringify([slots.map((slot) => slot.outcomes), faults]);
    const panel = panels.get(counts);
    if (panel === undefined) panels.set(counts, { strategies: [observation.strategy], slots, faults });
    else panel.strategies.push(observation.strategy);
  }
  return [...panels.values()];
}

function spec(layout: Layout, panels: Panel[]): TopLevelSpec {
  const grid = panelGrid(panels.length, layout);
  const slots = panels.flatMap((panel) => panel.slots);
  const rates = rateTicks(slots.reduce((most, slot) => Math.max(most, slot.arrived / slot.played), 0));
  const outcomes = STACK.filter((outcome) => slots.some((slot) => slot.outcomes[outcome] > 0));
  const color = {
    field: 'outcome',
    type: 'nominal' as const,
    scale: {
      domain: outcomes.map((outcome) => OUTCOME_NAMES[outcome]),
      range: outcomes.map((outcome) => OUTCOME_COLOURS[outcome].light),
    },
    legend: layout.isAlone ? { orient: 'bottom' as const, symbolType: 'square', symbolStrokeWidth: 0 } : null,
  };
  const timeAxisOf = ({ slots: [first, ...more] }: Panel, index: number) =>
    timeAxis(first!.from, (more.at(-1) ?? first)!.to, grid, index + grid.columns >= panels.length);
  return {
    title: layout.isAlone ? 'Requests a second over time, by outcome' : undefined,
    concat: panels.map((panel, index) => ({
      width: grid.width,
      height: grid.height,
      layer: [
        nameOver(sharedTitle(panel.strategies, panels.length), grid),
        faultLayer(panel.faults, timeAxisOf(panel, index)),
        {
          data: { values: areasOf(panel.slots, outcomes) },
          mark: { type: 'area' as const, interpolate: 'step-after' as const },
          encoding: {
            x: { field: 'at', ...timeAxisOf(panel, index) },
            y: { field: 'low', ...rateAxis(rates, index % grid.columns === 0) },
            y2: { field: 'high' },
            color,
          },
        },
      ],
    })),
    columns: grid.columns,
    spacing: { row: ROW_GAP, column: grid.gap },
    bounds: 'flush',
    config: CHART_CONFIG,
  };
}

function rateAxis(ticks: Ticks, labels: boolean) {
  return {
    type: 'quantitative' as const,
    scale: { domain: [0, ticks.values.at(-1)!], nice: false },
    axis: { ...axisOf(ticks), labels, minExtent: LABELS_WIDTH, maxExtent: LABELS_WIDTH },
  };
}

interface Area {
  outcome: string;
  at: number;
  low: number;
  high: number;
}

/** The stack as edges of its layers, requests a second; the last slot is closed by a point at its end. */
function areasOf(slots: readonly Slot[], outcomes: readonly Outcome[]): Area[] {
  const layersOf = (slot: Slot, at: number): Area[] => {
    let height = 0;
    return outcomes.map((outcome) => {
      const low = height;
      height += slot.outcomes[outcome] / slot.played;
      return { outcome: OUTCOME_NAMES[outcome], at, low, high: height };
    });
  };
  const last = slots.at(-1)!;
  return [...slots.flatMap((slot) => layersOf(slot, slot.from)), ...layersOf(last, last.to)];
}

function sentence(results: readonly Result[]): string {
  if (results.every(({ requests }) => requests.arrived === 0)) return 'There were no requests.';
  const losing = results.filter((result) => lostOf(result) > 0);
  const many = results.length > 1;
  if (losing.length === 0) return many ? 'With each strategy all requests succeeded.' : 'All requests succeeded.';
  const worst = losing.reduce((most, result) => (lostOf(result) > lostOf(most) ? result : most));
  const parts = OUTCOMES.filter((outcome) => outcome !== 'succeeded' && worst.requests[outcome] > 0).map(
    (outcome) => `${count(worst.requests[outcome])} ${OUTCOME_NAMES[outcome]}`,
  );
  const share = `${percentDown(worst.requests.succeeded / worst.requests.arrived)} %`;
  if (!many) return `${share} of the requests succeeded: ${parts.join(', ')}.`;
  const fine = results.length - losing.length;
  const others =
    fine === 0 ? 'No strategy answers all requests' : `${fine} of ${results.length} strategies answer all requests`;
  return `${others}; ${worst.strategy} answers the fewest, ${share} (${parts.join(', ')}).`;
}

function lostOf({ requests }: Result): number {
  return requests.arrived - requests.succeeded;
}
