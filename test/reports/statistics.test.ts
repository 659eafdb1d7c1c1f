import { createRequire } from 'node:module';
import test from 'ava';
import * as fc from 'fast-check';
import { jain } from '../../reports/statistics/jain.ts';
import { maxOverMean } from '../../reports/statistics/max-over-mean.ts';
import { replicationsInterval } from '../../reports/statistics/replications-interval.ts';
import { studentTQuantile, studentTTail } from '../../reports/statistics/student-t.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as {
  studentt: { inv(p: number, freedom: number): number; cdf(t: number, freedom: number): number };
  mean(values: number[]): number;
  tci(mean: number, alpha: number, values: number[]): [number, number];
};

const load = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e12, noNaN: true }));
const loads = fc.array(load, { minLength: 1, maxLength: 50 });

test('jain and max over mean of known loads', (t) => {
  t.is(jain([3, 3, 3]), 1);
  t.is(jain([1, 0, 0, 0]), 0.25);
  t.true(Math.abs(jain([1, 2, 3])! - 36 / 42) < 1e-15);
  t.is(maxOverMean([3, 3, 3]), 1);
  t.is(maxOverMean([1, 0, 0, 0]), 4);
  t.is(maxOverMean([1, 2, 3]), 1.5);
});

test('nothing to compare is null', (t) => {
  for (const values of [[], [0], [0, 0]]) {
    t.is(jain(values), null);
    t.is(maxOverMean(values), null);
  }
});

test('jain lies in [1/n, 1] and max over mean in [1, n], whatever the unit', (t) => {
  fc.assert(
    fc.property(loads, fc.constantFrom(1e-150, 1, 1e150), (values, unit) => {
      const index = jain(values.map((value) => value * unit));
      const ratio = maxOverMean(values.map((value) => value * unit));
      if (index === null || ratio === null) return;
      t.true(index >= (1 / values.length) * (1 - 1e-12) && index <= 1);
      t.true(ratio >= 1 - 1e-12 && ratio <= values.length * (1 + 1e-12));
    }),
  );
});

test("Student's t agrees with jstat", (t) => {
  for (const freedom of [...Array.from({ length: 60 }, (_, index) => index + 1), 100, 255, 1000, 100_000]) {
    const expected = jstat.studentt.inv(0.975, freedom);
    t.true(Math.abs(studentTQuantile(0.975, freedom) - expected) < 1e-6, `${freedom} degrees of freedom`);
  }
});

test("Student's t of other probabilities agrees with jstat and printed tables", (t) => {
  for (const freedom of [1, 2, 3, 5, 10, 29, 100, 1000]) {
    for (const p of [0.01, 0.3, 0.5, 0.6, 0.8, 0.9, 0.975, 0.995, 0.9999]) {
      const quantile = studentTQuantile(p, freedom);
      const slack = 1e-6 * Math.max(1, Math.abs(quantile));
      t.true(Math.abs(quantile - jstat.studentt.inv(p, freedom)) < slack, `${p}, ${freedom} degrees of freedom`);
      t.true(Math.abs(studentTTail(quantile, freedom) - (1 - p)) < 1e-12);
    }
    t.true(Math.abs(studentTTail(-1.5, freedom) - jstat.studentt.cdf(1.5, freedom)) < 1e-8);
  }
  // Abramowitz and Stegun, table 26.10; of one and two degrees of freedom there are closed forms.
  t.true(Math.abs(studentTQuantile(0.9995, 10) - 4.587) < 5e-4);
  t.true(Math.abs(studentTQuantile(0.995, 1) - Math.tan(Math.PI * 0.495)) < 1e-9);
  t.true(Math.abs(studentTQuantile(0.9, 2) - 0.8 / Math.sqrt(2 * 0.9 * 0.1)) < 1e-12);
});

test('an interval over replications is the t interval of jstat, and needs two of them', (t) => {
  t.is(replicationsInterval([]), null);
  t.is(replicationsInterval([3]), null);
  t.deepEqual(replicationsInterval([3, 3, 3]), [3, 3]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 }), (values) => {
      const [low, high] = replicationsInterval(values)!;
      const [expectedLow, expectedHigh] = jstat.tci(jstat.mean(values), 0.05, values);
      const slack = 1e-6 * (1 + expectedHigh);
      t.true(Math.abs(low - expectedLow) < slack && Math.abs(high - expectedHigh) < slack);
    }),
  );
});
