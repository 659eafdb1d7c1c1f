/**
 * Consistent hashing with bounded loads: a ring as in ring-hash, but no server takes more than `factor` times its fair
 * share; a key whose server is full goes to the next one clockwise that is not.
 *
 *     most(server) = ceil(factor x m x weight / sum of weights),   m = all tries in service, this one included
 *     pick = server of the first point >= xxHash64(key), in a circle, with inService < most
 *
 * A lower factor balances better and sends more keys to a second server, so caches are less useful: with 1 + e as the
 * factor, adding or removing a server or a request moves O(1 / e^2) others in expectation. There is always room, since
 * the bounds add up to m at least. (If `maxSize` leaves some servers without a point, all that have one may be full; the
 * key's own server then takes it.)
 *
 * A request without a key is placed by the client's address. A retry is placed as any request is.
 *
 * Paper: V. Mirrokni, M. Thorup, M. Zadimoghaddam, "Consistent Hashing with Bounded Loads", SODA 2018. (Weights are
 * added here: the paper's servers are equal.)
 * Cost: O(1) a pick, and a step for each point of a full server that it passes: O(1 / e^2) servers in
 * expectation.
 * Differs from ring-hash, which never looks at load, and from HAProxy's and Envoy's variants: HAProxy hands the
 * remainder of the bounds out by order, and Envoy goes through the others in shuffled order, not clockwise.
 */
import { PLACEMENT_KEY_FORMULA, placementKey } from './lib/placement-key.ts';
import { RING_DEFAULTS, RING_SCHEMA, ringContradiction, WeightedRing } from './lib/weighted-ring.ts';
import type { RingParameters } from './lib/weighted-ring.ts';
import { Xxh64 } from './lib/xxh64.ts';
import type { PoolView, RequestView, ServerIndex, Strategy, StrategyDefinition } from './strategy.ts';

type BoundedLoadParameters = RingParameters & { factor: number };

class BoundedLoad implements Strategy {
  readonly #pool: PoolView;
  readonly #factor: number;
  readonly #ring: WeightedRing;
  readonly #hash = new Xxh64();
  #isStale = true;
  /** Over the candidates. */
  #inService = 0;
  #weight = 0;

  constructor(pool: PoolView, parameters: BoundedLoadParameters) {
    this.#pool = pool;
    this.#factor = parameters.factor;
    this.#ring = new WeightedRing(pool, parameters);
  }

  pick(request: RequestView): ServerIndex {
    const ring = this.#ring.current();
    if (this.#isStale) this.#count();
    const first = ring.find(this.#hash.hash(placementKey(request)).position);
    const { weight, inService } = this.#pool;
    const mostForWeight = (this.#factor * (this.#inService + 1)) / this.#weight;
    for (let steps = 0; steps < ring.servers.length; steps++) {
      const server = ring.serverAfter(first, steps);
      if (inService[server] < Math.ceil(mostForWeight * weight[server])) return server;
    }
    return ring.serverAfter(first, 0);
  }

  onDispatch(server: ServerIndex): void {
    if (!this.#isStale && this.#ring.candidates.has(server)) this.#inService++;
  }

  onTryEnd(server: ServerIndex): void {
    if (!this.#isStale && this.#ring.candidates.has(server)) this.#inService--;
  }

  onPoolChange(): void {
    this.#ring.invalidate();
    this.#isStale = true;
  }

  #count(): void {
    const { count, servers } = this.#ring.candidates;
    this.#inService = 0;
    this.#weight = 0;
    for (let i = 0; i < count; i++) {
      this.#inService += this.#pool.inService[servers[i]];
      this.#weight += this.#pool.weight[servers[i]];
    }
    this.#isStale = false;
  }
}

export const boundedLoad: StrategyDefinition<BoundedLoadParameters> = {
  name: 'bounded-load',
  summary: 'Ring hash, but a key whose server has `factor` times its fair share goes on to the next server with room.',
  cost: 'O(1) a pick, and a step for each point of a full server.',
  differs: 'Unlike ring-hash it bounds the load of each server, and a popular key has several.',
  formula:
    'most(server) = ceil(factor x (1 + all in service) x weight / sum of weights)\n' +
    'pick = server of the first point >= xxHash64(key), in a circle,\n' +
    '       with inService(server) < most(server)\n' +
    PLACEMENT_KEY_FORMULA,
  fails:
    'When few requests are in service for the number of servers: a bound of one or two is met by chance, and keys wander off. It counts requests, not work, so a slow server is as full as its bound allows.',
  shippedAs: [
    'HAProxy: `hash-balance-factor`, with `hash-type consistent`',
    'Envoy: `hash_balance_factor`, with `RING_HASH` or `MAGLEV` (the others in shuffled order)',
  ],
  references: [
    'V. Mirrokni, M. Thorup, M. Zadimoghaddam: Consistent Hashing with Bounded Loads. SODA 2018. https://arxiv.org/abs/1608.01350',
  ],
  laws: [],
  defaults: { factor: 1.25, ...RING_DEFAULTS },
  schema: {
    factor: {
      kind: 'number',
      min: 1,
      max: 1000,
      description: 'Most load of a server, as a multiple of its fair share.',
    },
    ...RING_SCHEMA,
  },
  contradiction: ringContradiction,
  create: (pool, _random, parameters) => new BoundedLoad(pool, parameters),
};
