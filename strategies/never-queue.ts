/**
 * Never queue (NQ): the first idle server if there is one, whatever its weight; else the shortest expected delay.
 *
 *     pick = the first server with inService = 0
 *            else argmin (inService(server) + 1) / weight(server)          ties: the first in pool order
 *
 * Document: Linux IPVS, scheduler `nq`.
 * Cost: O(servers) a pick.
 * Differs from shortest-expected-delay, which lets a request wait at a strong server rather than start at a weak idle
 * one.
 */
import { Candidates } from './lib/candidates.ts';
import { leastExpectedDelay } from './lib/expected-delay.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const neverQueue: StrategyDefinition = {
  name: 'never-queue',
  summary: 'Picks the first idle server; without one, the shortest expected delay.',
  cost: 'O(servers) a pick.',
  differs: 'Unlike shortest-expected-delay it never lets a request wait at a busy server while another is idle.',
  formula: [
    'pick = the first server with inService = 0',
    '       else argmin (inService(server) + 1) / weight(server)',
    'ties: the first',
  ].join('\n'),
  fails:
    'When servers differ much in speed: an idle weak server may take longer than a place behind others at a strong one.',
  shippedAs: ['Linux IPVS: `nq`'],
  references: [
    'Linux IPVS: never queue scheduling. http://www.linuxvirtualserver.org/docs/scheduling.html',
    'ipvsadm(8): scheduling methods. https://man7.org/linux/man-pages/man8/ipvsadm.8.html',
  ],
  laws: [],
  defaults: {},
  schema: {},
  create(pool): Strategy {
    const candidates = new Candidates(pool);
    return {
      pick() {
        candidates.refresh();
        const { count, servers } = candidates;
        for (let i = 0; i < count; i++) if (pool.inService[servers[i]] === 0) return servers[i];
        return leastExpectedDelay(pool, candidates);
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
