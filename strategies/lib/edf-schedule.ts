import type { ServerIndex } from '../strategy.ts';

/**
 * Earliest deadline first: a weighted schedule without a table. The server with the earliest deadline is next; it comes back
 * with the deadline 1 / weight later, by the weight that it then has.
 *
 *     schedule.start();  for (each server) schedule.add(server, weight);
 *     const server = schedule.next(weightOf);
 *
 * Deadlines are doubles, and those that are equal come in the order in which they were made: rounding decides where 3 x 1/3
 * meets 1, and is part of the rule. A binary heap: O(log servers) a `next`. Source: Envoy's EdfScheduler.
 */
export class EdfSchedule {
  readonly #server: Int32Array;
  readonly #deadline: Float64Array;
  /** How manieth deadline it is. */
  readonly #order: Float64Array;
  #count = 0;
  #made = 0;
  #now = 0;

  /** `room`: how many servers there are at most. */
  constructor(room: number) {
    this.#server = new Int32Array(room);
    this.#deadline = new Float64Array(room);
    this.#order = new Float64Array(room);
  }

  /** Begins anew, without servers. */
  start(): void {
    this.#count = 0;
    this.#made = 0;
    this.#now = 0;
  }

  /** `weight` > 0. */
  add(server: ServerIndex, weight: number): void {
    let place = this.#count++;
    this.#put(place, server, weight);
    for (let above = (place - 1) >> 1; place > 0 && this.#isBefore(place, above); above = (place - 1) >> 1) {
      this.#exchange(place, above);
      place = above;
    }
  }

  /** The server whose turn it is, of at least one; `weightOf` is asked for its weight now. */
  next(weightOf: (server: ServerIndex) => number): ServerIndex {
    const server = this.#server[0];
    this.#now = this.#deadline[0];
    this.#put(0, server, weightOf(server));
    let place = 0;
    for (
      let below = this.#earlierBelow(0);
      below > 0 && this.#isBefore(below, place);
      below = this.#earlierBelow(place)
    ) {
      this.#exchange(place, below);
      place = below;
    }
    return server;
  }

  #put(place: number, server: ServerIndex, weight: number): void {
    this.#server[place] = server;
    this.#deadline[place] = this.#now + 1 / weight;
    this.#order[place] = this.#made++;
  }

  /** The earlier of the two places below; 0 where there is none. */
  #earlierBelow(place: number): number {
    const left = 2 * place + 1;
    if (left >= this.#count) return 0;
    return left + 1 < this.#count && this.#isBefore(left + 1, left) ? left + 1 : left;
  }

  #isBefore(a: number, b: number): boolean {
    if (this.#deadline[a] !== this.#deadline[b]) return this.#deadline[a] < this.#deadline[b];
    return this.#order[a] < this.#order[b];
  }

  #exchange(a: number, b: number): void {
    const server = this.#server[a];
    const deadline = this.#deadline[a];
    const order = this.#order[a];
    this.#server[a] = this.#server[b];
    this.#deadline[a] = this.#deadline[b];
    this.#order[a] = this.#order[b];
    this.#server[b] = server;
    this.#deadline[b] = deadline;
    this.#order[b] = order;
  }
}
