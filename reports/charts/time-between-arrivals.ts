import type { TraceInfo } from '../../records/trace-info.ts';
import type { Trace } from '../../records/trace.ts';
import { threeDigits } from '../writers/format.ts';
import { axisOf, LABELS_WIDTH, latencyScale, type Ticks } from './axes.ts';
import { seriesStyles } from './palette.ts';
import type { TracePanel } from './trace-panel.ts';

const POINTS = 200;
/** The chart ends a little beyond the longest time. */
const BEYOND = 1.02;
/** The chart begins at this part of the mean: shorter times are all alike to a balancer. */
const SHORTEST = 1e-3;
const [SEEN, EXPONENTIAL] = ['this trace', 'exponential of the same mean (Poisson arrivals)'];

/** How many of the times between arrivals are longer than each time, against the exponential of Poisson arrivals. */
export function timeBetweenArrivals({ arrivalAt }: Trace, info: TraceInfo): TracePanel {
  const gaps = arrivalAt
    .subarray(1)
    .map((at, index) => at - arrivalAt[index]!)
    .sort();
  // A little below the share of a single one.
  const floor = 0.77 / gaps.length;
  const points = pointsOf(gaps, info.spanS * 1e3, floor);
  return {
    name: 'time-between-arrivals',
    title: 'Times between requests: how many are longer',
    sentence: `Their squared coefficient of variation is ${threeDigits(info.interarrivalScv ?? 0)}; exponential: 1.`,
    content: (width) => {
      const x = latencyScale(
        points.map(({ ms }) => ms),
        Math.max(3, Math.floor(width / 70)),
      );
      const curves = {
        field: 'of',
        type: 'nominal',
        sort: null,
        scale: { domain: [SEEN, EXPONENTIAL] },
        legend: { orient: 'bottom' },
      };
      return {
        encoding: {
          x: {
            field: 'ms',
            type: 'quantitative',
            scale: { type: x.type, domain: x.domain, nice: false },
            axis: { ...axisOf(x.ticks), grid: false },
          },
          y: {
            field: 'share',
            type: 'quantitative',
            scale: { type: 'log', domain: [floor, 1], nice: false },
            axis: { ...axisOf(shareTicks(floor)), minExtent: LABELS_WIDTH, maxExtent: LABELS_WIDTH },
          },
          color: {
            ...curves,
            scale: { ...curves.scale, range: seriesStyles([SEEN, EXPONENTIAL]).map(({ colour }) => colour.light) },
          },
          strokeDash: {
            ...curves,
            scale: {
              ...curves.scale,
              range: [
                [1, 0],
                [7, 3],
              ],
            },
          },
        },
        layer: [
          {
            data: { values: points.filter(({ share }) => share >= floor) },
            mark: { type: 'line', strokeWidth: 2, strokeJoin: 'round', clip: true },
          },
        ],
      };
    },
  };
}

interface Point {
  of: string;
  ms: number;
  share: number;
}

/** Both curves at times that are evenly spaced on a logarithmic axis; where nothing is longer, the trace is at the floor. */
function pointsOf(gaps: Float64Array, spanMs: number, floor: number): Point[] {
  const meanMs = spanMs / gaps.length;
  const low = Math.max(meanMs * SHORTEST, (gaps.find((gap) => gap > 0) ?? 1) / 1e6 / 2);
  const high = (gaps.at(-1)! / 1e6) * BEYOND;
  const times = Array.from({ length: POINTS + 1 }, (_, index) => low * Math.pow(high / low, index / POINTS));
  return times.flatMap((ms) => [
    { of: SEEN, ms, share: Math.max(floor, (gaps.length - countUpTo(gaps, ms * 1e6)) / gaps.length) },
    { of: EXPONENTIAL, ms, share: Math.exp(-ms / meanMs) },
  ]);
}

/** How many of the sorted values are at most `limit`. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function shareTicks(floor: number): Ticks {
  const all: [number, string][] = [
    [1, 'all'],
    [0.1, '10 %'],
    [0.01, '1 %'],
    [0.001, '0.1 %'],
    [0.0001, '0.01 %'],
    [0.00001, '0.001 %'],
  ];
  const within = all.filter(([share]) => share >= floor);
  return { values: within.map(([share]) => share), labels: within.map(([, label]) => label) };
}
