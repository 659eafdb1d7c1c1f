/** How sure the latencies of a result are: 95 % confidence intervals, docs/method.md. */
import { BUCKETS, bucketLow, bucketMiddle, bucketOf, histogramQuantile } from '../records/histogram.ts';
import { OUTCOMES, type Observation, type Replication } from '../records/observation.ts';
import {
  meanOfSucceeded,
  PERCENTILES,
  quantileOfSucceeded,
  type LatencyDistribution,
  type PercentileName,
} from './latency.ts';
import { batchMeansInterval } from './statistics/batch-means.ts';
import { batchQuantileInterval } from './statistics/batch-quantile.ts';
import { batchesOf } from './statistics/batches.ts';
import { effectiveSampleSize } from './statistics/effective-sample-size.ts';
import { replicationsInterval } from './statistics/replications-interval.ts';

const NS_PER_MS = 1e6;

/** Low and high end of a confidence interval, milliseconds; null where the data do not justify one. */
type Interval = [low: number, high: number] | [low: null, high: null];

/** Intervals of the figures of requests that succeeded, and the method by which those that are there were found. */
export interface Confidence extends Record<'mean' | PercentileName, Interval> {
  method: 'batch means' | 'replications' | null;
}

const NONE: Interval = [null, null];

/** O(windows * BUCKETS). */
export function confidence(observation: Observation, distribution: LatencyDistribution): Confidence {
  const { replications } = observation;
  const intervals = replications === undefined ? byBatches(observation, distribution) : byReplications(replications);
  const isAny = Object.values(intervals).some(([low]) => low !== null);
  const method = replications === undefined ? 'batch means' : 'replications';
  return { ...intervals, method: isAny ? method : null };
}

type Intervals = Omit<Confidence, 'method'>;

/** Each replication has a value of each figure; there is no interval where requests succeeded in a part of them only. */
function byReplications(replications: readonly Replication[]): Intervals {
  const over = (figure: (replication: Replication) => number): Interval =>
    replications.some(({ succeeded }) => succeeded === 0)
      ? NONE
      : (replicationsInterval(replications.map((replication) => figure(replication) / NS_PER_MS)) ?? NONE);
  return {
    mean: over(({ latency, succeeded }) => latency.sum / succeeded),
    ...percentiles((p) => over(({ latency }) => Math.min(histogramQuantile(latency.histogram, p) ?? 0, latency.max))),
  };
}

/** One run: its time windows tell how far its figures may be off. */
function byBatches(observation: Observation, distribution: LatencyDistribution): Intervals {
  const { windows } = observation;
  const sums = Array.from(windows.latencySum.subarray(0, windows.count));
  const succeeded = OUTCOMES.indexOf('succeeded');
  const counts = sums.map((_, window) => windows.outcomes[window * OUTCOMES.length + succeeded]!);
  const variance = varianceOf(observation, distribution);
  const batches = batchesOf(sums, counts);
  const sampleSize = batches === null ? 0 : effectiveSampleSize(batches, variance);
  return {
    mean: inMs(batchMeansInterval(sums, counts, variance)),
    ...percentiles((p) => {
      const quantile = quantileOfSucceeded(distribution, p);
      if (quantile === null) return NONE;
      const [from, to] = [bucketOf(quantile) + 1, bucketOf(distribution.max) + 1];
      const above = sums.map((_, window) => countBetween(windows.histograms, window, from, to));
      const shares = batchQuantileInterval(p, above, counts, sampleSize);
      return inMs(shares && edges(distribution, shares));
    }),
  };
}

/** Variance of the single latencies, square nanoseconds; 0 without any. */
function varianceOf(observation: Observation, { succeeded: histogram }: LatencyDistribution): number {
  const mean = meanOfSucceeded(observation);
  if (mean === null) return 0;
  let squares = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    if (histogram[bucket] === 0) continue;
    const distance = bucketMiddle(bucket) - mean;
    squares += histogram[bucket]! * distance * distance;
  }
  return squares / observation.requests.succeeded;
}

/** Latencies of a window in the buckets `from` up to and without `to`. */
function countBetween(histograms: Uint32Array, window: number, from: number, to: number): number {
  let count = 0;
  for (let bucket = from; bucket < to; bucket++) count += histograms[window * BUCKETS + bucket]!;
  return count;
}

/** The outer edges of the buckets of two quantiles: what lies in a bucket is known no better. */
function edges(distribution: LatencyDistribution, [low, high]: [number, number]): [number, number] {
  const bucket = (p: number): number => bucketOf(quantileOfSucceeded(distribution, p)!);
  return [bucketLow(bucket(low)), Math.min(bucketLow(bucket(high) + 1), distribution.max)];
}

function inMs(interval: [number, number] | null): Interval {
  return interval === null ? NONE : [interval[0] / NS_PER_MS, interval[1] / NS_PER_MS];
}

function percentiles(interval: (p: number) => Interval): Record<PercentileName, Interval> {
  const entries = Object.entries(PERCENTILES).map(([name, p]) => [name, interval(p)]);
  return Object.fromEntries(entries) as Record<PercentileName, Interval>;
}
