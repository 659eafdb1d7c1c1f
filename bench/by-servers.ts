import { max, median, min } from 'simple-statistics';
import { runSteelyard } from './measure.ts';
import type { Sizes } from './sizes.ts';
import { figure, grouped, printTable, verdict } from './table.ts';
import { durationFor } from './workloads.ts';

const SERVERS = [10, 100, 1_000, 10_000, 100_000];
/** w2's arrivals stay as they are; each server's load stays with them when the demand grows with the servers. */
const RATE_PER_S = 90_000;
const DEMAND_US_PER_SERVER = 10;
/** Slowest over fastest, up to this many servers. */
const MOST_SLOWER = 1.6;
const TARGET_UP_TO = 10_000;

/** Requests a second by number of servers. */
export function benchByServers({ requests, rounds }: Sizes): void {
  const costs = SERVERS.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, servers] of SERVERS.entries()) {
      const run = runSteelyard('w2', {
        duration: durationFor(requests, RATE_PER_S),
        'servers.web.count': String(servers),
        'clients.all.demand.exponential': `${servers * DEMAND_US_PER_SERVER}us`,
      });
      costs[index].push(run.nsPerRequest);
    }
  }
  const medians = costs.map(median);
  const targeted = medians.filter((_, index) => SERVERS[index] <= TARGET_UP_TO);
  const slower = max(targeted) / min(targeted);
  printTable({
    title: `By number of servers: w2 (least-connections, fifo, 90 % load), median of ${rounds}`,
    columns: ['servers', 'ns a request', 'requests a CPU second', 'against the fastest'],
    rows: medians.map((ns, index) => [
      grouped(SERVERS[index]),
      figure(ns),
      grouped(1e9 / ns),
      figure(ns / min(medians)),
    ]),
    notes: [
      `slowest over fastest, ${SERVERS[0]} to ${grouped(TARGET_UP_TO)}: ${figure(slower)} ` +
        `(target: at most ${MOST_SLOWER}) ${verdict(slower, MOST_SLOWER)}`,
    ],
  });
}
