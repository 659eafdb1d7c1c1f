/** What a trace is like: rates, burstiness, sizes, who asks and for what. */
import { formatAddress } from './address.ts';
import { countsIn, indexOfDispersion, interarrivalScv } from './burstiness.ts';
import { dailyShape } from './daily-shape.ts';
import type { Trace } from './trace.ts';

export interface TraceInfo {
  source: string;
  startedAt: string;
  requests: number;
  /** From the first request to the last. */
  spanS: number;
  /** One over the mean time between arrivals; null where the span is 0. */
  meanRatePerS: number | null;
  /** See records/burstiness.ts; null where the span is 0. */
  interarrivalScv: number | null;
  windows: WindowInfo[];
  /** Requests a second by the hour of the day, UTC; null where the trace knows no clock, or does not reach the hour. */
  ratePerSByHour: (number | null)[] | null;
  /** The numeric columns, in the order of the source. */
  columns: ColumnInfo[];
  addresses: DistinctInfo | null;
  keys: DistinctInfo | null;
}

/** What windows of one length hold; null where the span is shorter (`peakRatePerS`) or holds fewer than two. */
export interface WindowInfo {
  windowS: number;
  /** The most requests in any window, wherever it begins, over its length. */
  peakRatePerS: number | null;
  /** Index of dispersion of the counts in consecutive whole windows from the first request on. */
  dispersion: number | null;
}

/** Percentiles are by nearest rank. */
export interface ColumnInfo {
  name: string;
  mean: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

export interface DistinctInfo {
  distinct: number;
  /** The five most frequent; of equals the one seen first. */
  top: { value: string; requests: number; share: number }[];
}

const WINDOWS_S = [1, 10, 60];
const TOP = 5;

/** Describes a trace of at least one request. Time: n log n. Memory: one column. */
export function traceInfo(trace: Trace): TraceInfo {
  const { arrivalAt, count } = trace;
  const span = arrivalAt[count - 1] - arrivalAt[0];
  const { address, addresses, key, keys } = trace;
  return {
    source: trace.source,
    startedAt: trace.startedAt,
    requests: count,
    spanS: span / 1e9,
    meanRatePerS: span > 0 ? (count - 1) / (span / 1e9) : null,
    interarrivalScv: interarrivalScv(arrivalAt),
    windows: WINDOWS_S.map((windowS) => windowInfo(arrivalAt, span, windowS)),
    ratePerSByHour: dailyShape(trace),
    columns: Object.entries(trace.columns).map(([name, values]) => columnInfo(name, values)),
    addresses:
      address && addresses ? distinctInfo(address, addresses.length, (at) => formatAddress(addresses[at])) : null,
    keys: key && keys ? distinctInfo(key, keys.length, (at) => keys[at]) : null,
  };
}

function windowInfo(arrivalAt: Float64Array, span: number, windowS: number): WindowInfo {
  const window = windowS * 1e9;
  const counts = countsIn(arrivalAt, arrivalAt[0], window, Math.floor(span / window));
  return {
    windowS,
    peakRatePerS: span >= window ? peakCount(arrivalAt, window) / windowS : null,
    dispersion: indexOfDispersion(counts),
  };
}

/** The most arrivals in any half-open window of a length. */
function peakCount(arrivalAt: Float64Array, window: number): number {
  let peak = 0;
  let first = 0;
  for (let last = 0; last < arrivalAt.length; last++) {
    while (arrivalAt[last] - arrivalAt[first] >= window) first++;
    peak = Math.max(peak, last - first + 1);
  }
  return peak;
}

function columnInfo(name: string, values: Float64Array): ColumnInfo {
  const sorted = values.toSorted();
  const quantile = (p: number) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  let sum = 0;
  for (const value of values) sum += value;
  return {
    name,
    mean: sum / values.length,
    p50: quantile(0.5),
    p90: quantile(0.9),
    p99: quantile(0.99),
    max: sorted[sorted.length - 1],
  };
}

function distinctInfo(indices: Uint32Array, length: number, nameOf: (index: number) => string): DistinctInfo {
  const requests = new Uint32Array(length);
  for (const index of indices) requests[index]++;
  const order = Uint32Array.from(requests, (_, index) => index).sort((a, b) => requests[b] - requests[a] || a - b);
  const top = Array.from(order.subarray(0, TOP), (index) => ({
    value: nameOf(index),
    requests: requests[index],
    share: requests[index] / indices.length,
  }));
  return { distinct: length, top };
}
