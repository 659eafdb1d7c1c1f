import { countsIn } from '../../records/burstiness.ts';
import type { TraceInfo } from '../../records/trace-info.ts';
import type { Trace } from '../../records/trace.ts';
import { threeDigits, timeSpan } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, rateTicks, timeTicks } from './axes.ts';
import { INK, OUTCOME_COLOURS } from './palette.ts';
import type { TracePanel } from './trace-panel.ts';

/** More windows than this do not make the chart any clearer. */
const MOST_WINDOWS = 240;
/** Where windows hold less than this on average, the chart shows single requests. */
const FEWEST_A_WINDOW = 2;
const WINDOWS_S = [
  0.001, 0.01, 0.1, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 43_200, 86_400,
];

/** Requests a second of a trace in windows of equal length, from its first request to its last. */
export function arrivalsOverTime({ arrivalAt }: Trace, info: TraceInfo): TracePanel {
  const mean = info.meanRatePerS ?? 0;
  const suits = (lengthS: number) => info.spanS / lengthS <= MOST_WINDOWS && lengthS * mean >= FEWEST_A_WINDOW;
  const windowS = WINDOWS_S.find(suits) ?? WINDOWS_S.at(-1)!;
  // A last window that the end of the trace cuts short would tell a wrong rate.
  const windows = Math.max(1, Math.floor(info.spanS / windowS));
  const endS = windows * windowS;
  const rates = Array.from(countsIn(arrivalAt, arrivalAt[0]!, windowS * 1e9, windows), (count) => count / windowS);
  const points = [...rates, rates.at(-1)!].map((perS, index) => ({ at: index * windowS, perS }));
  return {
    name: 'arrivals-over-time',
    title: `Requests a second over time, in windows of ${timeSpan(windowS)}`,
    sentence: `${threeDigits(mean)}/s on average (dotted), ${threeDigits(Math.max(...rates))}/s in the busiest window.`,
    content: (width) => {
      const y = rateTicks(Math.max(...rates));
      return {
        encoding: {
          x: {
            field: 'at',
            type: 'quantitative',
            scale: { domain: [0, endS], nice: false },
            axis: { ...axisOf(timeTicks(0, endS, Math.max(2, Math.floor(width / 90)))), grid: false },
          },
          y: {
            field: 'perS',
            type: 'quantitative',
            scale: { domain: [0, y.values.at(-1)!], nice: false },
            axis: { ...axisOf(y), minExtent: LABELS_WIDTH, maxExtent: LABELS_WIDTH },
          },
        },
        layer: [
          {
            data: { values: points },
            mark: { type: 'area', interpolate: 'step-after', fill: OUTCOME_COLOURS.succeeded.light },
          },
          {
            data: { values: [{ at: 0, end: endS, perS: mean }] },
            mark: { type: 'rule', stroke: INK.light, strokeDash: [2, 3], strokeWidth: 1.5 },
            encoding: { x2: { field: 'end' } },
          },
        ],
      };
    },
  };
}
