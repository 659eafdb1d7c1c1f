import type { Observation } from '../../records/observation.ts';
import { incidents } from '../incidents.ts';
import type { LegendEntry, timeAxis } from './chart.ts';
import { GRID } from './palette.ts';

/** A stretch of time, seconds from the start of the run. */
export interface Span {
  from: number;
  to: number;
}

/** When there was a fault, of any kind anywhere, within the measured time; spans that touch are one. */
export function faultSpans(observation: Observation): Span[] {
  const start = observation.warmup / 1e9;
  const end = observation.duration / 1e9;
  const spans: Span[] = [];
  for (const { atS, lastedS } of incidents(observation)) {
    const from = Math.max(start, atS);
    const to = lastedS === null ? end : Math.min(end, atS + lastedS);
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

/** What says in a legend that there was a fault, where there was one. */
export function faultEntries(observations: readonly Observation[]): LegendEntry[] {
  const hasFaults = observations.some((observation) => faultSpans(observation).length > 0);
  return hasFaults ? [{ text: 'a fault', colour: GRID }] : [];
}

/** Shades the spans of a panel: all of it where it is drawn first, what is below it where it lets something through. */
export function faultLayer(spans: readonly Span[], x: ReturnType<typeof timeAxis>, opacity = 1) {
  return {
    data: { values: [...spans] },
    mark: { type: 'rect' as const, fill: GRID.light, fillOpacity: opacity },
    encoding: { x: { field: 'from', ...x }, x2: { field: 'to' } },
  };
}
