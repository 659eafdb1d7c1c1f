import type { Observation } from '../../records/observation.ts';
import { count, threeDigits, timeSpan } from '../writers/format.ts';
import type { Chart } from './chart.ts';
import { heatMap, heatPanels, highestCell, type Cell, type HeatPanel } from './heat-map.ts';
import { HEAT } from './palette.ts';

/** Requests at each server over time, in service or queued: a map for each strategy on the same scale. */
export function inFlightByServer(observations: readonly Observation[]): Chart {
  const panels = heatPanels(observations);
  return heatMap(panels, {
    name: 'in-flight-by-server',
    title: 'Requests in flight at each server over time',
    sentence: sentence(panels),
    value: inFlight,
    bounds: boundsBelow(highestCell(panels, inFlight).value),
    text: (value) => (value < 10 ? String(Number(value.toFixed(1))) : count(Math.round(value))),
    unit: '',
  });
}

function inFlight({ inFlightTime, time }: Cell): number {
  return time > 0 ? inFlightTime / time : 0;
}

/** Some of 0.5, 1, 2, 5, 10, 20 and so on up to `high`, evenly spread: what piles up spans several powers of ten. */
function boundsBelow(high: number): number[] {
  const nice = [0.5];
  for (let nth = 0; nice.at(-1)! <= high; nth++) nice.push(Number(`${[1, 2, 5][nth % 3]!}e${Math.floor(nth / 3)}`));
  const most = HEAT.length - 1;
  const bounds = nice.length > 1 ? nice.slice(0, -1) : nice;
  if (bounds.length <= most) return bounds;
  return Array.from({ length: most }, (_, nth) => bounds[Math.round((nth * (bounds.length - 1)) / (most - 1))]!);
}

function sentence(panels: readonly HeatPanel[]): string {
  const peaks = panels.map((panel) => highestCell([panel], inFlight)).toSorted((one, other) => one.value - other.value);
  const [low, high] = [peaks[0]!, peaks.at(-1)!];
  if (high.value === 0) return 'No server holds any request.';
  const most = `The fullest server holds ${threeDigits(high.value)} requests: ${high.server}`;
  const when = `after ${timeSpan(high.from)}`;
  if (panels.length === 1) return `${most} ${when}.`;
  if (threeDigits(low.value) === threeDigits(high.value)) return `${most} with ${high.strategy} ${when}.`;
  return `${most} with ${high.strategy} ${when}; with ${low.strategy} the most is ${threeDigits(low.value)}.`;
}
