import { lnGamma } from './gamma-function.ts';
import { exp, ln } from './logarithm.ts';

const TERMS = 10_000;
const TINY = 1e-300;

/**
 * The regularised incomplete beta function I_x(a, b): the distribution function of a beta. By its continued fraction, in Lentz's
 * way, on the side where it converges fast (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.5.8 and 6.6.3). Time:
 * some sqrt(max(a, b)) terms.
 *
 * @param x from 0 to 1
 * @param rest 1 - x, which the caller may know more exactly
 */
export function incompleteBeta(a: number, b: number, x: number, rest: number = 1 - x): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, rest, x);
  const scale = a * ln(x) + b * ln(rest) + lnGamma(a + b) - lnGamma(a) - lnGamma(b);
  return (exp(Math.max(-740, scale)) * fraction(a, b, x)) / a;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY);
  let value = d;
  const step = (factor: number): number => {
    d = 1 / (1 + factor * d || TINY);
    c = 1 + factor / c || TINY;
    value *= c * d;
    return c * d;
  };
  for (let m = 1; m < TERMS; m++) {
    step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const last = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (Math.abs(last - 1) < 1e-15) break;
  }
  return value;
}
