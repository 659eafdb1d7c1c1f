/**
 * Natural logarithm and exponential from + - * / alone, so that all engines give the same bits. Errors stay within a few units in
 * the last place. strategies/lib/logarithm.ts has faster ones, and each folder of the ground floor imports nothing of the others,
 * so that strategies can be lifted into a proxy and statistics into a notebook: hence two. These need not be fast.
 */

/** ln 2 in two parts: a whole multiple of the first is exact. */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT2 = 1.4142135623730951;

/** ln x for finite x > 0: x = 2^k m with m near 1, and ln m = 2 artanh((m - 1) / (m + 1)) as a series. Time: |log2 x|. */
export function ln(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa > SQRT2; exponent++) mantissa /= 2;
  for (; mantissa < SQRT2 / 2; exponent--) mantissa *= 2;
  const s = (mantissa - 1) / (mantissa + 1);
  let series = 0;
  for (let n = 25; n >= 1; n -= 2) series = series * s * s + 1 / n;
  return exponent * LN2_HIGH + (2 * s * series + exponent * LN2_LOW);
}

/** e^x for x up to 709: x = k ln 2 + r, and e^r as its Taylor series; 0 below -745. Time: |x|. */
export function exp(x: number): number {
  const k = Math.round(x / (LN2_HIGH + LN2_LOW));
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let value = 1;
  for (let n = 16; n >= 1; n--) value = 1 + (value * r) / n;
  for (let i = 0; i < k; i++) value *= 2;
  for (let i = 0; i > k && value > 0; i--) value /= 2;
  return value;
}
