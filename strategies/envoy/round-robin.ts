/**
 * Envoy's `ROUND_ROBIN`. Where all weights are equal, the servers in turn; where they differ, weighted turns by deadlines.
 *
 *     equal weights:      pick(n) = server n mod (number of servers); n goes on when the pool changes
 *     different weights:  pick = the earliest deadline; its next is 1 / weight later; equal deadlines first in, first out
 *
 * Deadlines are doubles, whose rounding decides ties: weights 3, 2, 1 give a b a c b a, and then a b a a c b.
 *
 * Document: Envoy, load balancing overview, and its source; no recording. Envoy begins at a random place of the turns,
 * and of each new schedule; here at the first.
 * Cost: O(1) a pick with equal weights, O(log servers) with different ones; O(servers) at the first pick after a change of
 * the pool.
 * Differs from weighted-round-robin in the order of the turns, and in that a change of the pool begins the schedule anew.
 */
import { EnvoySchedule } from '../lib/envoy-schedule.ts';
import { NONE } from '../strategy.ts';
import type { Strategy, StrategyDefinition } from '../strategy.ts';

export const envoyRoundRobin: StrategyDefinition = {
  name: 'envoy/round-robin',
  summary: "Envoy's ROUND_ROBIN: the servers in turn, or where weights differ by earliest deadline.",
  cost: 'O(1) a pick with equal weights, O(log servers) with different ones.',
  differs: 'Unlike weighted-round-robin it has equal weights for plain turns, and others in another order.',
  formula: [
    'equal weights:  pick(n) = server n mod (number of servers)',
    'else:           pick = the earliest deadline; its next is 1 / weight later',
  ].join('\n'),
  fails: 'When requests are of unlike work, or servers slower than their weights say: it ignores load.',
  shippedAs: ['Envoy: `ROUND_ROBIN`, its default'],
  references: [
    'Envoy: Supported load balancers, weighted round robin. https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers#weighted-round-robin',
  ],
  laws: ['even', 'weighted'],
  defaults: {},
  schema: {},
  create(pool): Strategy {
    const schedule = new EnvoySchedule(pool, (server) => pool.weight[server]);
    let turn = 0;
    return {
      pick() {
        schedule.refresh();
        const { count, servers } = schedule.candidates;
        if (count === 0) return NONE;
        return schedule.isWeighted ? schedule.next() : servers[turn++ % count];
      },
      onPoolChange: () => schedule.candidates.invalidate(),
    };
  },
};
