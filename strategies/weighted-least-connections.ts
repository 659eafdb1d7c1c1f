/**
 * Weighted least connections: the server with the fewest tries in service for its weight.
 *
 *     pick = argmin inService(server) / weight(server)
 *
 * Ratios are compared by cross-multiplication: inService(a) weight(b) < inService(b) weight(a). Servers that tie, as
 * all do when idle, take smooth weighted turns among themselves.
 *
 * Documents: Linux IPVS `wlc` has this rule and takes the first at a tie; nginx `least_conn` has this rule and these
 * turns.
 * Cost: O(servers) a pick.
 * Differs from shortest expected delay, which minimises (inService + 1) / weight: that counts the request to be
 * placed, and so leaves a weak idle server idle while a strong one is still the better place.
 */
import { Candidates } from './lib/candidates.ts';
import { SmoothTurns } from './lib/smooth-turns.ts';
import { NONE } from './strategy.ts';
import type { PoolView, ServerIndex, Strategy, StrategyDefinition } from './strategy.ts';

/** Below 0 where `a` has the smaller ratio of tries to weight, 0 where they tie. */
const compareLoad = (pool: PoolView, a: ServerIndex, b: ServerIndex): number =>
  pool.inService[a] * pool.weight[b] - pool.inService[b] * pool.weight[a];

export const weightedLeastConnections: StrategyDefinition = {
  name: 'weighted-least-connections',
  summary: 'Picks the server with the fewest tries in service for its weight.',
  cost: 'O(servers) a pick.',
  differs:
    'Unlike least-connections it honours weights; unlike shortest-expected-delay it does not count the request itself.',
  formula: 'pick = argmin inService(server) / weight(server)',
  fails:
    'When servers are idle and weights differ: all ratios are 0, so a weak server gets requests that a strong one would serve sooner. A server that fails fast looks idle and draws the traffic.',
  shippedAs: [
    'nginx: `least_conn`',
    'HAProxy: `balance leastconn` (idle servers take turns whatever their weights)',
    'Linux IPVS: `wlc`, the default of ipvsadm',
    'F5 BIG-IP: weighted least connections (by connection limits)',
  ],
  references: [
    'Linux IPVS: weighted least-connection scheduling. http://www.linuxvirtualserver.org/docs/scheduling.html',
    'nginx: least_conn. https://nginx.org/en/docs/http/ngx_http_upstream_module.html#least_conn',
  ],
  laws: ['even', 'weighted'],
  defaults: {},
  schema: {},
  create(pool): Strategy {
    const candidates = new Candidates(pool);
    const turns = new SmoothTurns(pool.room);
    return {
      pick() {
        candidates.refresh();
        const { count, servers } = candidates;
        if (count === 0) return NONE;

        let least = servers[0];
        let ties = 1;
        for (let i = 1; i < count; i++) {
          const order = compareLoad(pool, servers[i], least);
          if (order > 0) continue;
          ties = order < 0 ? 1 : ties + 1;
          if (order < 0) least = servers[i];
        }
        if (ties === 1) return least;

        turns.start();
        for (let i = 0; i < count; i++) {
          if (compareLoad(pool, servers[i], least) === 0) turns.offer(servers[i], pool.weight[servers[i]]);
        }
        return turns.finish();
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
