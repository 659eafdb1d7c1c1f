import test from 'ava';
import * as fc from 'fast-check';
import { SlidingQuantile } from '../../../strategies/lib/sliding-quantile.ts';

test('it is the nearest-rank quantile of the last values', (t) => {
  const values = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, window, q) => {
        const sliding = new SlidingQuantile(window);
        for (const value of all) sliding.add(value);
        const last = all.slice(-window).sort((a, b) => a - b);
        const expected = last.find((value) => last.filter((other) => other <= value).length >= q * last.length);
        t.is(sliding.quantile(q), expected ?? NaN);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

test('it is 0 before any value', (t) => {
  t.is(new SlidingQuantile(5).quantile(0.5), 0);
});
