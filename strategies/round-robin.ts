/**
 * Round robin: the servers in turn, in pool order, whatever their weight and load.
 *
 *     pick(n) = the first available server after pick(n - 1), in a circle
 *
 * Document: J. Nagle, "On Packet Switches With Infinite Storage", RFC 970, 1985 (fair queueing by turns).
 * Cost: O(1) a pick; O(servers) at the first pick after a change of the pool.
 * Differs from weighted-round-robin, which gives turns in proportion to the weights.
 */
import { Candidates } from './lib/candidates.ts';
import { NONE } from './strategy.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const roundRobin: StrategyDefinition = {
  name: 'round-robin',
  summary: 'Picks the available servers in turn, in pool order.',
  cost: 'O(1) a pick.',
  differs: 'Unlike weighted-round-robin it ignores weights, and unlike least-connections it ignores load.',
  formula: 'pick(n) = the first available server after pick(n - 1), in a circle',
  fails:
    'When servers or requests differ: a slow server gets as many requests as a fast one, and its queue grows for as long as they exceed what it can do.',
  shippedAs: [
    'nginx: the default, where weights are equal',
    'HAProxy: `balance roundrobin`, where weights are equal',
    'Apache httpd: `lbmethod=byrequests`, where load factors are equal',
    'Envoy: `ROUND_ROBIN`, where weights are equal',
    'gRPC: `round_robin`',
    'Caddy: `round_robin`',
    'Varnish: `directors.round_robin`',
    'Linux IPVS: `rr`',
    'AWS ALB: `round_robin`',
  ],
  references: [
    'J. Nagle: On Packet Switches With Infinite Storage. RFC 970, 1985. https://www.rfc-editor.org/rfc/rfc970',
  ],
  laws: ['even'],
  defaults: {},
  schema: {},
  create(pool): Strategy {
    const candidates = new Candidates(pool);
    let last = -1;
    let next = 0;
    return {
      pick() {
        if (candidates.refresh()) next = candidates.after(last);
        if (candidates.count === 0) return NONE;
        if (next === candidates.count) next = 0;
        last = candidates.servers[next++];
        return last;
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
