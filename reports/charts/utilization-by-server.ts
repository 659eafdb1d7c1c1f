import type { Observation } from '../../records/observation.ts';
import { timeSpan, wholePercent } from '../writers/format.ts';
import type { Chart } from './chart.ts';
import { forEachCell, heatMap, heatPanels, highestCell, type Cell, type HeatPanel } from './heat-map.ts';

/** A server of which this much is used has no reserve. */
const FULL = 0.95;

/** Work done by each server over time, of what it could have done while it was up: a map for each strategy. */
export function utilizationByServer(observations: readonly Observation[]): Chart {
  const panels = heatPanels(observations);
  return heatMap(panels, {
    name: 'utilization-by-server',
    title: 'Utilization of each server over time',
    sentence: sentence(panels),
    value: utilization,
    bounds: [0.2, 0.4, 0.6, 0.8, FULL],
    text: wholePercent,
    unit: ' %',
  });
}

function utilization({ work, capacity }: Cell): number {
  return capacity > 0 ? work / capacity : 0;
}

function sentence(panels: readonly HeatPanel[]): string {
  const full = panels
    .map((panel) => ({ strategy: panel.observation.strategy, share: fullShare(panel) }))
    .toSorted((one, other) => one.share - other.share);
  const [least, most] = [full[0]!, full.at(-1)!];
  if (most.share === 0) return highestSentence(panels);
  const what = `Servers are full (${wholePercent(FULL)} % used or more) for ${percentText(most.share)} of their time`;
  if (panels.length === 1) return `${what}.`;
  if (percentText(least.share) === percentText(most.share))
    return `${what}, with ${least.strategy} as with ${most.strategy}.`;
  const never = full.filter(({ share }) => share === 0);
  if (never.length > 1) {
    const whom =
      never.length === panels.length - 1 ? 'any other strategy' : `${never.length} of ${panels.length} strategies`;
    return `${what} with ${most.strategy}, and never with ${whom}.`;
  }
  const best = never.length === 1 ? 'never' : `for ${percentText(least.share)}`;
  return `${what} with ${most.strategy}, and ${best} with ${least.strategy}.`;
}

function highestSentence(panels: readonly HeatPanel[]): string {
  const { value, server, strategy, from } = highestCell(panels, utilization);
  if (value === 0) return 'No server does any work.';
  const where = panels.length === 1 ? '' : ` with ${strategy}`;
  return `No server is ever full: the most is ${wholePercent(value)} %, of ${server}${where} after ${timeSpan(from)}.`;
}

/** The part of their time up in which servers are full. */
function fullShare(panel: HeatPanel): number {
  let [full, up] = [0, 0];
  forEachCell(panel, (cell) => {
    if (cell.capacity === 0) return;
    up += cell.time;
    if (utilization(cell) >= FULL) full += cell.time;
  });
  return up === 0 ? 0 : full / up;
}

function percentText(share: number): string {
  return share < 0.01 ? 'less than 1 %' : `${wholePercent(share)} %`;
}
