import type { Random, ServerIndex } from '../strategy.ts';

/**
 * Draws servers without replacement: the first steps of a Fisher-Yates shuffle. Whatever order earlier draws left behind,
 * the next are uniform. O(1) a draw; allocates only in `fill`, when the pool grew.
 */
export class Deck {
  #cards = new Int32Array(0);
  #count = 0;

  /** Makes the deck of the first `count` of `servers`. O(count). */
  fill(servers: Int32Array, count: number): void {
    if (this.#cards.length < count) this.#cards = new Int32Array(servers.length);
    this.#cards.set(servers.subarray(0, count));
    this.#count = count;
  }

  /** A server that is none of the `drawn` before it (0 begins anew); `drawn` is less than the count. */
  draw(drawn: number, random: Random): ServerIndex {
    const place = drawn + random.below(this.#count - drawn);
    const server = this.#cards[place];
    this.#cards[place] = this.#cards[drawn];
    this.#cards[drawn] = server;
    return server;
  }
}
