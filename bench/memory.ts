import { runSteelyard } from './measure.ts';
import type { Sizes } from './sizes.ts';
import { figure, grouped, printTable, verdict } from './table.ts';
import { durationFor } from './workloads.ts';

/** As in pile-up.yaml. */
const RATE_PER_S = 1_000_000;
const MOST_BYTES = 128;

const KINDS: [label: string, sets: Record<string, string>][] = [
  ['queued (fifo)', {}],
  ['in service (processor-sharing)', { 'servers.web.discipline': 'processor-sharing' }],
  ['queued, with a timeout', { 'clients.all.timeout': '1h' }],
];

/** Memory of a request in flight: the peak with all in flight, less the peak of a run whose requests end at once. */
export function benchMemory({ inFlight }: Sizes): void {
  const duration = durationFor(inFlight, RATE_PER_S);
  const empty = runSteelyard('pile-up', { duration, 'clients.all.demand': '1us' });
  printTable({
    title: `Memory with ${grouped(inFlight)} requests in flight (target: at most ${MOST_BYTES} bytes a request)`,
    columns: ['', 'peak MB', 'empty MB', 'bytes each', ''],
    rows: KINDS.map(([label, sets]) => {
      const full = runSteelyard('pile-up', { duration, ...sets });
      const bytes = (full.peakBytes - empty.peakBytes) / full.requests;
      return [
        label,
        figure(full.peakBytes / 1e6),
        figure(empty.peakBytes / 1e6),
        figure(bytes),
        verdict(bytes, MOST_BYTES),
      ];
    }),
  });
}
