import { NONE } from '../strategy.ts';
import type { ServerIndex } from '../strategy.ts';

/**
 * Smooth weighted round robin, one round a pick. In a round every server that is offered gains its weight; the one that
 * then has the most wins (at a tie the first offered) and pays the sum of the weights offered. Weights 5, 1, 1 give
 * a a b a c a a: as even as 5 : 1 : 1 can be.
 *
 *     turns.start();
 *     for (each server) turns.offer(server, weight);
 *     const winner = turns.finish();
 *
 * Servers may be offered in one round and not in the next, with weights that change. O(1) an offer. Source: the default
 * method of nginx.
 */
export class SmoothTurns {
  readonly #current: Float64Array;
  #total = 0;
  #best: ServerIndex = NONE;

  /** Servers of index 0 to `room` - 1 may be offered. */
  constructor(room: number) {
    this.#current = new Float64Array(room);
  }

  /** Begins a round. */
  start(): void {
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
