/** Paired differences and ratios, against jstat, a printed table, and what they claim. */
import { createRequire } from 'node:module';
import test from 'ava';
import * as fc from 'fast-check';
import seedrandom from 'seedrandom';
import { bonferroni } from '../../reports/statistics/bonferroni.ts';
import { geometricMean } from '../../reports/statistics/geometric-mean.ts';
import { pairedDifference } from '../../reports/statistics/paired-difference.ts';
import { pairedRatio } from '../../reports/statistics/paired-ratio.ts';
import { studentTQuantile } from '../../reports/statistics/student-t.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as {
  studentt: { inv(p: number, freedom: number): number };
  tci(mean: number, alpha: number, values: number[]): [number, number];
  mean(values: number[]): number;
};

const values = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 3, maxLength: 40 });
const near = (value: number, expected: number, size = Math.abs(expected)): boolean =>
  Math.abs(value - expected) <= 1e-7 * Math.max(1, size);

test('the interval of the difference is that of jstat', (t) => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 1000 }), (a, seed) => {
      const random = seedrandom(String(seed));
      const b = a.map((value) => value * (0.5 + random()));
      const found = pairedDifference(a, b, studentTQuantile(0.975, a.length - 1));
      const differences = a.map((value, index) => value - b[index]);
      const [low, high] = jstat.tci(jstat.mean(differences), 0.05, differences);
      t.true(near(found.mean, jstat.mean(differences), 1000));
      t.true(near(found.low, low, 1000) && near(found.high, high, 1000));
    }),
  );
});

test('equal pairs differ by nothing, and a constant difference is sure', (t) => {
  t.deepEqual(pairedDifference([1, 2, 3], [1, 2, 3], 4), { mean: 0, low: 0, high: 0 });
  t.deepEqual(pairedDifference([2, 3, 4], [1, 2, 3], 4), { mean: 1, low: 1, high: 1 });
  for (const end of Object.values(pairedRatio([2, 4, 6], [1, 2, 3], 1))) t.true(near(end, 2));
});

test('the interval of the ratio is that of jstat for logarithms, and upside down it is that of the other', (t) => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 1e6 }), (a, seed) => {
      const random = seedrandom(String(seed));
      const b = a.map((value) => value * (0.5 + random()));
      const quantile = studentTQuantile(0.975, a.length - 1);
      const found = pairedRatio(a, b, quantile);
      const logarithms = a.map((value, index) => Math.log(value / b[index]));
      const [low, high] = jstat.tci(jstat.mean(logarithms), 0.05, logarithms);
      t.true(near(found.mean, Math.exp(jstat.mean(logarithms))));
      t.true(near(found.low, Math.exp(low)) && near(found.high, Math.exp(high)));
      const other = pairedRatio(b, a, quantile);
      t.true(near(found.low, 1 / other.high) && near(found.high, 1 / other.low));
    }),
  );
});

test('what every pair shows is seen, however crowded one of the runs was', (t) => {
  // Means of ten runs before and after servers became a fifth slower, near overload.
  const before = [25.5, 26.8, 24.9, 27.3, 26.1, 25.8, 27.9, 26.4, 25.2, 31.8];
  const after = [58.3, 63.6, 55.1, 71.2, 60.4, 57.7, 80.3, 66, 54.9, 273.9];
  const quantile = studentTQuantile((1 + bonferroni(0.95, 6)) / 2, before.length - 1);
  t.true(pairedDifference(after, before, quantile).low < 0);
  t.true(pairedRatio(after, before, quantile).low > 1.5);
});

test('the geometric mean is that of the typical value', (t) => {
  t.true(near(geometricMean([1, 10, 100]), 10));
  t.true(near(geometricMean([7]), 7));
});

test('Bonferroni’s critical values are those of Dunn’s table', (t) => {
  // Dunn 1961, table 1: two-sided, 5 % together, by comparisons and degrees of freedom.
  const table: [comparisons: number, freedom: number, t: number][] = [
    [2, 10, 2.63],
    [5, 10, 3.17],
    [10, 20, 3.15],
    [10, 10, 3.58],
    [20, 20, 3.46],
  ];
  for (const [comparisons, freedom, expected] of table) {
    const found = studentTQuantile((1 + bonferroni(0.95, comparisons)) / 2, freedom);
    t.is(Number(found.toFixed(2)), expected, `${comparisons} comparisons, ${freedom} degrees of freedom`);
    t.true(near(found, jstat.studentt.inv((1 + bonferroni(0.95, comparisons)) / 2, freedom)));
  }
});
