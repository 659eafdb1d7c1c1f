/** Pairs with infinite values: against jstat's binomial, and against chance. */
import { createRequire } from 'node:module';
import test from 'ava';
import * as fc from 'fast-check';
import seedrandom from 'seedrandom';
import { pairedInfinity } from '../../reports/statistics/paired-infinity.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as {
  binomial: { pdf(k: number, n: number, p: number): number };
};

/** So many pairs in which the first alone, the second alone, both, and none is infinite. */
function pairs(first: number, second: number, both: number, none: number): [number[], number[]] {
  const many = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
  return [
    [...many(first, Infinity), ...many(second, 1), ...many(both, Infinity), ...many(none, 2)],
    [...many(first, 1), ...many(second, Infinity), ...many(both, Infinity), ...many(none, 3)],
  ];
}

const few = fc.integer({ min: 0, max: 12 });

test('it is twice the tail of a binomial of two tosses a pair', (t) => {
  fc.assert(
    fc.property(few, few, few, fc.integer({ min: 1, max: 12 }), (first, second, both, none) => {
      const n = first + second + both + none;
      const lead = Math.abs(first - second);
      let tail = 0;
      for (let k = n + lead; k <= 2 * n; k++) tail += jstat.binomial.pdf(k, 2 * n, 0.5);
      const expected = lead === 0 ? 1 : Math.min(1, 2 * tail);
      t.true(Math.abs(pairedInfinity(...pairs(first, second, both, none)) / expected - 1) < 1e-9);
    }),
  );
});

test('where all pairs speak for one side it is 2 / 4^n, even for very many', (t) => {
  t.true(Math.abs(pairedInfinity(...pairs(4, 0, 0, 0)) - 2 / 256) < 1e-12);
  t.true(Math.abs(pairedInfinity(...pairs(0, 10, 0, 0)) - 2 / 4 ** 10) < 1e-12);
  const found = pairedInfinity(...pairs(6000, 5000, 0, 0));
  t.true(found > 0 && found < 1e-20, String(found));
});

test('what does not differ is called different as seldom as is said, however often it is infinite and whatever pairs share', (t) => {
  const random = seedrandom('infinite');
  const [n, level, times] = [10, 0.05, 4000];
  for (const p of [0.05, 0.2, 0.5, 0.8]) {
    for (const shared of [0, 0.5]) {
      const drawn = (): number => (random() < p ? Infinity : 1);
      let wrong = 0;
      for (let time = 0; time < times; time++) {
        const a = Array.from({ length: n }, drawn);
        const b = a.map((value) => (random() < shared ? value : drawn()));
        if (pairedInfinity(a, b) <= level) wrong++;
      }
      // Four standard errors.
      t.true(wrong / times <= level + 4 * Math.sqrt((level * (1 - level)) / times), `${p} ${shared}: ${wrong}`);
    }
  }
});
