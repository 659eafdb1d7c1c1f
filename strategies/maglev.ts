/**
 * Maglev hashing: a table that servers fill in turns, each in an order of its own; a key belongs to the server in its slot.
 *
 *     offset = xxHash64(name, seed 0) mod M;  skip = xxHash64(name, seed 1) mod (M - 1) + 1
 *     in turns, each server takes the first free slot of offset, offset + skip, offset + 2 skip, ... mod M
 *     pick = table[xxHash64(key) mod M]
 *
 * M, the size of the table, is prime, so that an order passes every slot. Turns go by the servers' names. In round t a
 * server takes a slot where t x weight has reached its target, which then grows by the greatest weight: so the strongest has
 * one in every round and the others in proportion. Slots differ by less than a round: with M = 100 n and equal
 * weights, shares differ by 1 % at most. When a server comes or goes, a few keys move between servers that stay, the
 * fewer the larger the table.
 *
 * The table is Envoy's, weights included. As there, try k of a request hashes with its number, so that a retry mostly
 * goes elsewhere: hash xor (2^64 - (k - 1)). A request without a key is placed by the client's address.
 *
 * Paper: D. Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI 2016. Document: Envoy,
 * `MAGLEV`.
 * Cost: O(1) a pick; O(M log M) at the first pick after a change of the pool.
 * Differs from ring-hash, whose shares are uneven but which moves fewer keys, and from rendezvous, which moves none
 * between servers that stay but looks at every server.
 */
import { Candidates } from './lib/candidates.ts';
import { maglevTurns, takeTurns } from './lib/maglev-table.ts';
import { PLACEMENT_KEY_FORMULA, placementKey } from './lib/placement-key.ts';
import { Xxh64 } from './lib/xxh64.ts';
import { NONE } from './strategy.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

type MaglevParameters = { tableSize: number };

export const maglev: StrategyDefinition<MaglevParameters> = {
  name: 'maglev',
  summary: "Looks the hash of the request's key up in a table that the servers filled in turns.",
  cost: 'O(1) a pick.',
  differs: 'Unlike ring-hash it gives even shares, but lets a few keys move between servers that stay.',
  formula:
    'offset = xxHash64(name, 0) mod M;  skip = xxHash64(name, 1) mod (M - 1) + 1\n' +
    'in turns, each server takes its first free slot offset + i x skip mod M\n' +
    'pick = table[xxHash64(key) mod M], M = `tableSize`\n' +
    PLACEMENT_KEY_FORMULA,
  fails:
    'When a few keys have most of the traffic: each has one server, however busy that is. With a table smaller than 100 slots a server shares differ by more than 1 %, and more keys move than need be.',
  shippedAs: [
    'Envoy: `MAGLEV`',
    'Cilium: Maglev (murmur3, a table of 16381)',
    'Linux IPVS: `mh` (a table of 4093)',
    'Google: Maglev',
    'Meta: Katran',
  ],
  references: [
    'D. Eisenbud et al.: Maglev: A Fast and Reliable Software Network Load Balancer. NSDI 2016. https://research.google/pubs/pub44824/',
    'Envoy: Maglev. https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers#maglev',
  ],
  laws: ['even', 'weighted', 'sticky-key'],
  defaults: { tableSize: 65_537 },
  schema: {
    tableSize: {
      kind: 'prime',
      min: 2,
      max: 5_000_011,
      description: 'Slots of the table; take 100 a server or more.',
    },
  },
  create(pool, _random, { tableSize }): Strategy {
    const candidates = new Candidates(pool);
    const hash = new Xxh64();
    const table = new Int32Array(tableSize);
    return {
      pick(request) {
        if (candidates.refresh() && candidates.count > 0) takeTurns(table, maglevTurns(pool, candidates, tableSize));
        if (candidates.count === 0) return NONE;
        const retries = request.attempt - 1;
        hash.hash(placementKey(request));
        if (retries > 0) hash.xor(-1, -retries);
        return table[hash.modulo(tableSize)];
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
