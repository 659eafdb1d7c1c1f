/**
 * Quantiles of the last `window` values: a ring in order of arrival beside a sorted copy. O(window) an `add`, O(1) a
 * `quantile`; allocates nothing after construction.
 */
export class SlidingQuantile {
  readonly #arrived: Float64Array;
  readonly #sorted: Float64Array;
  #count = 0;
  #next = 0;

  constructor(window: number) {
    this.#arrived = new Float64Array(window);
    this.#sorted = new Float64Array(window);
  }

  /** Takes in a value, and lets go of the oldest once the window is full. */
  add(value: number): void {
    if (this.#count === this.#arrived.length) this.#forget(this.#arrived[this.#next]);
    this.#arrived[this.#next] = value;
    this.#next = (this.#next + 1) % this.#arrived.length;
    const place = this.#below(value);
    this.#sorted.copyWithin(place + 1, place, this.#count++);
    this.#sorted[place] = value;
  }

  /** The smallest value that at least the fraction `q`, 0 to 1, of the values do not exceed; 0 before any value. */
  quantile(q: number): number {
    if (this.#count === 0) return 0;
    return this.#sorted[Math.max(0, Math.ceil(q * this.#count) - 1)];
  }

  #forget(value: number): void {
    const place = this.#below(value);
    this.#sorted.copyWithin(place, place + 1, this.#count--);
  }

  /** How many values are less than `value`. */
  #below(value: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
