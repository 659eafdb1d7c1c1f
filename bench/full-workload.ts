import { max, median, min } from 'simple-statistics';
import { runSteelyard } from './measure.ts';
import type { Sizes } from './sizes.ts';
import { figure, printTable, verdict } from './table.ts';
import { durationFor, WORKLOADS } from './workloads.ts';

const { name: plain, ratePerS } = WORKLOADS[0];
const MOST_SLOWER = 2;

/** What timeouts, retries, health checks, faults and an autoscaler cost a request, all at once. */
export function benchFullWorkload({ requests, rounds }: Sizes): void {
  const duration = durationFor(requests, ratePerS);
  const costs = Array.from({ length: rounds }, () => {
    const [without, full] = [plain, 'full'].map((name) => runSteelyard(name, { duration }).nsPerRequest);
    return { without, full };
  });
  const ratios = costs.map(({ without, full }) => full / without);
  printTable({
    title: `Everything switched on: full.yaml against ${plain}, median of ${rounds} (target: at most ${MOST_SLOWER} times)`,
    columns: ['workload', 'ns a request', 'ratio', 'min', 'max', ''],
    rows: [
      [plain, figure(median(costs.map(({ without }) => without))), '', '', '', ''],
      [
        'full',
        figure(median(costs.map(({ full }) => full))),
        ...[median(ratios), min(ratios), max(ratios)].map(figure),
        verdict(median(ratios), MOST_SLOWER),
      ],
    ],
  });
}
