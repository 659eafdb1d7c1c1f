import test from 'ava';
import * as fc from 'fast-check';
import { Xxh64 } from '../../../strategies/lib/xxh64.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const valueOf = ({ high, low }: Xxh64): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

const P = [
  0n,
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotated = (value: bigint, bits: bigint): bigint => u64(value << bits) | (value >> (64n - bits));
const round = (lane: bigint, word: bigint): bigint => u64(rotated(u64(lane + word * P[2]), 31n) * P[1]);
const joined = (hash: bigint, lane: bigint): bigint => u64((hash ^ round(0n, lane)) * P[1] + P[4]);

/** The specification, word for word, in slow integers. */
function reference(input: Uint8Array, seed: bigint): bigint {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let at = 0;
  let hash = u64(seed + P[5]);
  if (input.length >= 32) {
    const lanes = [u64(seed + P[1] + P[2]), u64(seed + P[2]), seed, u64(seed - P[1])];
    for (; at + 32 <= input.length; at += 32) {
      for (let lane = 0; lane < 4; lane++) lanes[lane] = round(lanes[lane], view.getBigUint64(at + 8 * lane, true));
    }
    hash = u64(rotated(lanes[0], 1n) + rotated(lanes[1], 7n) + rotated(lanes[2], 12n) + rotated(lanes[3], 18n));
    for (const lane of lanes) hash = joined(hash, lane);
  }
  hash = u64(hash + BigInt(input.length));
  for (; at + 8 <= input.length; at += 8) {
    hash = u64(rotated(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P[1] + P[4]);
  }
  if (at + 4 <= input.length) {
    hash = u64(rotated(hash ^ u64(BigInt(view.getUint32(at, true)) * P[1]), 23n) * P[2] + P[3]);
    at += 4;
  }
  for (; at < input.length; at++) hash = u64(rotated(hash ^ u64(BigInt(input[at]) * P[5]), 11n) * P[1]);
  hash = u64((hash ^ (hash >> 33n)) * P[2]);
  hash = u64((hash ^ (hash >> 29n)) * P[3]);
  return hash ^ (hash >> 32n);
}

test('published values', (t) => {
  const hash = new Xxh64();
  t.is(valueOf(hash.hash(bytes(''))), 0xef46db3751d8e999n);
  t.is(valueOf(hash.hash(bytes('a'))), 0xd24ec4f1a98c6e5bn);
  t.is(valueOf(hash.hash(bytes('abc'))), 0x44bc2cf5ad770999n);
  t.is(valueOf(hash.hash(bytes('Nobody inspects the spammish repetition'))), 0xfbcea83c8a378bf1n);
});

test('it is the specification, whatever the bytes and the seed', (t) => {
  const hash = new Xxh64();
  const seeds = fc.oneof(fc.constantFrom(0, 1, 0xffffffff), fc.nat({ max: 0xffffffff }));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 150, size: 'max' }), seeds, (input, seed) => {
      t.is(valueOf(hash.hash(input, seed)), reference(input, BigInt(seed)));
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test('the position is the upper 53 bits, and the remainder that of all 64', (t) => {
  const hash = new Xxh64();
  const divisors = fc.oneof(fc.constantFrom(1, 2, 65_537, 5_000_011, 2 ** 26), fc.integer({ min: 1, max: 2 ** 26 }));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), divisors, (input, divisor) => {
      const value = valueOf(hash.hash(input));
      t.is(BigInt(hash.position), value >> 11n);
      t.is(BigInt(hash.modulo(divisor)), value % BigInt(divisor));
    }),
    { seed: 1, numRuns: 3000 },
  );
});
