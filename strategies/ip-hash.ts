/**
 * IP hash: a client's address decides its server.
 *
 *     pick = available[avalanche(FNV-1a(address)) mod n]
 *
 * The whole address counts, of IPv4 and of IPv6; weights and load do not. While the available servers stay the same,
 * an address keeps its server; when one comes or goes, about (n - 1) / n of all addresses move, because n is the
 * modulus.
 *
 * Document: D. Thaler, C. Hopps, "Multipath Issues in Unicast and Multicast Next-Hop Selection", RFC 2991, 2000
 * (modulo-N hash).
 * Cost: O(1) a pick; O(servers) at the first pick after a change of the pool.
 * Differs from nginx's `ip_hash`, which hashes the first three bytes of an IPv4 address only, honours weights, and
 * hashes again when the server is down so that the others' clients stay; and from consistent hashing (ring-hash,
 * maglev, rendezvous), which moves only about 1 / n of the addresses.
 */
import { Candidates } from './lib/candidates.ts';
import { avalanche, fnv1a } from './lib/hash.ts';
import { NONE } from './strategy.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

export const ipHash: StrategyDefinition = {
  name: 'ip-hash',
  summary: "Hashes the client's address to an available server, so that a client keeps its server.",
  cost: 'O(1) a pick.',
  differs: 'Unlike consistent hashing, most clients move when a server comes or goes.',
  formula: 'pick = available[avalanche(FNV-1a(address)) mod n]',
  fails:
    'When many clients share few addresses, behind a NAT or another proxy: one server gets them all. When a server comes or goes, nearly all clients move.',
  shippedAs: [
    'nginx: `ip_hash` (three bytes of an IPv4 address, and weights)',
    'HAProxy: `balance source` (weights)',
    'Linux IPVS: `sh` (256 buckets, and weights)',
  ],
  references: [
    'D. Thaler, C. Hopps: Multipath Issues in Unicast and Multicast Next-Hop Selection (modulo-N hash). RFC 2991, 2000. https://www.rfc-editor.org/rfc/rfc2991',
  ],
  laws: ['sticky-address'],
  defaults: {},
  schema: {},
  create(pool): Strategy {
    const candidates = new Candidates(pool);
    return {
      pick(request) {
        candidates.refresh();
        if (candidates.count === 0) return NONE;
        return candidates.servers[avalanche(fnv1a(request.address)) % candidates.count];
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
