import { histogramQuantile } from '../../records/histogram.ts';
import { OUTCOMES, type Observation, type Outcome } from '../../records/observation.ts';
import { outcomesOf } from '../availability.ts';
import { mergedWindows } from '../latency.ts';
import { replicationCount } from '../measured.ts';
import { timeSpan } from '../writers/format.ts';

/** More points than this do not make a chart over time any clearer. */
const MOST_SLOTS = 128;

/** Requests that arrived in one stretch of time: one or a few neighbouring windows. */
export interface Slot {
  /** Seconds since the start of the run. */
  from: number;
  to: number;
  /** Seconds that were played of it, in all replications. */
  played: number;
  arrived: number;
  outcomes: Record<Outcome, number>;
  /** Latency percentiles over all requests, milliseconds: Infinity among the failures, null without requests. */
  p50: number | null;
  p99: number | null;
}

/** Where neighbouring stretches of time (seconds) stand in a chart over all of them, and what stands there. */
export function spanPlaces(spans: readonly { from: number; to: number }[]): { at: number[]; labels: string[] } {
  const start = spans[0]!.from;
  const length = spans.at(-1)!.to - start;
  return {
    at: spans.map(({ from, to }) => Number((((from + to) / 2 - start) / length).toFixed(4))),
    labels: spans.map(({ from, to }) => `${timeSpan(from)} to ${timeSpan(to)}`),
  };
}

/** An observation's windows, joined to at most `most` slots. */
export function slotsOf(observation: Observation, most: number = MOST_SLOTS): Slot[] {
  const { windows, warmup } = observation;
  const joined = Math.ceil(windows.count / most);
  return Array.from({ length: Math.ceil(windows.count / joined) }, (_, slot) => {
    const first = slot * joined;
    const end = Math.min(first + joined, windows.count);
    const counts = OUTCOMES.map((_, outcome) => {
      let count = 0;
      for (let window = first; window < end; window++) count += outcomesOf(windows, window)[outcome]!;
      return count;
    });
    const outcomes = Object.fromEntries(
      OUTCOMES.map((outcome, index) => [outcome, counts[index]!]),
    ) as Slot['outcomes'];
    const arrived = counts.reduce((sum, count) => sum + count, 0);
    const histogram = mergedWindows(windows.histograms, first, end);
    const quantile = (p: number): number | null => {
      const asked = arrived - outcomes.blocked;
      if (asked === 0) return null;
      const value = histogramQuantile(histogram, p, asked);
      return value === null ? Infinity : value / 1e6;
    };
    return {
      from: (warmup + first * windows.length) / 1e9,
      to: (warmup + end * windows.length) / 1e9,
      played: (replicationCount(observation) * (end - first) * windows.length) / 1e9,
      arrived,
      outcomes,
      p50: quantile(0.5),
      p99: quantile(0.99),
    };
  });
}
