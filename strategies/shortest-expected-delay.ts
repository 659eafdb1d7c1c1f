/**
 * Shortest expected delay (SED): the server where the request itself, counted in, finds the fewest tries for the weight.
 *
 *     pick = argmin (inService(server) + 1) / weight(server)          ties: the first in pool order
 *
 * A weak idle server stays idle while a strong busy one is still the better place: of a burst at weights 1 and 3 the
 * first two go to the strong one, and only then do both promise the same.
 *
 * Document: Linux IPVS, scheduler `sed`, whose ties these are.
 * Cost: O(servers) a pick.
 * Differs from weighted-least-connections, which leaves the request to be placed out of the count and so uses every idle
 * server first, and from never-queue, which uses idle servers first and this rule when there is none.
 */
import { Candidates } from './lib/candidates.ts';
import { leastExpectedDelay } from './lib/expected-delay.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const shortestExpectedDelay: StrategyDefinition = {
  name: 'shortest-expected-delay',
  summary: 'Picks the server with the fewest tries in service for its weight, the request itself counted in.',
  cost: 'O(servers) a pick.',
  differs:
    'Unlike weighted-least-connections it counts the request itself, and so may leave a weak server idle while a strong one is busy.',
  formula: 'pick = argmin (inService(server) + 1) / weight(server); the first at a tie',
  fails:
    'At low load, where everything goes to the first of the strongest servers, and wherever the weights do not say how fast the servers really are.',
  shippedAs: ['Linux IPVS: `sed`'],
  references: [
    'Linux IPVS: shortest expected delay scheduling. http://www.linuxvirtualserver.org/docs/scheduling.html',
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
        return leastExpectedDelay(pool, candidates);
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
