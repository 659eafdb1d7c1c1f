/**
 * xxHash64, in 32-bit integer arithmetic, so that it is the same on every machine and allocates nothing. O(bytes).
 * Source: Y. Collet, "xxHash fast digest algorithm", specification, "XXH64 algorithm description".
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */

/** The five primes of the specification, in halves. */
const P1_HIGH = 0x9e3779b1 | 0;
const P1_LOW = 0x85ebca87 | 0;
const P2_HIGH = 0xc2b2ae3d | 0;
const P2_LOW = 0x27d4eb4f | 0;
const P3_HIGH = 0x165667b1 | 0;
const P3_LOW = 0x9e3779f9 | 0;
const P4_HIGH = 0x85ebca77 | 0;
const P4_LOW = 0xc2b2ae63 | 0;
const P5_HIGH = 0x27d4eb2f | 0;
const P5_LOW = 0x165667c5 | 0;

/** Bytes that the four lanes take at once. */
const STRIPE = 32;
/** Rotations with which the lanes are joined. */
const JOINS = [1, 7, 12, 18] as const;

/** A hash of 64 bits, in two halves. One instance serves for as many hashes as one likes. */
export class Xxh64 {
  /** The upper 32 bits, signed. */
  high = 0;
  /** The lower 32 bits, signed. */
  low = 0;
  /** Four lanes: high and low by turns. */
  readonly #lanes = new Int32Array(8);

  /** Hashes all of `bytes`; `seed` is an unsigned 32-bit integer. */
  hash(bytes: Uint8Array, seed = 0): this {
    const { length } = bytes;
    let at = 0;
    if (length >= STRIPE) at = this.#hashStripes(bytes, seed);
    else this.#add(P5_HIGH, P5_LOW, 0, seed);
    this.#add(this.high, this.low, 0, length);
    for (; at + 8 <= length; at += 8) this.#takeEight(wordAt(bytes, at + 4), wordAt(bytes, at));
    if (at + 4 <= length) {
      this.#takeFour(wordAt(bytes, at));
      at += 4;
    }
    for (; at < length; at++) this.#takeOne(bytes[at]);
    this.#finish();
    return this;
  }

  /** The upper 53 bits, an integer in [0, 2^53): as much as a number holds. */
  get position(): number {
    return (this.high >>> 0) * 0x200000 + (this.low >>> 11);
  }

  /** The remainder of all 64 bits by `divisor`, an integer in [1, 2^26]. */
  modulo(divisor: number): number {
    return (((this.high >>> 0) % divisor) * (0x1_0000_0000 % divisor) + (this.low >>> 0)) % divisor;
  }

  xor(high: number, low: number): void {
    this.high ^= high;
    this.low ^= low;
  }

  #add(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
    this.low = (aLow + bLow) | 0;
    this.high = (aHigh + bHigh + (this.low >>> 0 < aLow >>> 0 ? 1 : 0)) | 0;
  }

  #multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
    this.high = (upperOfProduct(aLow, bLow) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0;
    this.low = Math.imul(aLow, bLow);
  }

  /** Rotates to the left by 1 to 31 bits, then multiplies. */
  #rotateAndMultiply(bits: number, high: number, low: number): void {
    const rotatedHigh = (this.high << bits) | (this.low >>> (32 - bits));
    const rotatedLow = (this.low << bits) | (this.high >>> (32 - bits));
    this.#multiply(rotatedHigh, rotatedLow, high, low);
  }

  /** What the specification calls a round: takes eight bytes into a lane. */
  #round(laneHigh: number, laneLow: number, wordHigh: number, wordLow: number): void {
    this.#multiply(wordHigh, wordLow, P2_HIGH, P2_LOW);
    this.#add(this.high, this.low, laneHigh, laneLow);
    this.#rotateAndMultiply(31, P1_HIGH, P1_LOW);
  }

  #takeEight(wordHigh: number, wordLow: number): void {
    const { high, low } = this;
    this.#round(0, 0, wordHigh, wordLow);
    this.xor(high, low);
    this.#rotateAndMultiply(27, P1_HIGH, P1_LOW);
    this.#add(this.high, this.low, P4_HIGH, P4_LOW);
  }

  #takeFour(word: number): void {
    const { high, low } = this;
    this.#multiply(0, word, P1_HIGH, P1_LOW);
    this.xor(high, low);
    this.#rotateAndMultiply(23, P2_HIGH, P2_LOW);
    this.#add(this.high, this.low, P3_HIGH, P3_LOW);
  }

  #takeOne(byte: number): void {
    const { high, low } = this;
    this.#multiply(0, byte, P5_HIGH, P5_LOW);
    this.xor(high, low);
    this.#rotateAndMultiply(11, P1_HIGH, P1_LOW);
  }

  /** Returns how many bytes it took: all but less than a stripe. */
  #hashStripes(bytes: Uint8Array, seed: number): number {
    const lanes = this.#lanes;
    this.#startLanes(seed);
    let at = 0;
    for (; at + STRIPE <= bytes.length; at += STRIPE) {
      for (let lane = 0; lane < 4; lane++) {
        const word = at + 8 * lane;
        this.#round(lanes[2 * lane], lanes[2 * lane + 1], wordAt(bytes, word + 4), wordAt(bytes, word));
        this.#store(lane);
      }
    }
    this.#joinLanes();
    return at;
  }

  #startLanes(seed: number): void {
    this.#add(0, seed, 0, 0);
    this.#store(2);
    this.#add(this.high, this.low, P2_HIGH, P2_LOW);
    this.#store(1);
    this.#add(this.high, this.low, P1_HIGH, P1_LOW);
    this.#store(0);
    this.#add(~P1_HIGH, -P1_LOW, 0, seed);
    this.#store(3);
  }

  #joinLanes(): void {
    const lanes = this.#lanes;
    this.high = 0;
    this.low = 0;
    for (let lane = 0; lane < 4; lane++) {
      const high = lanes[2 * lane];
      const low = lanes[2 * lane + 1];
      const bits = JOINS[lane];
      this.#add(this.high, this.low, (high << bits) | (low >>> (32 - bits)), (low << bits) | (high >>> (32 - bits)));
    }
    for (let lane = 0; lane < 4; lane++) {
      const { high, low } = this;
      this.#round(0, 0, lanes[2 * lane], lanes[2 * lane + 1]);
      this.xor(high, low);
      this.#multiply(this.high, this.low, P1_HIGH, P1_LOW);
      this.#add(this.high, this.low, P4_HIGH, P4_LOW);
    }
  }

  #store(lane: number): void {
    this.#lanes[2 * lane] = this.high;
    this.#lanes[2 * lane + 1] = this.low;
  }

  /** Lets each bit of what was taken in change each bit of the hash. */
  #finish(): void {
    this.xor(0, this.high >>> 1);
    this.#multiply(this.high, this.low, P2_HIGH, P2_LOW);
    this.xor(this.high >>> 29, (this.low >>> 29) | (this.high << 3));
    this.#multiply(this.high, this.low, P3_HIGH, P3_LOW);
    this.xor(0, this.high);
  }
}

/** The upper half of the product of two unsigned 32-bit integers, from products of their halves. */
function upperOfProduct(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16);
  const crossed = Math.imul(a0, b1) + (middle & 0xffff);
  return Math.imul(a1, b1) + (middle >>> 16) + (crossed >>> 16);
}

/** Four bytes, the lowest first. */
const wordAt = (bytes: Uint8Array, at: number): number =>
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
