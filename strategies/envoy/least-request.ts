/**
 * Envoy's `LEAST_REQUEST`. Where all weights are equal, the one with the fewest tries in service of `choices` random
 * servers, which may repeat. Where they differ, weighted turns by deadlines, with weights that fall with the load:
 *
 *     equal weights:      pick = argmin inService(server) over `choices` draws with replacement; the first drawn at a tie
 *     different weights:  pick = the earliest deadline; its next is 1 / w later,
 *                         w = weight / (inService + 1) ^ activeRequestBias
 *
 * A deadline is set when its server is picked, with the load of that moment: what happens meanwhile counts only at the
 * turn after. With two servers of equal weight the busier one still gets every fourth request. With
 * `activeRequestBias: 0` the turns are those of envoy/round-robin.
 *
 * Document: Envoy, `LeastRequestLbConfig` (N_CHOICES) and its source; no recording. Envoy moves each new schedule on by
 * a random number of picks; here it begins at its beginning.
 * Cost: O(choices) a pick with equal weights, O(log servers) with different ones; O(servers) at the first pick after a
 * change of the pool.
 * Differs from power-of-two by drawing with replacement, and, where weights differ, from weighted-least-connections,
 * which compares the loads of the moment.
 */
import { EnvoySchedule } from '../lib/envoy-schedule.ts';
import { exp, ln } from '../lib/logarithm.ts';
import { NONE } from '../strategy.ts';
import type { ServerIndex, Strategy, StrategyDefinition } from '../strategy.ts';

type EnvoyLeastRequestParameters = { choices: number; activeRequestBias: number };

/** base ^ exponent for base >= 1; exact where the exponent is 0 or 1. */
function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return exponent === 1 ? base : exp(exponent * ln(base));
}

export const envoyLeastRequest: StrategyDefinition<EnvoyLeastRequestParameters> = {
  name: 'envoy/least-request',
  summary:
    "Envoy's LEAST_REQUEST: with equal weights the better of a few random servers, else weighted turns that shrink with the load.",
  cost: 'O(choices) a pick with equal weights, O(log servers) with different ones.',
  differs: 'Unlike power-of-two it may draw a server twice, and with different weights it takes turns instead.',
  formula: [
    'equal weights:  pick = argmin inService(server) over `choices` draws',
    'else:           pick = the earliest deadline; its next is 1 / w later,',
    '                w = weight / (inService + 1) ^ activeRequestBias',
  ].join('\n'),
  fails:
    'When one weight differs from the others: it then takes turns by the load of each server at its last turn, which is old for one that has few.',
  shippedAs: ['Envoy: `LEAST_REQUEST`', 'Istio: `LEAST_REQUEST`, its default'],
  references: [
    'Envoy: Supported load balancers, weighted least request. https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers#weighted-least-request',
    'Envoy: LeastRequest (proto). https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/load_balancing_policies/least_request/v3/least_request.proto',
  ],
  laws: ['even', 'weighted'],
  defaults: { choices: 2, activeRequestBias: 1 },
  schema: {
    choices: { kind: 'integer', min: 1, max: 1000, description: 'How many servers are drawn where weights are equal.' },
    activeRequestBias: {
      kind: 'number',
      min: 0,
      max: 100,
      description: 'How strongly tries in service reduce a weight, where weights differ.',
    },
  },
  create(pool, random, { choices, activeRequestBias }): Strategy {
    const weightOf = (server: ServerIndex): number =>
      pool.weight[server] / power(pool.inService[server] + 1, activeRequestBias);
    const schedule = new EnvoySchedule(pool, weightOf);
    return {
      pick() {
        schedule.refresh();
        const { count, servers } = schedule.candidates;
        if (count === 0) return NONE;
        if (schedule.isWeighted) return schedule.next();
        let best = servers[random.below(count)];
        for (let drawn = 1; drawn < choices; drawn++) {
          const server = servers[random.below(count)];
          if (pool.inService[server] < pool.inService[best]) best = server;
        }
        return best;
      },
      onPoolChange: () => schedule.candidates.invalidate(),
    };
  },
};
