/** What a run showed, in the units of theory: milliseconds, and shares from 0 to 1. */
import { addHistogram, BUCKETS, createHistogram, histogramQuantile } from '../../records/histogram.ts';
import type { Outcome } from '../../records/observation.ts';
import type { Run } from './form.ts';

const MILLISECOND = 1e6;

/** Mean latency of the requests that succeeded. */
export function latency({ observation: { latency, requests } }: Run): number {
  return latency.sum / requests.succeeded / MILLISECOND;
}

/** Mean latency of the requests of one client group. */
export function latencyOf(group: string): (run: Run) => number {
  return ({ observation: { groups } }) => {
    const { latencySum, succeeded } = groups.find(({ name }) => name === group)!;
    return latencySum / succeeded / MILLISECOND;
  };
}

/** Share of the requests that ended so. */
export function shareOf(outcome: Outcome): (run: Run) => number {
  return ({ observation: { requests } }) => requests[outcome] / requests.arrived;
}

/** Tries at servers, for a request. */
export const triesPerRequest = ({ observation: { requests } }: Run): number => requests.tries / requests.arrived;

/** Share of the time that servers were up. */
export function uptime({ observation: { servers, duration, warmup } }: Run): number {
  return sum(servers.map(({ up }) => up)) / (servers.length * (duration - warmup));
}

/** Arrivals a millisecond. */
export function arrivals({ observation: { requests, duration, warmup } }: Run): number {
  return requests.arrived / ((duration - warmup) / MILLISECOND);
}

/** Work done over capacity, all servers together. */
export function utilization({ observation: { servers } }: Run): number {
  return sum(servers.map(({ work }) => work)) / sum(servers.map(({ capacity }) => capacity));
}

/** Requests whose key was in the cache of their server, of all. */
export function hitRatio({ observation: { servers } }: Run): number {
  return sum(servers.map(({ cache }) => cache!.hits)) / sum(servers.map(({ cache }) => cache!.lookups));
}

/** Mean number of requests at the servers, queued or in service. */
export function inFlight({ observation: { servers, duration, warmup } }: Run): number {
  return sum(servers.map(({ inFlightTime }) => inFlightTime)) / (duration - warmup);
}

/** The same within these shares of the measured window, at ends of windows of the servers' timeline. */
export function inFlightWithin(from: number, to: number): (run: Run) => number {
  return ({ observation: { servers, serverTimeline, duration, warmup } }) => {
    const cells = serverTimeline.count * servers.length;
    const time = sum([...serverTimeline.inFlightTime.subarray(Math.round(from * cells), Math.round(to * cells))]);
    return time / ((to - from) * (duration - warmup));
  };
}

/** Latency that this share of the requests that succeeded stays under. */
export function percentile(share: number): (run: Run) => number {
  return ({ observation: { windows } }) => {
    const histogram = createHistogram();
    for (let window = 0; window < windows.count; window++)
      addHistogram(histogram, windows.histograms.subarray(window * BUCKETS, (window + 1) * BUCKETS));
    return histogramQuantile(histogram, share)! / MILLISECOND;
  };
}

/** Requests that arrived between these shares of the measured window. */
export function arrivedBetween(from: number, to: number): (run: Run) => number {
  return ({ observation: { windows } }) => {
    const cells = windows.outcomes.length;
    return sum([...windows.outcomes.subarray(from * cells, to * cells)]);
  };
}

/** Share of the requests that had to wait at their server. */
export const waitingShare = ({ heard }: Run): number => heard.share();

/** Mean wait at the server. */
export const wait = ({ heard }: Run): number => heard.mean() / MILLISECOND;

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
