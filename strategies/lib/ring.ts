import { NONE } from '../strategy.ts';
import type { ServerIndex } from '../strategy.ts';

/**
 * A ring of points, each of which stands for a server. Making it costs O(points log points). A search costs O(1) where the
 * points are spread as by a hash, and allocates nothing: there are as many buckets of equal width as points, and it begins
 * at the first point of its bucket.
 */
export class Ring {
  /** The servers in the order of their points, clockwise. */
  readonly servers: Int32Array;
  readonly #positions: Float64Array;
  readonly #bucketsPerUnit: number;
  /** How many points lie in the buckets before each. */
  readonly #starts: Int32Array;

  /**
   * Point i is at `positions[i]`, which is not negative, and stands for `servers[i]`; of points at one position the one given
   * first comes first.
   */
  constructor(positions: Float64Array, servers: Int32Array) {
    const { length } = positions;
    this.#positions = positions.toSorted();
    this.#bucketsPerUnit = length === 0 ? 0 : length / (this.#positions[length - 1] + 1);
    this.#starts = new Int32Array(length + 2);
    for (let i = 0; i < length; i++) this.#starts[this.#bucketOf(positions[i]) + 1]++;
    for (let bucket = 1; bucket < length + 2; bucket++) this.#starts[bucket] += this.#starts[bucket - 1];

    this.servers = new Int32Array(length).fill(NONE);
    for (let i = 0; i < length; i++) {
      let place = this.find(positions[i]);
      while (this.servers[place] !== NONE) place++;
      this.servers[place] = servers[i];
    }
  }

  /** The first point at `position` or after it, in a circle; 0 where there is none. */
  find(position: number): number {
    const { length } = this.#positions;
    let point = this.#starts[this.#bucketOf(position)];
    while (point < length && this.#positions[point] < position) point++;
    return point === length ? 0 : point;
  }

  /** The server `steps` points clockwise of `point`; NONE where the ring is empty. */
  serverAfter(point: number, steps: number): ServerIndex {
    const { length } = this.servers;
    return length === 0 ? NONE : this.servers[(point + steps) % length];
  }

  /** Never less for a greater position, so that no point of an earlier bucket is the one that is searched for. */
  #bucketOf(position: number): number {
    return Math.min(Math.floor(position * this.#bucketsPerUnit), this.#positions.length);
  }
}
