import type { Random } from '../strategy.ts';

/**
 * A slice of a ring on which places stand side by side, each 1 wide, and draws from it. A client of several takes the slice
 * that begins where its own share of the ring begins, and that is as long as the least number of whole shares which hold
 * `aperture` places:
 *
 *     begin = client x places / clients,  length = min(places, ceil(aperture x clients / places) x places / clients)
 *
 * So the slices of all clients together cover every place alike. At its two ends a slice may hold a part of a place: the
 * weight of a place is how much of it is held. Source: Finagle's deterministic aperture.
 */
export class RingSlice {
  /** Places in the slice, at least in part. They are numbered along the ring from `first` on, and wrap. */
  count = 0;
  first = 0;
  #places = 0;
  #length = 0;
  #firstWeight = 0;
  #lastWeight = 0;

  /** Takes the slice of one client, 0 <= client < clients, on a ring of at least one place. O(1). */
  cut(client: number, clients: number, places: number, aperture: number): void {
    const shares = Math.ceil((Math.min(aperture, places) * clients) / places);
    // Each end is one division of whole numbers: exact where it falls between two places.
    const isWhole = shares >= clients;
    const begin = isWhole ? 0 : (client * places) / clients;
    const end = isWhole ? places : ((client + shares) * places) / clients;
    this.#places = places;
    this.#length = end - begin;
    this.first = Math.floor(begin);
    this.count = Math.ceil(end) - this.first;
    this.#firstWeight = Math.min(end, this.first + 1) - begin;
    this.#lastWeight = this.count === 1 ? this.#firstWeight : end - (this.first + this.count - 1);
    if (this.count > places) {
      // The slice ends in the place in which it begins.
      this.count = places;
      this.#firstWeight += this.#lastWeight;
      this.#lastWeight = 1;
    }
  }

  /** The place on the ring of the `nth` of the slice, from 0. */
  place(nth: number): number {
    return (this.first + nth) % this.#places;
  }

  /** How much of the `nth` place is in the slice, above 0, at most 1. */
  weight(nth: number): number {
    if (nth === 0) return this.#firstWeight;
    return nth === this.count - 1 ? this.#lastWeight : 1;
  }

  /** Which place of the slice a random point of it falls into. */
  draw(random: Random): number {
    return this.#at(random.unit() * this.#length);
  }

  /** The same for a point that is not in the place `nth`, of at least two. */
  drawOther(nth: number, random: Random): number {
    const weight = this.weight(nth);
    const before = nth === 0 ? 0 : this.#firstWeight + nth - 1;
    const point = random.unit() * (this.#length - weight);
    const other = this.#at(point < before ? point : point + weight);
    // A point next to the edge may be rounded on to it.
    return other === nth ? (nth === 0 ? 1 : nth - 1) : other;
  }

  #at(point: number): number {
    if (point < this.#firstWeight) return 0;
    return Math.min(1 + Math.floor(point - this.#firstWeight), this.count - 1);
  }
}
