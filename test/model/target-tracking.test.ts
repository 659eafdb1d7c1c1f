import test from 'ava';
import * as fc from 'fast-check';
import { trackTarget } from '../../sim/model/fleet/target-tracking.ts';

test('the examples of the documents: twice the target doubles, half of it halves', (t) => {
  t.is(trackTarget(4, 4, 200 / 100, 0.1), 8);
  t.is(trackTarget(4, 4, 50 / 100, 0.1), 2);
  t.is(trackTarget(1, 1, 305 / 50, 0.1), 7);
});

test('a table worked by hand: ceil(current * metric / target), and nothing within the tolerance', (t) => {
  const table: [current: number, metric: number, target: number, wanted: number][] = [
    [3, 90, 60, 5], // 4.5
    [3, 60, 60, 3],
    [3, 66, 60, 3], // 10% above: within
    [3, 54, 60, 3], // 10% below: within
    [3, 66.5, 60, 4], // 3.325
    [10, 53, 60, 9], // 8.83
    [10, 6, 60, 1],
    [7, 0, 60, 0],
    [2, 61, 50, 3], // 2.44
    [100, 111, 100, 111],
  ];
  for (const [current, metric, target, wanted] of table)
    t.is(trackTarget(current, current, metric / target, 0.1), wanted, `${current} * ${metric} / ${target}`);
});

test('rounding costs no server', (t) => {
  t.is(trackTarget(10, 10, 0.1 + 0.2, 0), 3);
  t.is(trackTarget(3, 3, 1.1, 0.1), 3);
});

test('servers that boot count as idle where there is too much to do', (t) => {
  t.is(trackTarget(8, 4, 2, 0.1), 8); // as much as was asked for
  t.is(trackTarget(8, 4, 2.1, 0.1), 8); // 1.05 over all: within
  t.is(trackTarget(8, 4, 3, 0.1), 12);
  t.is(trackTarget(8, 4, 1.5, 0.1), 8); // 0.75 over all: no change of direction
});

test('servers that boot are left out where there is too little to do', (t) => {
  t.is(trackTarget(8, 4, 0.5, 0.1), 2);
  t.is(trackTarget(8, 0, 0.5, 0.1), 8);
});

test('more to do never asks for fewer servers', (t) => {
  const ratio = fc.double({ min: 0, max: 20, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), ratio, ratio, (current, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      t.true(trackTarget(current, current, less, 0) <= trackTarget(current, current, more, 0));
    }),
  );
});
