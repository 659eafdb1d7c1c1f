/** A column of numbers that grows, in the narrowest elements that hold them. */

export type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const ELEMENTS = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;
const LARGEST = [0xff, 0xffff, 0xffffffff, Infinity];
const DOUBLES = 3;
const FIRST_BYTES = 4096;

/** Memory: at most twice its values, of which only what is filled is ever touched. */
export class GrowingColumn {
  count = 0;
  /** An index of `ELEMENTS`. */
  private width = 0;
  private buffer = new ArrayBuffer(FIRST_BYTES);
  private values: Numbers = new Uint8Array(this.buffer);

  push(value: number): void {
    if (!this.holds(value)) this.widen(value);
    if (this.count === this.values.length) this.grow();
    this.values[this.count++] = value;
  }

  at(index: number): number {
    return this.values[index]!;
  }

  /** The values, once no more will come; in another order if one is given. */
  finish(order?: Uint32Array): Numbers {
    const values = this.values.subarray(0, this.count);
    if (!order) return values;
    const sorted = new ELEMENTS[this.width]!(this.count);
    for (let at = 0; at < this.count; at++) sorted[at] = values[order[at]!]!;
    return sorted;
  }

  private holds(value: number): boolean {
    return this.width === DOUBLES || (value >>> 0 === value && value <= LARGEST[this.width]!);
  }

  private widen(value: number): void {
    while (!this.holds(value)) this.width++;
    const narrow = this.values.subarray(0, this.count);
    this.buffer = new ArrayBuffer(this.values.length * ELEMENTS[this.width]!.BYTES_PER_ELEMENT);
    this.values = new ELEMENTS[this.width]!(this.buffer);
    this.values.set(narrow);
  }

  /** To twice its length. The old memory is free at once, and not when garbage is collected. */
  private grow(): void {
    this.buffer = this.buffer.transfer(2 * this.buffer.byteLength);
    this.values = new ELEMENTS[this.width]!(this.buffer);
  }
}
