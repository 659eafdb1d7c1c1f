import test from 'ava';
import * as fc from 'fast-check';
import { createStabilization } from '../../sim/model/fleet/stabilization.ts';

const MINUTE = 60e9;

/** The number of servers after each recommendation, one a minute; what is left of it is done. */
function play(windows: { out: number; in: number }, current: number, recommended: number[]): number[] {
  const stabilize = createStabilization(windows);
  return recommended.map((each, i) => (current = stabilize((i + 1) * MINUTE, current, each)));
}

test('without windows each recommendation counts', (t) => {
  t.deepEqual(play({ out: 0, in: 0 }, 3, [5, 2, 9, 1]), [5, 2, 9, 1]);
});

test('scaling in waits for the most of ten minutes: story 5 of KEP 853', (t) => {
  const recommended = [10, 9, 8, 9, 9, 8, 9, 8, 9, 8, 7];
  t.deepEqual(play({ out: 0, in: 10 * MINUTE }, 10, recommended), [...Array.from({ length: 10 }, () => 10), 9]);
});

test('scaling out waits for the least: story 6 of KEP 853, with the six recommendations that it keeps', (t) => {
  t.deepEqual(play({ out: 5.5 * MINUTE, in: 0 }, 2, [2, 3, 19, 10, 3, 4, 7]), [2, 2, 2, 2, 2, 2, 3]);
});

test('at the beginning what there is counts as recommended', (t) => {
  t.deepEqual(play({ out: 0, in: 3 * MINUTE }, 6, [2, 2, 2, 2]), [6, 6, 6, 2]);
});

test('a recommendation exactly as old as the window is out of it', (t) => {
  t.deepEqual(play({ out: 0, in: 2 * MINUTE }, 5, [5, 1, 1]), [5, 5, 1]);
});

test('it scales out only to what all of the window asked for, and in only to what none exceeded', (t) => {
  const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 });
  const minutes = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(counts, minutes, minutes, fc.integer({ min: 1, max: 9 }), (recommended, out, inward, start) => {
      const after = play({ out: out * MINUTE, in: inward * MINUTE }, start, recommended);
      for (const [i, count] of after.entries()) {
        const before = after[i - 1] ?? start;
        const last = (window: number) => recommended.slice(Math.max(0, i + 1 - Math.max(1, window)), i + 1);
        if (count > before) t.true(count <= Math.min(...last(out)));
        if (count < before) t.true(count >= Math.max(...last(inward)));
      }
    }),
  );
});
