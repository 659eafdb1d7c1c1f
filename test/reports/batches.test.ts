import { createRequire } from 'node:module';
import test from 'ava';
import { batchMeansInterval } from '../../reports/statistics/batch-means.ts';
import { batchQuantileInterval } from '../../reports/statistics/batch-quantile.ts';
import { batchesOf } from '../../reports/statistics/batches.ts';
import { effectiveSampleSize } from '../../reports/statistics/effective-sample-size.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as {
  mean(values: number[]): number;
  stdev(values: number[], isSample: boolean): number;
  skewness(values: number[]): number;
  studentt: { inv(p: number, freedom: number): number };
};

const isNear = (value: number, expected: number): boolean =>
  Math.abs(value - expected) <= 1e-7 * Math.max(1, Math.abs(expected));
const windows = (length: number, sum: (window: number) => number): [number[], number[]] => [
  Array.from({ length }, (_, window) => sum(window)),
  Array.from({ length }, () => 10),
];
/** 20 batches of one window whose neighbours are not alike, and skewed. */
const BATCH_SUMS = [31, 12, 45, 9, 28, 3, 77, 5, 22, 18, 33, 7, 60, 2, 26, 14, 41, 11, 19, 8];

test('the plain part is the t interval of jstat over the batches, and skewness the unbiased one', (t) => {
  const counts = BATCH_SUMS.map(() => 1);
  const { mean, error, skewness } = batchesOf(BATCH_SUMS, counts)!;
  t.true(isNear(mean, jstat.mean(BATCH_SUMS)));
  t.true(isNear(error, jstat.stdev(BATCH_SUMS, true) / Math.sqrt(20)));
  t.true(isNear(skewness, (jstat.skewness(BATCH_SUMS) * 20 * 20) / (19 * 18)));
});

test('windows are joined to batches, and larger batches weigh more', (t) => {
  const sums = BATCH_SUMS.flatMap((sum) => [sum, 2 * sum, 0]);
  const counts = BATCH_SUMS.flatMap(() => [1, 1, 2]);
  t.true(isNear(batchesOf(sums, counts)!.mean, (jstat.mean(BATCH_SUMS) * 3) / 4));
  const uneven = BATCH_SUMS.map((_, batch) => 1 + (batch % 3));
  const total = uneven.reduce((sum, count) => sum + count, 0);
  t.true(isNear(batchesOf(BATCH_SUMS, uneven)!.mean, (jstat.mean(BATCH_SUMS) * 20) / total));
});

test('neighbours that resemble one another raise the error as in an autoregressive process', (t) => {
  const alternating = [...windows(20, (window) => (Math.floor(window / 2) % 2 === 0 ? 8 : 12))] as const;
  // Of 19 pairs of neighbours 10 are equal and 9 opposite: r = 1 / 20.
  const { error } = batchesOf(...alternating)!;
  t.true(isNear(error * error, ((20 / 19) * (20 * 4) * (1.05 / 0.95)) / (200 * 200)));
});

test('an interval of a mean is longer on the side of the skew', (t) => {
  const counts = BATCH_SUMS.map(() => 1);
  const { mean, error, skewness } = batchesOf(BATCH_SUMS, counts)!;
  const [low, high] = batchMeansInterval(BATCH_SUMS, counts, 1e9)!;
  t.true(high - mean > mean - low && mean > low);
  // Willink's formula, with the engine's own functions.
  const shift = skewness / (6 * Math.sqrt(20));
  const end = (t975: number) => mean - ((Math.cbrt(1 + 6 * shift * (t975 - shift)) - 1) / (2 * shift)) * error;
  t.true(isNear(low, end(jstat.studentt.inv(0.975, 19))) && isNear(high, end(-jstat.studentt.inv(0.975, 19))));
  const [mirroredLow, mirroredHigh] = batchMeansInterval(
    BATCH_SUMS.map((sum) => -sum),
    counts,
    1e9,
  )!;
  t.true(isNear(mirroredLow, -high) && isNear(mirroredHigh, -low));
});

test('symmetric batches give the plain interval, equal ones an interval without width', (t) => {
  const [sums, counts] = windows(20, (window) => (window * 7) % 20);
  const { mean, error } = batchesOf(sums, counts)!;
  const [low, high] = batchMeansInterval(sums, counts, 1e9)!;
  t.true(isNear(mean - low, jstat.studentt.inv(0.975, 19) * error) && isNear(high - mean, mean - low));
  t.deepEqual(batchMeansInterval(Array(40).fill(30), Array(40).fill(10), 1), [3, 3]);
});

test('there is no interval where it would mislead', (t) => {
  const interval = (of: [number[], number[]]) => batchMeansInterval(...of, 1e9);
  t.is(interval([[], []]), null);
  t.is(interval(windows(19, (window) => window % 3)), null);
  t.is(interval(windows(200, (window) => window)), null, 'a trend');
  t.is(interval(windows(200, (window) => (window > 80 && window < 120 ? 90 : 10 + (window % 7)))), null, 'a surge');
  const [sums, counts] = windows(200, (window) => (window * 7) % 11);
  t.not(interval([sums, counts]), null);
  t.is(interval([sums, counts.map((count, window) => (window < 12 ? 0 : count))]), null, 'nothing at first');
  const batches = batchesOf(sums, counts)!;
  const worth = (values: number): number => values * batches.error * batches.error;
  t.true(isNear(effectiveSampleSize(batches, worth(99)), 99));
  t.is(batchMeansInterval(sums, counts, worth(99)), null, 'too little is known');
  t.not(batchMeansInterval(sums, counts, worth(101)), null);
});

test('an interval of a quantile goes as far as the share above it may be off', (t) => {
  // 100 values a window, 0 to 2 of them above; neighbours are not alike.
  const above = Array.from({ length: 20 }, (_, window) => (window * 7) % 3);
  const counts = above.map(() => 100);
  const { error } = batchesOf(above, counts)!;
  const [low, high] = batchQuantileInterval(0.99, above, counts, 2000)!;
  const half = jstat.studentt.inv(0.975, 19) * error;
  t.true(isNear(low, 0.99 - half) && isNear(high, 0.99 + half));
  t.is(batchQuantileInterval(0.99, above, counts, 999), null, 'too little is known');
  t.not(batchQuantileInterval(0.99, above, counts, 1001), null);
  t.not(batchQuantileInterval(0.05, above, counts, 201), null, 'a low quantile has its rare side below');
  t.is(batchQuantileInterval(0.05, above, counts, 199), null);
  const burst = above.map((_, window) => (window === 4 ? 20 : 0));
  t.is(batchQuantileInterval(0.99, burst, counts, 2000), null, 'the share may be zero');
  t.deepEqual(batchQuantileInterval(0.5, Array(20).fill(50), counts, Infinity), [0.5, 0.5]);
});
