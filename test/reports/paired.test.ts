/** Paired differences and ratios, against jstat, a printed table, and what they claim. */
import { createRequire } from 'node:module';
import test from 'ava';
import * as fc from 'fast-check';
import seedrandom from 'seedrandom';
import { bonferroni } from '../../reports/statistics/bonferroni.ts';
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
  t.deepEqual(pairedRatio([2, 4, 6], [1, 2, 3], 1), { mean: 2, low: 2, high: 2 });
});

test('the ratio holds 1 exactly when the difference holds 0, and upside down it is that of the other', (t) => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 1e6 }), (a, seed) => {
      const random = seedrandom(String(seed));
      const b = a.map((value) => value * (0.9 + 0.2 * random()));
      const quantile = studentTQuantile(0.975, a.length - 1);
      const difference = pairedDifference(a, b, quantile);
      const ratio = pairedRatio(a, b, quantile);
      const other = pairedRatio(b, a, quantile);
      if (ratio === null || other === null) return;
      const edge = Math.min(Math.abs(difference.low), Math.abs(difference.high));
      if (edge > 1e-6) t.is(ratio.low < 1 && ratio.high > 1, difference.low < 0 && difference.high > 0);
      t.true(near(ratio.low, 1 / other.high) && near(ratio.high, 1 / other.low));
    }),
  );
});

test('the ends of the ratio are where the paired t test begins to see a difference', (t) => {
  const a = [10.2, 11.9, 9.7, 13.1, 12.4];
  const b = [8.1, 8.8, 8.0, 10.9, 9.2];
  const quantile = studentTQuantile(0.975, 4);
  const ratio = pairedRatio(a, b, quantile)!;
  for (const [end, side] of [
    [ratio.low, 'high'],
    [ratio.high, 'low'],
  ] as const) {
    const scaled = b.map((value) => value * end);
    t.true(Math.abs(pairedDifference(scaled, a, quantile)[side === 'high' ? 'high' : 'low']) < 1e-9);
  }
});

test('nothing is known of a ratio to what cannot be told from 0', (t) => {
  t.is(pairedRatio([1, 2, 3], [0, 5, 0], studentTQuantile(0.975, 2)), null);
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
