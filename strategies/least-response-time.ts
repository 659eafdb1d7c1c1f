/**
 * Least response time: the server with the smallest product of tries in service and average time to first byte.
 *
 *     pick = argmin inService(server) x average(server)        ties by round robin
 *     average <- average + newest x (time to first byte - average)
 *
 * A server that was never measured comes first while it has nothing to do, so that one request measures it; until the
 * answer is there it counts with the average over all servers, so that a newcomer is not flooded (before the first
 * answer of all, the tries in service alone decide). An idle server has the product 0: at low load this is round
 * robin.
 *
 * Documents: the least-response-time methods of Citrix NetScaler and A10 are described as this product with these
 * ties; their averaging is not published. The weight of the newest measurement, 0.05, is that of nginx's `least_time`.
 * Cost: O(servers) a pick, O(1) a first byte.
 * Differs from nginx's `least_time`, which minimises average x (1 + inService) / weight, and from peak-ewma, whose
 * average jumps up at once and decays with time. Like all that trust answers, it favours a server that fails fast.
 */
import { LeastInTurn } from './lib/least-in-turn.ts';
import type { RequestView, ServerIndex, Strategy, StrategyDefinition } from './strategy.ts';

type LeastResponseTimeParameters = { newest: number };

const UNMEASURED = -1;

/** Stands in a request's `scratch` in place of the instant of its dispatch once the first byte of the try is there. */
const MEASURED = -1;

const average = (before: number, value: number, newest: number): number =>
  before === UNMEASURED ? value : before + newest * (value - before);

export const leastResponseTime: StrategyDefinition<LeastResponseTimeParameters> = {
  name: 'least-response-time',
  summary: 'Picks the server with the smallest product of tries in service and average time to first byte.',
  cost: 'O(servers) a pick.',
  differs: 'Unlike least-connections it learns which servers are slow, from the answers it sees.',
  formula:
    'pick = argmin inService(server) x average(server)\n' +
    'average <- average + newest x (time to first byte - average)',
  fails:
    'When a server fails fast, or sends a first byte early and the rest late: it looks quick and draws the traffic. The average lags behind a server that turns slow. ' +
    'Long polls count twice: as tries in service, though they do no work, and in the average, where their wait for news looks like a slow server.',
  shippedAs: ['Citrix NetScaler: `LEASTRESPONSETIME`', 'nginx: `least_time` (average x (1 + inService) / weight)'],
  references: [
    'Citrix NetScaler, product documentation: the least response time method.',
    'nginx: least_time. https://nginx.org/en/docs/http/ngx_http_upstream_module.html#least_time',
  ],
  laws: ['even'],
  defaults: { newest: 0.05 },
  schema: {
    newest: { kind: 'fraction', min: 0.001, max: 1, description: 'Weight of the newest measurement in the average.' },
  },
  create(pool, _random, { newest }): Strategy {
    const least = new LeastInTurn(pool);
    const averages = new Float64Array(pool.room).fill(UNMEASURED);
    let overall = UNMEASURED;

    const score = (server: ServerIndex): number => {
      const inService = pool.inService[server];
      if (averages[server] !== UNMEASURED) return inService * averages[server];
      return inService === 0 ? -1 : inService * (overall === UNMEASURED ? 1 : overall);
    };

    /** The first byte of an answer is there; a balancer that does not see first bytes measures to the end of the try. */
    const measure = (server: ServerIndex, request: RequestView, now: number): void => {
      const time = now - request.scratch;
      request.scratch = MEASURED;
      averages[server] = average(averages[server], time, newest);
      overall = average(overall, time, newest);
    };

    return {
      pick: (_request, now) => least.pick(score, now),
      onDispatch(_server, request, now) {
        request.scratch = now;
      },
      onFirstByte: measure,
      onTryEnd(server, request, now, end) {
        if (end.outcome === 'succeeded' && request.scratch !== MEASURED) measure(server, request, now);
      },
      onPoolChange: () => least.invalidate(),
    };
  },
};
