import type { ParameterSchema, PoolView } from '../strategy.ts';
import { Candidates } from './candidates.ts';
import { Ring } from './ring.ts';
import { utf8 } from './utf8.ts';
import { Xxh64 } from './xxh64.ts';

export type RingParameters = { minSize: number; maxSize: number };

const LARGEST = 8_388_608;

export const RING_DEFAULTS: RingParameters = { minSize: 1024, maxSize: LARGEST };

export const RING_SCHEMA: Record<keyof RingParameters, ParameterSchema> = {
  minSize: { kind: 'integer', min: 1, max: LARGEST, description: 'Points that the ring has at least.' },
  maxSize: { kind: 'integer', min: 1, max: LARGEST, description: 'Points that it has at most, whatever the weights.' },
};

export function ringContradiction({ minSize, maxSize }: RingParameters): string | undefined {
  return minSize <= maxSize ? undefined : `minSize must be at most maxSize, but ${minSize} is more than ${maxSize}`;
}

/**
 * The ring of a pool's candidates, with points by weight as Envoy places them:
 *
 *     share = weight / sum of weights;  smallest = the least share
 *     size  = min(ceil(smallest x minSize) / smallest, maxSize)
 *     point i of a server = xxHash64("<name>_<i>"), i = 0, 1, ... below size x share (fractions carry over)
 *
 * So the weakest server has a whole number of points and the ring at least `minSize`. Positions are the upper 53 of the
 * hash's 64 bits. Made anew at the first use after a change of the pool, O(size log size).
 */
export class WeightedRing {
  readonly candidates: Candidates;
  #ring = new Ring(new Float64Array(0), new Int32Array(0));
  readonly #pool: PoolView;
  readonly #parameters: RingParameters;

  constructor(pool: PoolView, parameters: RingParameters) {
    this.candidates = new Candidates(pool);
    this.#pool = pool;
    this.#parameters = parameters;
  }

  /** The pool changed. */
  invalidate(): void {
    this.candidates.invalidate();
  }

  /** The ring as the pool is now; empty without candidates. */
  current(): Ring {
    if (this.candidates.refresh()) this.#ring = this.#build();
    return this.#ring;
  }

  #build(): Ring {
    const { count, servers } = this.candidates;
    const { weight } = this.#pool;
    let sum = 0;
    let least = Infinity;
    for (let i = 0; i < count; i++) {
      sum += weight[servers[i]];
      least = Math.min(least, weight[servers[i]]);
    }
    const { minSize, maxSize } = this.#parameters;
    const smallest = least / sum;
    const size = count === 0 ? 0 : Math.min(Math.ceil(smallest * minSize) / smallest, maxSize);
    const positions = new Float64Array(Math.ceil(size) + 1);
    const owners = new Int32Array(positions.length);
    const hash = new Xxh64();
    let points = 0;
    let target = 0;
    for (let i = 0; i < count; i++) {
      const server = servers[i];
      const name = this.#pool.name(server);
      target += size * (weight[server] / sum);
      for (let point = 0; points < target; point++) {
        positions[points] = hash.hash(utf8(`${name}_${point}`)).position;
        owners[points++] = server;
      }
    }
    return new Ring(positions.subarray(0, points), owners);
  }
}
