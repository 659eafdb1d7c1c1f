import test from 'ava';
import * as fc from 'fast-check';
import {
  addHistogram,
  bucketLow,
  bucketMiddle,
  bucketOf,
  BUCKETS,
  createHistogram,
  histogramCount,
  histogramQuantile,
} from '../../records/histogram.ts';

const LARGEST = 2 ** 54;

const nanoseconds = fc.oneof(
  fc.nat(2000),
  fc.nat(1_000_000_000),
  fc.integer({ min: 0, max: 2 ** 30 }).map((n) => n * 2 ** 23 + 1),
  fc.double({ min: 0, max: LARGEST, maxExcluded: true, noNaN: true }),
  fc.nat(53).map((n) => 2 ** n),
);

function histogramOf(values: readonly number[]): Uint32Array {
  const histogram = createHistogram();
  for (const value of values) histogram[bucketOf(value)]++;
  return histogram;
}

test("a bucket's middle is within 0.1 % of any value in it", (t) => {
  fc.assert(
    fc.property(nanoseconds, (value) => {
      const bucket = bucketOf(value);
      if (bucket < 0 || bucket >= BUCKETS) return false;
      if (value < 1) return bucket === 0;
      return (
        bucketLow(bucket) <= value &&
        value < bucketLow(bucket + 1) &&
        Math.abs(bucketMiddle(bucket) - value) <= 0.001 * value
      );
    }),
    { seed: 1, numRuns: 5000 },
  );
  t.pass();
});

test('buckets are in order, without gaps', (t) => {
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const low = bucketLow(bucket);
    if (bucketOf(low) !== bucket) t.fail(`${low} is in ${bucketOf(low)}, not ${bucket}`);
    if (bucket > 0 && low > 1 && bucketOf(low * (1 - Number.EPSILON)) !== bucket - 1) t.fail(`below ${low}`);
  }
  t.is(bucketLow(0), 1);
  t.is(bucketOf(0), 0);
  t.is(bucketOf(LARGEST), BUCKETS - 1);
  t.is(bucketOf(Number.MAX_VALUE), BUCKETS - 1);
});

const sample = fc.array(
  nanoseconds.map((value) => Math.max(1, value)),
  { minLength: 1, maxLength: 200 },
);
const share = fc.double({ min: 0.000_001, max: 1, noNaN: true });

test('a quantile is within 0.1 % of the value of that rank', (t) => {
  fc.assert(
    fc.property(sample, share, (values, p) => {
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil(p * values.length) - 1];
      return Math.abs(histogramQuantile(histogramOf(values), p)! - exact) <= 0.001 * exact;
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});

test('what lies above the histogram makes a quantile unknown', (t) => {
  const histogram = histogramOf([10, 20, 30]);
  t.is(histogramQuantile(histogram, 0.6, 5), bucketMiddle(bucketOf(30)));
  t.is(histogramQuantile(histogram, 0.61, 5), null);
  t.is(histogramQuantile(histogram, 1, 4), null);
  t.is(histogramQuantile(createHistogram(), 0.5), null);
});

test('merging is the histogram of all', (t) => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const merged = histogramOf(a);
      addHistogram(merged, histogramOf(b));
      t.deepEqual(merged, histogramOf([...a, ...b]));
      t.is(histogramCount(merged), a.length + b.length);
    }),
    { seed: 1, numRuns: 50 },
  );
});
