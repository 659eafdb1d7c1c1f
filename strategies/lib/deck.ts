import type { Random, ServerIndex } from '../strategy.ts';

/**
 * Draws servers without replacement: the first steps of a Fisher-Yates shuffle. Whatever order earlier draws left behind,
 * the next are uniform. O(1) a draw.
 */
export class Deck {
  readonly #cards: Int32Array;
  #count = 0;

  /** `room`: how many servers there are at most. */
  constructor(room: number) {
    this.#cards = new Int32Array(room);
  }

  /** Makes the deck of the first `count` of `servers`. O(count). */
  fill(servers: Int32Array, count: number): void {
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
