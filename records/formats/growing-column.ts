/** A column of numbers that grows, and is sorted once it is whole. */

type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

const FIRST_BYTES = 8192;

/** Memory: at most twice its values, of which only what is filled is ever touched. */
export class GrowingColumn<A extends Numbers> {
  count = 0;
  private values: A;
  private readonly arrayOf: new (buffer: ArrayBuffer) => A;

  constructor(arrayOf: new (buffer: ArrayBuffer) => A) {
    this.arrayOf = arrayOf;
    this.values = new arrayOf(new ArrayBuffer(FIRST_BYTES));
  }

  push(value: number): void {
    if (this.count === this.values.length) this.resize(2 * this.values.byteLength);
    this.values[this.count++] = value;
  }

  at(index: number): number {
    return this.values[index]!;
  }

  /** The values, once no more will come; in another order if one is given. */
  finish(order?: Uint32Array): A {
    this.resize(this.count * this.values.BYTES_PER_ELEMENT);
    if (!order) return this.values;
    const sorted = new this.arrayOf(new ArrayBuffer(this.values.byteLength));
    for (let at = 0; at < this.count; at++) sorted[at] = this.values[order[at]!]!;
    return sorted;
  }

  private resize(bytes: number): void {
    this.values = new this.arrayOf(this.values.buffer.transfer(bytes));
  }
}
