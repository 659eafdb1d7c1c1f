/**
 * Random: every available server with the same probability, whatever its weight and load.
 *
 *     P(server) = 1 / n
 *
 * Poisson arrivals stay Poisson at each server, so n servers behave as n queues of their own (M/G/1): the yardstick that
 * every other strategy should beat.
 *
 * Document: M. Harchol-Balter, "Performance Modeling and Design of Computer Systems", chapter 24, 2013.
 * Cost: O(1) a pick; O(servers) at the first pick after a change of the pool.
 * Differs from round-robin, which is as blind but spaces the requests of a server evenly.
 */
import { Candidates } from './lib/candidates.ts';
import { NONE } from './strategy.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const random: StrategyDefinition = {
  name: 'random',
  summary: 'Picks an available server at random, each as likely.',
  cost: 'O(1) a pick.',
  differs:
    'Unlike round-robin it keeps no turn, so several balancers never fall into step, but the traffic of a server is bursty.',
  formula: 'P(server) = 1 / n',
  fails:
    'When servers are well used: by chance one has a long queue while another idles, so waits are those of n systems that share nothing.',
  shippedAs: ['nginx: `random`, where weights are equal', 'Envoy: `RANDOM`', 'Caddy: `random`, the default'],
  references: [
    'M. Harchol-Balter: Performance Modeling and Design of Computer Systems, chapter 24. Cambridge University Press, 2013.',
  ],
  laws: ['even'],
  defaults: {},
  schema: {},
  create(pool, draws): Strategy {
    const candidates = new Candidates(pool);
    return {
      pick() {
        candidates.refresh();
        return candidates.count === 0 ? NONE : candidates.servers[draws.below(candidates.count)];
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
