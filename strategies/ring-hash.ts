/**
 * Ring hash, consistent hashing: servers have points on a ring, as many as their weight says; a key belongs to the first
 * point at its hash or after it.
 *
 *     pick = server of the first point >= xxHash64(key), in a circle
 *
 * With v points a server, shares have a relative standard deviation of about 1 / sqrt(v). A server that leaves gives its
 * keys to the others and moves no other key, as long as each keeps its points. That is so once each has one point only,
 * or where ceil(minSize / n) stays; else the others also get more points to keep the ring at `minSize`, and take a few
 * keys from one another.
 *
 * Points, weights and hash are those of Envoy (and gRPC): 64-bit xxHash, because both use it by default and 32 bits are
 * too few for large rings. As there, try k of a request goes k - 1 points further, mostly to another server. A request
 * without a key is placed by the client's address.
 *
 * Papers: D. Karger, E. Lehman, T. Leighton, R. Panigrahy, M. Levine, D. Lewin, "Consistent Hashing and Random Trees",
 * STOC 1997. Document: Envoy, `RING_HASH`.
 * Cost: O(1) a pick; O(ring size x log ring size) at the first pick after a change of the pool.
 * Differs from maglev, whose table gives even shares in O(1) but lets a few keys move between servers that stay, and
 * from bounded-load, which goes on along the ring when a server is full.
 */
import { PLACEMENT_KEY_FORMULA, placementKey } from './lib/placement-key.ts';
import { RING_DEFAULTS, RING_SCHEMA, ringContradiction, WeightedRing } from './lib/weighted-ring.ts';
import type { RingParameters } from './lib/weighted-ring.ts';
import { Xxh64 } from './lib/xxh64.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const ringHash: StrategyDefinition<RingParameters> = {
  name: 'ring-hash',
  summary: "Hashes the request's key onto a ring on which servers have points, and picks the next one's server.",
  cost: 'O(1) a pick.',
  differs: 'Unlike maglev its shares are uneven, but keys of servers that stay hardly move.',
  formula:
    'points of a server = xxHash64("<name>_<i>"), i = 0 ... by weight\n' +
    'pick = server of the first point >= xxHash64(key), in a circle\n' +
    PLACEMENT_KEY_FORMULA,
  fails:
    'When a few keys have most of the traffic: each has one server, however busy that is. With few points a server (a large pool and a small `minSize`) shares differ by 1 / sqrt(points).',
  shippedAs: [
    'Envoy: `RING_HASH`',
    'gRPC: `ring_hash` (at most 4096 points)',
    'nginx: `hash KEY consistent` (160 points for each unit of weight, CRC-32)',
    'HAProxy: `hash-type consistent` (16 points for each unit of weight, the nearest one)',
    'Varnish: `directors.shard` (67 points, SHA-256)',
  ],
  references: [
    'D. Karger, E. Lehman, T. Leighton, R. Panigrahy, M. Levine, D. Lewin: Consistent Hashing and Random Trees. STOC 1997. https://doi.org/10.1145/258533.258660',
    'Envoy: Ring hash. https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers#ring-hash',
  ],
  laws: ['sticky-key'],
  defaults: RING_DEFAULTS,
  schema: RING_SCHEMA,
  contradiction: ringContradiction,
  create(pool, _random, parameters): Strategy {
    const weightedRing = new WeightedRing(pool, parameters);
    const hash = new Xxh64();
    return {
      pick(request) {
        const ring = weightedRing.current();
        const point = ring.find(hash.hash(placementKey(request)).position);
        return ring.serverAfter(point, request.attempt - 1);
      },
      onPoolChange: () => weightedRing.invalidate(),
    };
  },
};
