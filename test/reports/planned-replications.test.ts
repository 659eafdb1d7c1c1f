import { createRequire } from 'node:module';
import test from 'ava';
import { plannedReplications } from '../../reports/statistics/planned-replications.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as {
  studentt: { inv(p: number, freedom: number): number };
  normal: { cdf(x: number, mean: number, deviation: number): number };
  chisquare: { inv(p: number, freedom: number): number };
};

test('the printed example', (t) => {
  // NIST/SEMATECH e-Handbook, 7.2.2.2: one-sided at 5 %, which is two-sided at 10 %; power 90 %, a difference of one spread.
  t.is(plannedReplications(1, 1, 0.9, 0.1), 11);
});

test('it is the least n that holds the formula with the quantiles of jstat', (t) => {
  for (const difference of [0.1, 0.25, 0.5, 1, 2, 5]) {
    for (const [power, error] of [
      [0.8, 0.05],
      [0.9, 0.05],
      [0.9, 0.01],
    ] as const) {
      const n = plannedReplications(difference, 1, power, error);
      const needed = (count: number): number =>
        ((jstat.studentt.inv(1 - error / 2, count - 1) + jstat.studentt.inv(power, count - 1)) / difference) ** 2;
      t.true(n >= needed(n) && (n === 2 || n - 1 < needed(n - 1)), `${difference} ${power} ${error}: ${n}`);
    }
  }
});

test('so many replications have the power, by the noncentral t distribution', (t) => {
  for (const [difference, power] of [
    [0.25, 0.8],
    [0.5, 0.9],
    [1, 0.9],
  ] as const) {
    const n = plannedReplications(difference, 1, power);
    const limit = jstat.studentt.inv(0.975, n - 1);
    // P(Z + difference sqrt(n) > limit S) over the quantiles of the sample's spread S.
    const steps = 2000;
    let found = 0;
    for (let step = 0; step < steps; step++) {
      const spread = Math.sqrt(jstat.chisquare.inv((step + 0.5) / steps, n - 1) / (n - 1));
      found += jstat.normal.cdf(difference * Math.sqrt(n) - limit * spread, 0, 1) / steps;
    }
    t.true(found >= power - 0.005 && found <= power + 0.03, `${difference}: ${found}, not ${power}`);
  }
});

test('no noise needs two replications, and what nobody can play is infinite', (t) => {
  t.is(plannedReplications(1, 0, 0.9), 2);
  t.is(plannedReplications(1e-9, 1, 0.9), Infinity);
});
