import { max, median, min } from 'simple-statistics';
import { type Run, runSteelyard } from './measure.ts';
import type { Sizes } from './sizes.ts';
import { figure, grouped, printTable, verdict } from './table.ts';
import { durationFor, type Workload, WORKLOADS } from './workloads.ts';
import type { Yardstick, YardstickRun } from './yardstick.ts';

/** Most memory that the whole process may have had at 20 million requests. */
const MOST_PEAK_MB = 300;

interface Pair {
  ours: Run;
  limit: YardstickRun | undefined;
}

/** Speed against the limit, pair by pair, so that what else the machine does hits both; and the peak of our memory. */
export function benchAgainstYardstick({ requests, pairs }: Sizes, yardstick: Yardstick | undefined): void {
  const seen = WORKLOADS.map((workload) => ({
    workload,
    pairs: Array.from({ length: pairs }, () => playPair(workload, requests, yardstick)),
  }));
  printTable({
    title: `The yardstick's workloads: CPU ns a request of the whole process, median of ${pairs}`,
    ...(yardstick === undefined
      ? { columns: ['', 'ours'], rows: seen.map(({ workload, pairs }) => [workload.name, oursOf(pairs)]) }
      : {
          columns: ['', 'ours', 'limit', 'ratio', 'min', 'max', 'floor', 'aim', 'latency', ''],
          rows: seen.map(({ workload, pairs }) => ratioRow(workload, pairs)),
          notes: ['latency: mean of ours against the yardstick’s, which plays the same system'],
        }),
  });
  printTable({
    title: `Peak memory of the whole process at ${grouped(requests)} requests (target: under ${MOST_PEAK_MB} MB)`,
    columns: ['', 'MB', ''],
    rows: seen.map(({ workload, pairs }) => {
      const peak = max(pairs.map(({ ours }) => ours.peakBytes)) / 1e6;
      return [workload.name, figure(peak), verdict(peak, MOST_PEAK_MB)];
    }),
  });
}

function playPair({ name, ratePerS, queue }: Workload, requests: number, yardstick: Yardstick | undefined): Pair {
  return {
    ours: runSteelyard(name, { duration: durationFor(requests, ratePerS) }),
    limit: yardstick?.(name, queue, requests),
  };
}

function oursOf(pairs: Pair[]): string {
  return figure(median(pairs.map(({ ours }) => ours.nsPerRequest)));
}

function ratioRow({ name, demandMs, floor, aim }: Workload, pairs: Pair[]): string[] {
  const ratios = pairs.map(({ ours, limit }) => ours.nsPerRequest / limit!.nsPerRequest);
  const ratio = median(ratios);
  const latency = median(pairs.map(({ ours, limit }) => ours.meanLatencyMs / demandMs / limit!.meanLatency - 1));
  return [
    name,
    oursOf(pairs),
    figure(median(pairs.map(({ limit }) => limit!.nsPerRequest))),
    ...[ratio, min(ratios), max(ratios), floor, aim].map(figure),
    `${latency < 0 ? '' : '+'}${(100 * latency).toFixed(2)}%`,
    ratio <= aim ? 'reaches the aim' : ratio <= floor ? 'reaches the floor' : 'misses the floor',
  ];
}
