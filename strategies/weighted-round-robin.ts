/**
 * Smooth weighted round robin: turns in proportion to the weights, spaced as evenly as they can be.
 *
 *     each pick: current += weight for every server; the largest current wins (first at a tie); winner's current -= sum
 *
 * Weights 5, 1, 1 give a a b a c a a and not a a a a a b c.
 *
 * Document: nginx, `ngx_http_upstream_module`, the default method (its failure accounting is in nginx/round-robin).
 * Cost: O(servers) a pick.
 * Differs from round-robin, which takes all weights for equal, and from HAProxy's and Envoy's weighted round robins,
 * which have the same shares in another order.
 */
import { Candidates } from './lib/candidates.ts';
import { SmoothTurns } from './lib/smooth-turns.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const weightedRoundRobin: StrategyDefinition = {
  name: 'weighted-round-robin',
  summary: 'Gives the available servers turns in proportion to their weights, smoothly interleaved.',
  cost: 'O(servers) a pick.',
  differs: 'Unlike round-robin it honours weights; unlike weighted-least-connections it ignores load.',
  formula:
    'each pick: current += weight, for every server\n' +
    'pick = argmax current, the first at a tie; its current -= sum of the weights',
  fails:
    'When a server becomes slower than its weight says: it looks at no load, so the server gets its share all the same. Weights that are guessed are wrong.',
  shippedAs: [
    'nginx: the default',
    'Apache httpd: `lbmethod=byrequests`',
    'HAProxy: `balance roundrobin` and `static-rr` (the same shares in other orders)',
    'Envoy: `ROUND_ROBIN` (the same shares in another order)',
    'Traefik: the default (the same shares in another order)',
    'Linux IPVS: `wrr` (the same shares in another order)',
  ],
  references: [
    'nginx: Module ngx_http_upstream_module. https://nginx.org/en/docs/http/ngx_http_upstream_module.html#upstream',
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
        turns.start();
        for (let i = 0; i < count; i++) turns.offer(servers[i], pool.weight[servers[i]]);
        return turns.finish();
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
