import { exp, ln } from './logarithm.ts';

/** From here on the asymptotic series below are exact to 1e-13. */
const LARGE = 10;
const HALF_LN_2_PI = 0.9189385332046728;
const TERMS = 10_000;
const TINY = 1e-300;

/** ln of the gamma function, for x > 0: Stirling's series (Abramowitz and Stegun 6.1.41) after x is raised to 10 by 6.1.15. */
export function lnGamma(x: number): number {
  let product = 1;
  let z = x;
  for (; z < LARGE; z++) product *= z;
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z;
  return (z - 0.5) * ln(z) - z + HALF_LN_2_PI + series - ln(product);
}

/** The digamma function, the slope of `lnGamma`, for x > 0 (Abramowitz and Stegun 6.3.18, raised to 10 by 6.3.5). */
export function digamma(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < LARGE; z++) sum -= 1 / z;
  const w = 1 / (z * z);
  return sum + ln(z) - 0.5 / z - w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w / 132))));
}

/**
 * The regularised lower incomplete gamma function P(a, x): the distribution function of a gamma of shape `a` and scale 1. By its
 * series below a + 1 and by a continued fraction, in Lentz's way, above it (Abramowitz and Stegun 6.5.29 and 6.5.31). Time: some
 * sqrt(a) terms.
 */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const scale = exp(Math.max(-800, a * ln(x) - x - lnGamma(a)));
  return x < a + 1 ? Math.min(1, scale * series(a, x)) : 1 - scale * fraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < TERMS && term > sum * 1e-16; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < TERMS; n++) {
    const step = n * (a - n);
    b += 2;
    d = 1 / (step * d + b || TINY);
    c = b + step / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}
