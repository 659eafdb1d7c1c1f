import { max, median, min } from 'simple-statistics';
import { runSteelyard } from './measure.ts';
import type { Sizes } from './sizes.ts';
import { figure, printTable, verdict } from './table.ts';
import { durationFor, WORKLOADS } from './workloads.ts';

const { name, ratePerS } = WORKLOADS[0];
const MOST_SLOWER = 1.2;

/** w1's mean latency is 2.6 ms: 60 ms is never reached, and one request in nine takes longer than 5 ms. */
const TIMEOUTS: [label: string, sets: Record<string, string>][] = [
  ['none', {}],
  ['60 ms, never fires', { 'clients.all.timeout': '60ms' }],
  ['5 ms, fires for 11 %', { 'clients.all.timeout': '5ms' }],
  ['5 ms, cancels', { 'clients.all.timeout': '5ms', 'clients.all.afterTimeout': 'cancel' }],
];

/** What a timeout on every request costs. */
export function benchByTimeout({ requests, rounds }: Sizes): void {
  const duration = durationFor(requests, ratePerS);
  const costs = Array.from({ length: rounds }, () =>
    TIMEOUTS.map(([, sets]) => runSteelyard(name, { duration, ...sets }).nsPerRequest),
  );
  printTable({
    title: `A timeout on every request: ${name}, median of ${rounds} (target: at most ${MOST_SLOWER} times)`,
    columns: ['timeout', 'ns a request', 'ratio', 'min', 'max', ''],
    rows: TIMEOUTS.map(([label], index) => {
      const ratios = costs.map((round) => round[index] / round[0]);
      return [
        label,
        figure(median(costs.map((round) => round[index]))),
        ...[median(ratios), min(ratios), max(ratios)].map(figure),
        index === 0 ? '' : verdict(median(ratios), MOST_SLOWER),
      ];
    }),
  });
}
