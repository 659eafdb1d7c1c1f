/**
 * Least connections, join the shortest queue (JSQ): the server with the fewest tries in service from this balancer.
 *
 *     pick = argmin inService(server)
 *
 * Ties go to a random one of the least (`ties: random`), so that idle servers share the traffic, or to the first in pool
 * order (`ties: first`), which fills the first servers and leaves the last idle at low load.
 *
 * Papers: W. Winston, "Optimality of the Shortest Line Discipline", Journal of Applied Probability 14(1), 1977.
 * Cost: O(1) a pick, dispatch and end with random ties (servers are kept partitioned by count); O(servers) a pick with
 * `ties: first`.
 * Differs from weighted-least-connections, which divides the count by the weight, and from least-work-left, which knows
 * how long each request will take.
 */
import { Candidates } from './lib/candidates.ts';
import { createLeastLoaded } from './lib/least-loaded.ts';
import { NONE } from './strategy.ts';
import type { PoolView, Random, Strategy, StrategyDefinition } from './strategy.ts';

type LeastConnectionsParameters = { ties: string };

function tiesRandom(pool: PoolView, random: Random): Strategy {
  const leastLoaded = createLeastLoaded(pool);
  return {
    pick: () => leastLoaded.pick(random),
    onDispatch: (server) => leastLoaded.rose(server),
    onTryEnd: (server) => leastLoaded.fell(server),
    onPoolChange: () => leastLoaded.invalidate(),
  };
}

function tiesFirst(pool: PoolView): Strategy {
  const candidates = new Candidates(pool);
  return {
    pick() {
      candidates.refresh();
      const { count, servers } = candidates;
      let best = NONE;
      let least = Infinity;
      for (let i = 0; i < count && least > 0; i++) {
        const inService = pool.inService[servers[i]];
        if (inService >= least) continue;
        best = servers[i];
        least = inService;
      }
      return best;
    },
    onPoolChange: () => candidates.invalidate(),
  };
}

export const leastConnections: StrategyDefinition<LeastConnectionsParameters> = {
  name: 'least-connections',
  summary: 'Picks the server with the fewest tries in service.',
  cost: 'O(1) a pick with random ties; O(servers) with `ties: first`.',
  differs: 'Unlike weighted-least-connections it takes all servers for equally strong.',
  formula: 'pick = argmin inService(server)',
  fails:
    'When a server fails fast: it looks idle and draws the traffic. Several balancers each see their own requests only, and a slow server is held as full as a fast one.',
  shippedAs: [
    'nginx: `least_conn`, where weights are equal',
    'HAProxy: `balance leastconn`, where weights are equal',
    'Apache httpd: `lbmethod=bybusyness`',
    'Envoy: `LEAST_REQUEST` with `FULL_SCAN`',
    'Caddy: `least_conn`',
    'Linux IPVS: `lc`',
    'AWS ALB: `least_outstanding_requests`',
    'F5 BIG-IP: least connections',
  ],
  references: [
    'W. Winston: Optimality of the Shortest Line Discipline. Journal of Applied Probability 14(1), 1977. https://doi.org/10.2307/3213271',
  ],
  laws: ['even', 'least-in-flight'],
  defaults: { ties: 'random' },
  schema: {
    ties: { kind: 'choice', choices: ['random', 'first'], description: 'Which of the least loaded servers is picked.' },
  },
  create: (pool, random, { ties }) => (ties === 'first' ? tiesFirst(pool) : tiesRandom(pool, random)),
};
