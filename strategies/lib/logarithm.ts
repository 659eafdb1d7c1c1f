/**
 * Natural logarithm and exponential from + - * / only, so that every JavaScript engine gives the same bits (Math.log and
 * Math.exp differ between engines). Errors stay within 2 units in the last place; some 20 ns each.
 */

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** ln 2 in two parts: k * LN2_HIGH is exact for every exponent k. */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT_HALF = 0.7071067811865476;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;

/** ln x for x >= 0: -Infinity at 0, NaN below 0. Method: x = 2^k m with m in [sqrt(1/2), sqrt(2)), ln m = 2 artanh((m - 1) / (m + 1)) as a series. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let exponent = 0;
  if (x < SMALLEST_NORMAL) {
    x *= TWO_TO_54;
    exponent = -54;
  }
  float[0] = x;
  const high = words[HIGH];
  exponent += ((high >>> 20) & 0x7ff) - 1022;
  words[HIGH] = (high & 0x800fffff) | 0x3fe00000;
  let mantissa = float[0];
  if (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent--;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  let tail = 1 / 23;
  for (let divisor = 21; divisor >= 3; divisor -= 2) tail = tail * z + 1 / divisor;
  // ln(1 + f) = 2s + 2s z tail and 2s = f - s f: keeps the leading term exact.
  return exponent * LN2_HIGH + (f - (s * (f - 2 * z * tail) - exponent * LN2_LOW));
}

/** e^x: 0 below -745.2, Infinity above 709.8. Method: x = k ln 2 + r with |r| <= ln 2 / 2, Taylor series of e^r. */
export function exp(x: number): number {
  if (!(x > -745.2)) return x <= -745.2 ? 0 : NaN;
  if (x > 709.8) return Infinity;
  const k = Math.floor(x / 0.6931471805599453 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * r) / n;
  return scaleByPowerOfTwo(sum, k);
}

function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > 1022) return x * powerOfTwo(1022) * powerOfTwo(k - 1022);
  if (k < -1021) return x * powerOfTwo(-1021) * powerOfTwo(k + 1021);
  return x * powerOfTwo(k);
}

function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return float[0];
}
