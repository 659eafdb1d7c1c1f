import test from 'ava';
import seedrandom from 'seedrandom';
import { createStream, namedStream, pairStreams, type RandomStream } from '../../sim/kernel/random-stream.ts';
import { fits } from '../strategies/statistics.ts';
import { hasMean, isDistributed } from './samples.ts';

/** xoshiro128++ as its authors publish it (https://prng.di.unimi.it/xoshiro128plusplus.c), in whole numbers. */
function xoshiro(seed: readonly number[], length: number): number[] {
  const word = (n: bigint) => n & 0xffffffffn;
  const rotl = (n: bigint, k: bigint) => word((n << k) | (n >> (32n - k)));
  const s = seed.map((each) => BigInt(each >>> 0));
  return Array.from({ length }, () => {
    const result = word(rotl(word(s[0] + s[3]), 7n) + s[0]);
    const t = word(s[1] << 9n);
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11n);
    return Number(result);
  });
}

const draw = (stream: RandomStream, length: number): number[] => Array.from({ length }, () => stream.uint32());
const unitBins = (values: readonly number[], bins: number): number[] => {
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) counts[Math.floor(value * bins)]++;
  return counts;
};
const even = (length: number): number[] => Array.from({ length }, () => 1);

test('a stream is xoshiro128++', (t) => {
  const published = [
    641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
  ];
  t.deepEqual(xoshiro([1, 2, 3, 4], 10), published);
  for (const seed of [
    [1, 2, 3, 4],
    [-1, 0, 0, 0],
    [0x80000000, 5, -7, 1],
  ]) {
    for (const blockLength of [1, 8, 256]) {
      const stream = createStream(blockLength);
      stream.seed(seed[0], seed[1], seed[2], seed[3]);
      t.deepEqual(draw(stream, 700), xoshiro(seed, 700));
    }
  }
});

test('a stream of nothing but zeros is not started', (t) => {
  const stream = createStream();
  stream.seed(0, 0, 0, 0);
  t.deepEqual(draw(stream, 300), xoshiro([0, 0, 0, 1], 300));
});

test('seeding anew forgets what was in store', (t) => {
  const stream = createStream(8);
  stream.seed(9, 9, 9, 9);
  draw(stream, 3);
  stream.seed(1, 2, 3, 4);
  t.deepEqual(draw(stream, 20), xoshiro([1, 2, 3, 4], 20));
});

test('filling takes the words behind the block in store', (t) => {
  const stream = createStream(8);
  stream.seed(1, 2, 3, 4);
  const all = xoshiro([1, 2, 3, 4], 30);
  const before = draw(stream, 3);
  const filled = new Uint32Array(5);
  stream.fillWords(filled);
  const after = draw(stream, 10);
  t.deepEqual(
    [before, Array.from(filled), after],
    [all.slice(0, 3), all.slice(8, 13), [...all.slice(3, 8), ...all.slice(13, 18)]],
  );
});

test('a named stream is seeded by seedrandom from the seed and the name', (t) => {
  const source = seedrandom('7/clients/shoppers/demand');
  const seed = Array.from({ length: 4 }, () => source.int32());
  t.deepEqual(draw(namedStream(7, 'clients/shoppers/demand'), 10), xoshiro(seed, 10));
  t.notDeepEqual(draw(namedStream(8, 'clients/shoppers/demand'), 10), xoshiro(seed, 10));
  t.notDeepEqual(draw(namedStream(7, 'clients/shoppers/wait'), 10), xoshiro(seed, 10));
});

test('unit is uniform in [0, 1) with 53 bits; below is even', (t) => {
  const stream = namedStream(1, 'unit');
  const units = Array.from({ length: 100_000 }, () => stream.unit());
  t.true(units.every((unit) => unit >= 0 && unit < 1));
  t.true(isDistributed(units, (x) => x));
  t.true(units.some((unit) => !Number.isInteger(unit * 2 ** 52)));
  t.true(units.every((unit) => Number.isInteger(unit * 2 ** 53)));
  for (const n of [1, 2, 3, 7, 100]) {
    const counts = Array.from({ length: n }, () => 0);
    for (let i = 0; i < 30_000; i++) counts[stream.below(n)]++;
    t.true(n === 1 || fits(counts, even(n)), `below(${n})`);
  }
  const largest = Array.from({ length: 2000 }, () => stream.below(2 ** 32));
  t.true(largest.some((value) => value >= 2 ** 31) && largest.every((value) => value >= 0 && value < 2 ** 32));
});

test('streams of pairs are uniform, and independent of their neighbours', (t) => {
  for (const name of ['clients/a/address', 'clients/b/key']) {
    const streams = pairStreams(3, name);
    const byFirst = Array.from({ length: 60_000 }, (_, n) => streams(n, 0).unit());
    const bySecond = Array.from({ length: 60_000 }, (_, k) => streams(5, k).unit());
    const grid = Array.from({ length: 60_000 }, (_, i) => streams(i % 245, Math.floor(i / 245)).unit());
    for (const units of [byFirst, bySecond, grid]) {
      t.true(isDistributed(units, (x) => x));
      t.true(fits(unitBins(units, 256), even(256)));
      // Neighbours, in pairs: uncorrelated, and even over the square.
      const products = units.slice(1).map((unit, i) => (unit - 0.5) * (units[i] - 0.5));
      t.true(hasMean(products, 0, 1 / 144));
      const squares = units.slice(1).map((unit, i) => (Math.floor(unit * 16) + Math.floor(units[i] * 16) / 16) / 16);
      t.true(fits(unitBins(squares, 256), even(256)));
      t.is(new Set(units).size, units.length);
    }
    const second = Array.from({ length: 60_000 }, (_, n) => (streams(n, 0).uint32(), streams(n, 0).uint32()));
    t.true(new Set(second).size > 59_000);
  }
});

test('a stream of a pair depends on nothing but seed, purpose and pair', (t) => {
  const streams = pairStreams(3, 'a');
  const first = draw(streams(1, 2), 20);
  draw(streams(9, 9), 5);
  t.deepEqual(draw(streams(1, 2), 20), first);
  t.deepEqual(draw(pairStreams(3, 'a')(1, 2), 20), first);
  for (const other of [streams(2, 1), streams(1, 3), pairStreams(4, 'a')(1, 2), pairStreams(3, 'b')(1, 2)])
    t.notDeepEqual(draw(other, 20), first);
});
