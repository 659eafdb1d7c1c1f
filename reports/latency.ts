import { addHistogram, BUCKETS, bucketOf, createHistogram, histogramQuantile } from '../records/histogram.ts';
import type { Observation } from '../records/observation.ts';

/** The latencies of one observation's counted requests, over all windows. */
export interface LatencyDistribution {
  /** Histogram of the requests that succeeded. */
  succeeded: Uint32Array;
  /** The same, and requests that had not finished at their age. */
  finite: Uint32Array;
  /** Requests that asked for an answer: all but the blocked ones. Those that failed are missing in `finite`. */
  asked: number;
  /** Largest latency of a request that succeeded, nanoseconds. */
  max: number;
  /** The lowest bucket that holds a request that had not finished; BUCKETS if there is none. */
  firstUnfinished: number;
}

/** A latency percentile over all requests. */
export interface Percentile {
  /** Nanoseconds; Infinity where it lies among the failures; null when no request asked. */
  value: number | null;
  /** The true value may be higher, because a request of at most this age had not finished. */
  isBound: boolean;
}

/** The fixed percentiles of a report. */
export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
export type PercentileName = keyof typeof PERCENTILES;

/** Merges an observation's windows. O(windows * BUCKETS). */
export function latencyDistribution(observation: Observation): LatencyDistribution {
  const { windows, requests, unfinishedAges, latency } = observation;
  const succeeded = mergedWindows(windows.histograms, 0, windows.count);
  const finite = succeeded.slice();
  addHistogram(finite, unfinishedAges);
  const firstUnfinished = unfinishedAges.findIndex((count) => count > 0);
  return {
    succeeded,
    finite,
    asked: requests.arrived - requests.blocked,
    max: latency.max,
    firstUnfinished: firstUnfinished === -1 ? BUCKETS : firstUnfinished,
  };
}

/** One histogram of the windows `from` up to and without `to`. */
export function mergedWindows(histograms: Uint32Array, from: number, to: number): Uint32Array {
  const merged = createHistogram();
  for (let window = from; window < to; window++) {
    addHistogram(merged, histograms.subarray(window * BUCKETS, (window + 1) * BUCKETS));
  }
  return merged;
}

/** The p-quantile over requests that succeeded, nanoseconds, within 0.1 %; null if none did. */
export function quantileOfSucceeded(distribution: LatencyDistribution, p: number): number | null {
  const value = histogramQuantile(distribution.succeeded, p);
  return value === null ? null : Math.min(value, distribution.max);
}

/** The p-quantile over all requests, with a failure as infinity and an unfinished request at its age. */
export function quantileOfAll(distribution: LatencyDistribution, p: number): Percentile {
  if (distribution.asked === 0) return { value: null, isBound: false };
  const value = histogramQuantile(distribution.finite, p, distribution.asked);
  if (value === null) return { value: Infinity, isBound: false };
  const bucket = bucketOf(value);
  const isLargest = bucket === bucketOf(distribution.max);
  return {
    value: isLargest ? Math.min(value, distribution.max) : value,
    isBound: bucket >= distribution.firstUnfinished,
  };
}

/** The p-quantile over all requests if none of the unfinished ever ended: what can be promised. Nanoseconds. */
export function quantileAtWorst(distribution: LatencyDistribution, p: number): number | null {
  if (distribution.asked === 0) return null;
  const value = histogramQuantile(distribution.succeeded, p, distribution.asked);
  return value === null ? Infinity : Math.min(value, distribution.max);
}

/** Mean latency of requests that succeeded, nanoseconds; null if none did. */
export function meanOfSucceeded(observation: Observation): number | null {
  const { latency, requests } = observation;
  return requests.succeeded === 0 ? null : latency.sum / requests.succeeded;
}
