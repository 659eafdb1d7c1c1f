/**
 * Weighted random: every available server with a probability in proportion to its weight, whatever its load.
 *
 *     P(server) = weight(server) / sum of weights
 *
 * One uniform draw is looked up in the running sums of the weights.
 *
 * Document: nginx, `random`; AWS, weighted random routing of the Application Load Balancer.
 * Cost: O(log servers) a pick; O(servers) at the first pick after a change of the pool.
 * Differs from random, which takes all weights for equal, and from weighted-round-robin, which has the same shares and
 * spaces the requests of a server evenly.
 */
import { Candidates } from './lib/candidates.ts';
import { NONE } from './strategy.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const weightedRandom: StrategyDefinition = {
  name: 'weighted-random',
  summary: 'Picks an available server at random, as likely as its weight says.',
  cost: 'O(log servers) a pick.',
  differs: 'Unlike random it honours weights; unlike weighted-round-robin it keeps no turn.',
  formula: 'P(server) = weight(server) / sum of weights',
  fails:
    'When servers are well used: by chance one has a long queue while another idles. A server that becomes slower than its weight says gets its share all the same.',
  shippedAs: [
    'nginx: `random`',
    'AWS ALB: `weighted_random`',
    'Varnish: `directors.random`',
    'HAProxy: `balance random(1)` (shares follow the arcs of a hash ring)',
  ],
  references: [
    'nginx: random. https://nginx.org/en/docs/http/ngx_http_upstream_module.html#random',
    'AWS: Target groups for your Application Load Balancers, routing algorithms. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html',
  ],
  laws: ['even', 'weighted'],
  defaults: {},
  schema: {},
  create(pool, draws): Strategy {
    const candidates = new Candidates(pool);
    /** Sum of the weights of the candidates up to this one. */
    const sums = new Float64Array(pool.room);

    function sumWeights(): void {
      const { count, servers } = candidates;
      let sum = 0;
      for (let i = 0; i < count; i++) {
        sum += pool.weight[servers[i]];
        sums[i] = sum;
      }
    }

    return {
      pick() {
        if (candidates.refresh()) sumWeights();
        if (candidates.count === 0) return NONE;
        const drawn = draws.unit() * sums[candidates.count - 1];
        let low = 0;
        let high = candidates.count - 1;
        while (low < high) {
          const middle = (low + high) >>> 1;
          if (sums[middle] <= drawn) low = middle + 1;
          else high = middle;
        }
        return candidates.servers[low];
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
