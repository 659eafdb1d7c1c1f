import test from 'ava';
import seedrandom from 'seedrandom';
import { mser5 } from '../../reports/statistics/mser.ts';

test('a start that differs is cut off', (t) => {
  const random = seedrandom('mser');
  const settled = (value: number): number => value + random();
  t.is(mser5(Array.from({ length: 200 }, (_, i) => settled(i < 30 ? 5 : 10))), 30);
  t.is(mser5(Array.from({ length: 200 }, (_, i) => settled(i < 32 ? 5 : 10))), 35, 'a whole batch');
  const decaying = mser5(Array.from({ length: 250 }, (_, i) => settled(10 - 10 * Math.exp(-i / 15))))!;
  t.true(decaying >= 30 && decaying <= 90, `${decaying}`);
});

test('it is the least marginal standard error of all cuts up to the half', (t) => {
  const random = seedrandom('cuts');
  for (let trial = 0; trial < 50; trial++) {
    const values = Array.from({ length: 20 + Math.floor(random() * 80) }, (_, i) => random() + (i < 15 ? random() : 0));
    const found = mser5(values);
    // Written out once more, from the definition.
    const means = values.flatMap((_, i) =>
      i % 5 === 4 ? [values.slice(i - 4, i + 1).reduce((sum, value) => sum + value, 0) / 5] : [],
    );
    const errorOf = (d: number): number => {
      const kept = means.slice(d);
      const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
      return kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kept.length ** 2;
    };
    const half = Math.floor(means.length / 2);
    const errors = Array.from({ length: half + 1 }, (_, d) => errorOf(d));
    const least = errors.indexOf(Math.min(...errors));
    t.is(found, least === half ? null : least * 5);
  }
});

test('a series that is settled from the start is left whole, one that never settles has no end of the start', (t) => {
  t.is(mser5(Array(100).fill(3)), 0);
  t.is(mser5(Array.from({ length: 100 }, (_, i) => 10 + ((i * 7) % 3))), 0);
  t.is(mser5(Array.from({ length: 100 }, (_, i) => i)), null);
  t.is(mser5(Array(19).fill(3)), null, 'too short');
});
