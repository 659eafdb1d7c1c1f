import { NONE } from '../strategy.ts';
import type { ServerIndex } from '../strategy.ts';

/**
 * Smooth weighted round robin, one round a pick. In a round every server that is offered gains its weight; the one that
 * then has the most wins (at a tie the first offered) and pays the sum of the weights offered. Weights 5, 1, 1 give
 * a a b a c a a: as even as 5 : 1 : 1 can be.
 *
 *     turns.start(pool.size);
 *     for (each server) turns.offer(server, weight);
 *     const winner = turns.finish();
 *
 * Servers may be offered in one round and not in the next, with weights that change. O(1) an offer; allocates only when the
 * pool grows. Source: the default method of nginx.
 */
export class SmoothTurns {
  #current = new Float64Array(0);
  #total = 0;
  #best: ServerIndex = NONE;

  /** Begins a round in which servers of index 0 to `size` - 1 may be offered. */
  start(size: number): void {
    if (size > this.#current.length) {
      const larger = new Float64Array(size * 2);
      larger.set(this.#current);
      this.#current = larger;
    }
    this.#total = 0;
    this.#best = NONE;
  }

  /** `weight` >= 0. */
  offer(server: ServerIndex, weight: number): void {
    this.#current[server] += weight;
    this.#total += weight;
    if (this.#best === NONE || this.#current[server] > this.#current[this.#best]) this.#best = server;
  }

  /** Ends the round: the winner; NONE where nothing was offered. */
  finish(): ServerIndex {
    if (this.#best !== NONE) this.#current[this.#best] -= this.#total;
    return this.#best;
  }
}
