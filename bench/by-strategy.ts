import { median } from 'simple-statistics';
import { strategies } from '../strategies/index.ts';
import { runSteelyard } from './measure.ts';
import type { Sizes } from './sizes.ts';
import { figure, grouped, printTable } from './table.ts';
import { durationFor, WORKLOADS } from './workloads.ts';

const { name: scenario, ratePerS } = WORKLOADS[0];
const BASELINE = 'round-robin';
/** Long enough to start everything, too short to play anything. */
const NEXT_TO_NOTHING = '1ms';

/** Every strategy of the index at 100 servers, without what starting the process costs. */
export function benchByStrategy({ strategyRequests, rounds }: Sizes): void {
  const duration = durationFor(strategyRequests, ratePerS);
  const costs = new Map(strategies.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const start = runSteelyard(scenario, { duration: NEXT_TO_NOTHING }).cpuSeconds;
    for (const { name } of strategies) {
      const { cpuSeconds, requests } = runSteelyard(scenario, { duration }, name);
      costs.get(name)!.push(((cpuSeconds - start) / requests) * 1e9);
    }
  }
  const ns = (name: string) => median(costs.get(name)!);
  printTable({
    title: `By strategy: w1, ${grouped(strategyRequests)} requests, median of ${rounds}, start not counted`,
    columns: ['strategy', 'ns a request', 'ratio', ''],
    rows: strategies.map((definition) => [
      definition.name,
      figure(ns(definition.name)),
      figure(ns(definition.name) / ns(BASELINE)),
      `${definition.cost.split(/[,;.]/)[0]}${definition.needs?.(definition.defaults).oracle === true ? ' (oracle)' : ''}`,
    ]),
  });
}
