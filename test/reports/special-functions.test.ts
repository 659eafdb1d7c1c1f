import { createRequire } from 'node:module';
import test from 'ava';
import * as fc from 'fast-check';
import { digamma, incompleteGamma, lnGamma } from '../../reports/statistics/gamma-function.ts';
import { incompleteBeta } from '../../reports/statistics/incomplete-beta.ts';
import { exp, ln } from '../../reports/statistics/logarithm.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as {
  gammaln(x: number): number;
  lowRegGamma(a: number, x: number): number;
  ibeta(x: number, a: number, b: number): number;
};

const isNear = (value: number, expected: number, relative: number): boolean =>
  Math.abs(value - expected) <= relative * Math.max(1e-3, Math.abs(expected));
/** Any positive number of an order that a fit meets. */
const positive = (low: number, high: number) =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map((x) => Math.exp(x));

test('logarithm and exponential are those of the engine, but for the last digits', (t) => {
  fc.assert(
    fc.property(positive(1e-300, 1e300), (x) => {
      const expected = Math.log(x);
      t.true(Math.abs(ln(x) - expected) <= 4e-16 * Math.max(1, Math.abs(expected)), String(x));
    }),
  );
  fc.assert(fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => isNear(exp(x), Math.exp(x), 2e-15)));
  t.is(ln(1), 0);
  t.is(exp(0), 1);
  t.is(exp(-800), 0);
});

test('the gamma function and its slope', (t) => {
  for (const [n, factorial] of [1, 1, 2, 6, 24, 120, 720].entries()) {
    t.true(Math.abs(lnGamma(n + 1) - Math.log(factorial)) < 1e-13);
  }
  t.true(isNear(lnGamma(0.5), Math.log(Math.PI) / 2, 1e-13));
  fc.assert(fc.property(positive(1e-3, 1e4), (x) => isNear(lnGamma(x), jstat.gammaln(x), 1e-9)));
  // Abramowitz and Stegun 6.3.2 and 6.3.3: minus Euler's constant, and 2 ln 2 less.
  t.true(isNear(digamma(1), -0.5772156649015329, 1e-13));
  t.true(isNear(digamma(0.5), -0.5772156649015329 - 2 * Math.LN2, 1e-13));
  fc.assert(
    fc.property(positive(1e-2, 1e3), (x) => {
      const step = x * 1e-4;
      return isNear(digamma(x), (lnGamma(x + step) - lnGamma(x - step)) / (2 * step), 1e-5);
    }),
  );
});

test('the incomplete gamma function', (t) => {
  // Of shape 1 it is the exponential, of shape 1/2 the error function: erf(1) = 0.8427007929497149.
  fc.assert(fc.property(positive(1e-6, 30), (x) => isNear(incompleteGamma(1, x), -Math.expm1(-x), 1e-12)));
  t.true(isNear(incompleteGamma(0.5, 1), 0.8427007929497149, 1e-13));
  fc.assert(
    fc.property(positive(0.01, 100), positive(0.01, 3), (a, ratio) => {
      const expected = jstat.lowRegGamma(a, a * ratio);
      return Math.abs(incompleteGamma(a, a * ratio) - expected) < 1e-9;
    }),
  );
  t.is(incompleteGamma(2, 0), 0);
  t.is(incompleteGamma(2, 1000), 1);
  t.true(Math.abs(incompleteGamma(1e4, 1e4) - 0.5) < 0.002, 'nearly normal');
});

test('the incomplete beta function', (t) => {
  const share = fc.double({ min: 0, max: 0.999, noNaN: true });
  // Of a = 1 it is a power, of a = b = 1/2 the arcsine law.
  fc.assert(fc.property(share, positive(0.1, 50), (x, b) => isNear(incompleteBeta(1, b, x), 1 - (1 - x) ** b, 1e-10)));
  fc.assert(
    fc.property(share, (x) => isNear(incompleteBeta(0.5, 0.5, x), (2 / Math.PI) * Math.asin(Math.sqrt(x)), 1e-10)),
  );
  // Of b = 1 it is a power of x. Seen from its other end, 1 - x has nothing left of a small x: the caller says x itself.
  fc.assert(
    fc.property(positive(1e-100, 0.999), positive(0.1, 3), (x, a) => {
      const power = x ** a;
      return (
        Math.abs(incompleteBeta(a, 1, x) - power) <= 1e-11 * power &&
        isNear(1 - incompleteBeta(1, a, 1 - x, x), power, 1e-11)
      );
    }),
  );
  fc.assert(
    fc.property(share, positive(0.1, 100), positive(0.1, 100), (x, a, b) => {
      const value = incompleteBeta(a, b, x);
      // Abramowitz and Stegun 26.5.16 leads from a to a + 1.
      const step = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + lnGamma(a + b) - lnGamma(a + 1) - lnGamma(b));
      return Math.abs(value - jstat.ibeta(x, a, b)) < 1e-8 && isNear(value, incompleteBeta(a + 1, b, x) + step, 1e-9);
    }),
  );
  t.is(incompleteBeta(2, 3, 0), 0);
  t.is(incompleteBeta(2, 3, 1), 1);
});
