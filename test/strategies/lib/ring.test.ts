import test from 'ava';
import * as fc from 'fast-check';
import { Ring } from '../../../strategies/lib/ring.ts';
import { NONE } from '../../../strategies/strategy.ts';

test('a position belongs to the first point at it or after it, in a circle', (t) => {
  const ring = new Ring(Float64Array.of(30, 10, 20), Int32Array.of(3, 1, 2));
  const serverAt = (position: number) => ring.serverAfter(ring.find(position), 0);
  t.deepEqual([0, 10, 11, 20, 30, 31, 2 ** 53].map(serverAt), [1, 1, 2, 2, 3, 1, 1]);
});

test('steps go clockwise, round and round', (t) => {
  const ring = new Ring(Float64Array.of(30, 10, 20), Int32Array.of(3, 1, 2));
  t.deepEqual(
    [0, 1, 2, 3, 7].map((steps) => ring.serverAfter(1, steps)),
    [2, 3, 1, 2, 3],
  );
});

test('an empty ring has no server', (t) => {
  const ring = new Ring(new Float64Array(0), new Int32Array(0));
  t.is(ring.serverAfter(ring.find(5), 0), NONE);
});

test('it is a stable sort by position, duplicates included', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 })), (positions) => {
      const servers = positions.map((_, i) => i);
      const ring = new Ring(Float64Array.from(positions), Int32Array.from(servers));
      t.deepEqual(
        [...ring.servers],
        servers.toSorted((a, b) => positions[a] - positions[b]),
      );
    }),
    { seed: 1 },
  );
});

test('whatever the positions, the point found is the first at the position or after it', (t) => {
  const position = fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 2 ** 53 - 1 }), fc.constant(2 ** 53 - 1));
  fc.assert(
    fc.property(fc.array(position, { minLength: 1, maxLength: 50, size: 'max' }), position, (positions, wanted) => {
      const ring = new Ring(Float64Array.from(positions), new Int32Array(positions.length));
      const sorted = positions.toSorted((a, b) => a - b);
      const found = sorted.findIndex((each) => each >= wanted);
      t.is(ring.find(wanted), found === -1 ? 0 : found);
    }),
    { seed: 1, numRuns: 1000 },
  );
});
