import { NONE } from '../strategy.ts';
import type { ServerIndex } from '../strategy.ts';

/**
 * A ring of points, each of which stands for a server. Making it costs O(points log points), a search O(log points); a
 * search allocates nothing.
 */
export class Ring {
  /** The servers in the order of their points, clockwise. */
  readonly servers: Int32Array;
  readonly #positions: Float64Array;

  /** Point i is at `positions[i]` and stands for `servers[i]`; of points at one position the one given first comes first. */
  constructor(positions: Float64Array, servers: Int32Array) {
    this.#positions = positions.toSorted();
    this.servers = new Int32Array(positions.length).fill(NONE);
    for (let i = 0; i < positions.length; i++) {
      let place = this.#lowerBound(positions[i]);
      while (this.servers[place] !== NONE) place++;
      this.servers[place] = servers[i];
    }
  }

  /** The first point at `position` or after it, in a circle; 0 where there is none. */
  find(position: number): number {
    const point = this.#lowerBound(position);
    return point === this.#positions.length ? 0 : point;
  }

  /** The server `steps` points clockwise of `point`; NONE where the ring is empty. */
  serverAfter(point: number, steps: number): ServerIndex {
    const { length } = this.servers;
    return length === 0 ? NONE : this.servers[(point + steps) % length];
  }

  /** How many points come before `position`. */
  #lowerBound(position: number): number {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#positions[middle] < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
