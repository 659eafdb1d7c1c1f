import test from 'ava';
import { interval } from './interval.ts';

const isNear = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

test('without controls: the mean, and its interval by Student', (t) => {
  const { mean, halfWidth } = interval([1, 2, 3, 4], [], 0.05);
  t.is(mean, 2.5);
  // 3.182446305 is the 97.5 % quantile with 3 degrees of freedom.
  t.true(isNear(halfWidth / Math.sqrt(5 / 3 / 4), 3.182446305284263));
});

test('a control that explains everything leaves the value at its expectation', (t) => {
  const deviations = [0.3, -0.2, 0.5, 0.1, -0.4];
  const { mean, halfWidth } = interval(
    deviations.map((deviation) => 7 + 2 * deviation),
    [deviations],
    0.001,
  );
  t.true(isNear(mean, 7));
  t.true(halfWidth < 1e-9);
});

test('with controls: least squares', (t) => {
  // The intercept of y on 1, a and b, and its standard error, by the normal equations.
  const a = [1, -1, 2, 0, -2, 1];
  const b = [0, 1, 1, -1, 0, -2];
  const noise = [1, 1, -1, 1, -1, -1];
  const { mean, halfWidth } = interval(
    noise.map((each, i) => 5 + 3 * a[i] - b[i] + each),
    [a, b],
    0.05,
  );
  t.true(isNear(mean, 5.036363636363639));
  t.true(isNear(halfWidth / 0.5769684237317249, 3.182446305284263));
});
