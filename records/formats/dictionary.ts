/**
 * Numbers byte strings in the order in which they are first seen. A `Map` of texts takes about 100 bytes for each of them,
 * and a million clients are not many; here it is the bytes themselves, 4 for where they end, and at most 16 for an open-addressing
 * hash table (linear probing, never more than half full).
 */
import { GrowingColumn } from './growing-column.ts';

const FIRST_BYTES = 4096;
const FIRST_SLOTS = 1024;

/** Time: one pass over the bytes for each look-up. Walked, it gives copies of the byte strings by number. */
export class Dictionary implements Iterable<Uint8Array> {
  /** How many distinct byte strings. */
  count = 0;
  /** One byte string behind the other. */
  private bytes = new Uint8Array(FIRST_BYTES);
  /** Where each ends in `bytes`. */
  private readonly ends = new GrowingColumn();
  /** Number + 1 of a byte string at or behind the slot of its hash; 0 where there is none. */
  private slots = new Uint32Array(FIRST_SLOTS);

  /** The number of the byte string that `bytes` begins with, `length` long. */
  numberOf(bytes: Uint8Array, length: number): number {
    const mask = this.slots.length - 1;
    let slot = hashOf(bytes, 0, length) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = this.slots[slot]! - 1;
      if (this.isAt(number, bytes, length)) return number;
    }
    this.append(bytes, length);
    this.slots[slot] = this.count;
    if (2 * this.count > this.slots.length) this.spread();
    return this.count - 1;
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    for (let number = 0; number < this.count; number++)
      yield this.bytes.slice(this.startOf(number), this.ends.at(number));
  }

  private isAt(number: number, bytes: Uint8Array, length: number): boolean {
    const start = this.startOf(number);
    if (this.ends.at(number) - start !== length) return false;
    for (let at = 0; at < length; at++) if (this.bytes[start + at] !== bytes[at]) return false;
    return true;
  }

  private append(bytes: Uint8Array, length: number): void {
    const start = this.startOf(this.count);
    const end = start + length;
    if (end > this.bytes.length) {
      this.bytes = new Uint8Array(this.bytes.buffer.transfer(Math.max(end, 2 * this.bytes.length)));
    }
    for (let at = 0; at < length; at++) this.bytes[start + at] = bytes[at]!;
    this.ends.push(end);
    this.count++;
  }

  private startOf(number: number): number {
    return number === 0 ? 0 : this.ends.at(number - 1);
  }

  /** Doubles the table. */
  private spread(): void {
    const mask = 2 * this.slots.length - 1;
    this.slots = new Uint32Array(mask + 1);
    for (let number = 0; number < this.count; number++) {
      let slot = hashOf(this.bytes, this.startOf(number), this.ends.at(number)) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

/** FNV-1a, whose bits are then mixed, since neighbouring addresses would else fill neighbouring slots. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
