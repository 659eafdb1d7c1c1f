/**
 * Log-linear histogram of nanoseconds: every octave is cut into 512 equal buckets, so a bucket's middle is within 0.1 % of
 * any value in it. A histogram is a Uint32Array of BUCKETS counts (a row of a larger array will do), so merging is adding.
 */

const MANTISSA_BITS = 9;
const EXPONENT_OF_ONE = 1023;
const OCTAVES = 54;

/** Length of a histogram: values from 0 to 2^54 ns (208 days). */
export const BUCKETS: number = OCTAVES << MANTISSA_BITS;
const LAST = BUCKETS - 1;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const SHIFT = 20 - MANTISSA_BITS;
const BASE = EXPONENT_OF_ONE << MANTISSA_BITS;

/** Bucket of a value in nanoseconds; below 1 counts as bucket 0. Two array accesses. */
export function bucketOf(value: number): number {
  float[0] = value;
  const bucket = (words[HIGH] >>> SHIFT) - BASE;
  return bucket < 0 ? 0 : bucket < LAST ? bucket : LAST;
}

/** Smallest value of a bucket, nanoseconds. */
export function bucketLow(bucket: number): number {
  words[HIGH] = (bucket + BASE) << SHIFT;
  words[1 - HIGH] = 0;
  return float[0];
}

/** The value that stands for a bucket: its middle, nanoseconds. */
export function bucketMiddle(bucket: number): number {
  return (bucketLow(bucket) + bucketLow(bucket + 1)) / 2;
}

/** A new, empty histogram. */
export function createHistogram(): Uint32Array {
  return new Uint32Array(BUCKETS);
}

/** Adds the counts of `from` to `to`. */
export function addHistogram(to: Uint32Array, from: Uint32Array): void {
  for (let bucket = 0; bucket < BUCKETS; bucket++) to[bucket] += from[bucket];
}

/** How many values it holds. */
export function histogramCount(histogram: Uint32Array): number {
  let count = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) count += histogram[bucket];
  return count;
}

/**
 * The p-quantile (0 < p <= 1) by nearest rank: the value of rank ceil(p * total) in ascending order, where `total` may be
 * larger than the histogram's own count (the rest lies above all). null where it lies above or there are no values.
 */
export function histogramQuantile(
  histogram: Uint32Array,
  p: number,
  total: number = histogramCount(histogram),
): number | null {
  const rank = Math.max(1, Math.ceil(p * total));
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    seen += histogram[bucket];
    if (seen >= rank) return bucketMiddle(bucket);
  }
  return null;
}
