/**
 * HAProxy's `balance first`: the first server, by id, that is not full.
 *
 *     pick = the first server that has fewer tries in service than its limit and no queue of its own
 *
 * It packs the traffic on to as few servers as can take it, so that the others can be switched off. It makes sense with
 * limits (`maxconn`; here the server's `concurrency`) only: without them the first server takes everything. Ids are
 * places in the pool; weights are ignored.
 *
 * Where all servers are full the request waits in the balancer's queue; a slot that becomes free takes the oldest from
 * it without a pick. Backups are used when no active server is usable: the first of them for everything, or all by the
 * same rule with `allBackups`.
 *
 * Document: HAProxy 2.6 configuration manual, `balance`.
 * Cost: O(servers) a pick (HAProxy's tree: O(full servers)).
 * Differs from least-connections with `ties: first`, which uses an idle server before a busy one.
 */
import { HaproxyServers } from '../lib/haproxy-servers.ts';
import { NONE, WAIT } from '../strategy.ts';
import type { Strategy, StrategyDefinition } from '../strategy.ts';

type HaproxyFirstParameters = { allBackups: boolean };

export const haproxyFirst: StrategyDefinition<HaproxyFirstParameters> = {
  name: 'haproxy/first',
  summary: "HAProxy's first: the first server that is not full, so that the last ones stay idle.",
  cost: 'O(servers) a pick.',
  differs: 'Unlike least-connections it fills one server after the other.',
  formula: 'pick = the first server with inService < limit; all full: wait at the balancer',
  fails:
    'Without limits, when the first server takes everything; and for latency, since the servers in use are always as full as they may be.',
  shippedAs: ['HAProxy: `balance first`', 'Caddy: `first` (without queue)'],
  references: [
    'HAProxy 2.6 Configuration Manual: balance. https://docs.haproxy.org/2.6/configuration.html#4.2-balance',
  ],
  laws: [],
  defaults: { allBackups: false },
  schema: {
    allBackups: { kind: 'boolean', description: 'Whether all backups share the traffic, or the first takes it all.' },
  },
  create(pool, _random, { allBackups }): Strategy {
    const servers = new HaproxyServers(pool);

    return {
      pick() {
        const hasActive = servers.firstOf(0) !== NONE;
        const first = servers.firstOf(hasActive ? 0 : 1);
        if (first === NONE || !(hasActive || allBackups)) return first;
        const free = servers.firstFreeOf(hasActive ? 0 : 1);
        return free === NONE ? WAIT : free;
      },
      onSlotFree: (server) => servers.isUsable(server) && !servers.isFull(server),
    };
  },
};
