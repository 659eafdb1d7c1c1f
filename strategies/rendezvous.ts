/**
 * Rendezvous hashing, highest random weight (HRW): each pair of key and server has a number by hash; the server with the
 * greatest has the key.
 *
 *     pick = argmax -weight(server) / ln(u),   u in (0, 1) by a hash of key and server's name
 *
 * The scores are as reciprocals of exponential draws with the weights as rates, of which the least belongs to a server with
 * probability weight / sum of weights, exactly. A server that leaves gives its keys to the others in proportion to
 * their weights and moves no other; so does a change of weight.
 *
 * Key and name are hashed once each, by 64-bit xxHash, and mixed by the finaliser of MurmurHash3 into 32 bits: hashing
 * both anew for each pair would cost some 20 times as much. Since -ln(u) >= 1 - u, a server for which weight / (1 - u) is
 * no more than the best score cannot win, so that a pick computes few logarithms. A request without a key is placed by
 * the client's address. A retry goes to the same server.
 *
 * Papers: D. Thaler, C. Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", IEEE/ACM Transactions on
 * Networking 6(1), 1998; with weights: C. Schindelhauer, G. Schomaker, "Weighted Distributed Hash Tables", SPAA 2005.
 * Cost: O(servers) a pick; O(servers) hashes of names at the first pick after a change of the pool.
 * Differs from ring-hash and maglev, which answer in O(1) from a table that has to be made anew after each change, and
 * whose shares are less exact.
 */
import { Candidates } from './lib/candidates.ts';
import { avalanche } from './lib/hash.ts';
import { ln } from './lib/logarithm.ts';
import { PLACEMENT_KEY_FORMULA, placementKey } from './lib/placement-key.ts';
import { utf8 } from './lib/utf8.ts';
import { Xxh64 } from './lib/xxh64.ts';
import { NONE } from './strategy.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

const TWO_TO_32 = 0x1_0000_0000;

export const rendezvous: StrategyDefinition = {
  name: 'rendezvous',
  summary: "Hashes the request's key with each server's name, and picks the server with the highest score.",
  cost: 'O(servers) a pick.',
  differs: 'Unlike ring-hash its shares follow the weights exactly, for a look at every server.',
  formula: 'pick = argmax -weight(server) / ln(u), u in (0, 1) = hash(key, server)\n' + PLACEMENT_KEY_FORMULA,
  fails:
    'When a few keys have most of the traffic: each has one server, however busy that is. With thousands of servers it is slow, since every pick looks at all of them.',
  shippedAs: [
    'Caddy: `ip_hash`, `uri_hash`, `header`, `query` and `cookie` (no weights)',
    'Traefik: `hrw`',
    'GitHub: GLB director',
  ],
  references: [
    'D. Thaler, C. Ravishankar: Using Name-Based Mappings to Increase Hit Rates. IEEE/ACM Transactions on Networking 6(1), 1998. https://doi.org/10.1109/90.663936',
    'C. Schindelhauer, G. Schomaker: Weighted Distributed Hash Tables. SPAA 2005. https://doi.org/10.1145/1073970.1074008',
  ],
  laws: ['even', 'weighted', 'sticky-key'],
  defaults: {},
  schema: {},
  create(pool): Strategy {
    const candidates = new Candidates(pool);
    const hash = new Xxh64();
    /** Hashes of the candidates' names: high and low by turns. */
    const names = new Int32Array(2 * pool.room);

    function hashNames(): void {
      const { count, servers } = candidates;
      for (let i = 0; i < count; i++) {
        const { high, low } = hash.hash(utf8(pool.name(servers[i])));
        names[2 * i] = high;
        names[2 * i + 1] = low;
      }
    }

    return {
      pick(request) {
        if (candidates.refresh()) hashNames();
        const { count, servers } = candidates;
        const { weight } = pool;
        const key = hash.hash(placementKey(request)).high;
        let best = NONE;
        let greatest = 0;
        for (let i = 0; i < count; i++) {
          const mixed = avalanche(avalanche(key ^ names[2 * i]) ^ names[2 * i + 1]);
          const u = (mixed + 0.5) / TWO_TO_32;
          if (weight[servers[i]] / (1 - u) <= greatest) continue;
          const score = -weight[servers[i]] / ln(u);
          if (score <= greatest) continue;
          best = servers[i];
          greatest = score;
        }
        return best;
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
