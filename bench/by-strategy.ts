import { median } from 'simple-statistics';
import { strategies } from '../strategies/index.ts';
import type { StrategyDefinition } from '../strategies/strategy.ts';
import { runSteelyard } from './measure.ts';
import type { Sizes } from './sizes.ts';
import { figure, grouped, printTable, verdict } from './table.ts';
import { durationFor, WORKLOADS } from './workloads.ts';

const { name: scenario, ratePerS } = WORKLOADS[0];
const BASELINE = 'round-robin';
/** Times the baseline, for a strategy that need not look at every server. */
const MOST = 2;
/** How the `cost` of one that must begins. */
const EVERY_SERVER = 'O(servers)';
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
    rows: strategies.map((definition) => {
      const ratio = ns(definition.name) / ns(BASELINE);
      return [definition.name, figure(ns(definition.name)), figure(ratio), verdictOn(definition, ratio)];
    }),
    notes: [`Target: ${MOST} times ${BASELINE}; not for those that look at all, or probe.`],
  });
}

/** Whether a strategy keeps to the target; for one that has none, what its pick must do by its own definition. */
function verdictOn(definition: StrategyDefinition, ratio: number): string {
  const { oracle = false, probes = false } = definition.needs?.(definition.defaults) ?? {};
  if (oracle) return 'looks at all (oracle)';
  if (definition.cost.startsWith(EVERY_SERVER)) return 'looks at all servers';
  if (probes) return 'sends probes';
  return verdict(ratio, MOST);
}
