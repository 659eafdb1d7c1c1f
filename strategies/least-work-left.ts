/**
 * Least work left (LWL): the server that would be done first with what it holds. An oracle.
 *
 *     pick = argmin workLeft(server)          (CPU work still to do over cores x speed)
 *
 * No balancer knows how long the requests that it sent will still take: this is a bound on what strategies that look
 * at the servers' load, but not at the request's own size, can reach. With first-come-first-served servers of one core
 * it is the central queue of M/G/n. Servers that tie take turns.
 *
 * Paper: M. Harchol-Balter, M. Crovella, C. Murta, "On Choosing a Task Assignment Policy for a Distributed Server
 * System", Journal of Parallel and Distributed Computing 59(2), 1999.
 * Cost: O(servers) a pick.
 * Differs from least-connections, which counts requests and not their work.
 */
import { LeastInTurn } from './lib/least-in-turn.ts';
import type { ServerIndex, Strategy, StrategyDefinition } from './strategy.ts';

export const leastWorkLeft: StrategyDefinition = {
  name: 'least-work-left',
  summary: 'Picks the server with the least work left to do, which no real balancer can know (an oracle).',
  cost: 'O(servers) a pick.',
  differs: 'Unlike least-connections it knows how much work each request still needs.',
  formula: 'pick = argmin workLeft(server)',
  fails:
    'It is a bound, and no real balancer can have it. Even so it is not the best there is: it does not know the size of the request to be placed, so short ones wait behind long ones.',
  shippedAs: [],
  references: [
    'M. Harchol-Balter, M. Crovella, C. Murta: On Choosing a Task Assignment Policy for a Distributed Server System. Journal of Parallel and Distributed Computing 59(2), 1999. https://doi.org/10.1006/jpdc.1999.1577',
  ],
  laws: ['even'],
  defaults: {},
  schema: {},
  needs: () => ({ oracle: true }),
  create(pool): Strategy {
    const { oracle } = pool;
    if (oracle === undefined)
      throw new Error('least-work-left sees the true state of the servers: it runs in the simulator only');
    const least = new LeastInTurn(pool);
    const workLeft = (server: ServerIndex, now: number) => oracle.workLeft(server, now);
    return {
      pick: (_request, now) => least.pick(workLeft, now),
      onPoolChange: () => least.invalidate(),
    };
  },
};
