import test from 'ava';
import * as fc from 'fast-check';
import { namedStream } from '../../../sim/kernel/random-stream.ts';
import { RingSlice } from '../../../strategies/lib/ring-slice.ts';
import { fits } from '../statistics.ts';

function sliceOf(client: number, clients: number, places: number, aperture: number): RingSlice {
  const slice = new RingSlice();
  slice.cut(client, clients, places, aperture);
  return slice;
}

/** Weight by place on the ring. */
function weights(slice: RingSlice, places: number): number[] {
  const by = Array.from({ length: places }, () => 0);
  for (let nth = 0; nth < slice.count; nth++) by[slice.place(nth)] += slice.weight(nth);
  return by;
}

test('slices by hand', (t) => {
  // Three clients, four places, two of them each: 2 x 3 / 4 = 1.5, so two thirds of the ring, 8 / 3 places.
  const close = (slice: RingSlice, expected: number[]): void =>
    weights(slice, 4).forEach((weight, place) => t.true(Math.abs(weight - expected[place]) < 1e-12, `${place}`));
  close(sliceOf(0, 3, 4, 2), [1, 1, 2 / 3, 0]);
  close(sliceOf(1, 3, 4, 2), [0, 2 / 3, 1, 1]);
  close(sliceOf(2, 3, 4, 2), [1, 1 / 3, 1 / 3, 1]);
});

test('a lone client, and an aperture of all, hold the ring', (t) => {
  t.deepEqual(
    weights(sliceOf(0, 1, 20, 12), 20),
    Array.from({ length: 20 }, () => 1),
  );
  t.deepEqual(weights(sliceOf(2, 3, 5, 12), 5), [1, 1, 1, 1, 1]);
});

test('ends that fall between two places hold no part of a further one', (t) => {
  const slice = sliceOf(3, 10, 20, 4);
  t.is(slice.count, 4);
  t.deepEqual(weights(slice, 20), [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

const cut = fc.record({
  clients: fc.integer({ min: 1, max: 40 }),
  places: fc.integer({ min: 1, max: 60 }),
  aperture: fc.integer({ min: 1, max: 70 }),
});

test('together the slices of all clients cover every place alike, and each holds the aperture', (t) => {
  fc.assert(
    fc.property(cut, ({ clients, places, aperture }) => {
      const cover = Array.from({ length: places }, () => 0);
      for (let client = 0; client < clients; client++) {
        const slice = sliceOf(client, clients, places, aperture);
        const own = weights(slice, places);
        own.forEach((weight, place) => (cover[place] += weight));
        const held = own.reduce((sum, weight) => sum + weight, 0);
        t.true(held > Math.min(aperture, places) - 1e-9 && held < places + 1e-9);
        t.true(own.every((weight) => weight < 1 + 1e-9));
        t.is(own.filter((weight) => weight > 0).length, slice.count);
      }
      t.true(Math.max(...cover) - Math.min(...cover) < 1e-9, cover.join(' '));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('places are drawn by weight, and a second one by weight among the others', (t) => {
  const random = namedStream(1, 'slice');
  for (const slice of [sliceOf(0, 3, 4, 2), sliceOf(2, 3, 4, 2), sliceOf(1, 7, 5, 3), sliceOf(1, 2, 9, 3)]) {
    const each = Array.from({ length: slice.count }, (_, nth) => slice.weight(nth));
    const counts = each.map(() => 0);
    for (let i = 0; i < 20_000; i++) counts[slice.draw(random)]++;
    t.true(fits(counts, each), `${counts.join(' ')} for ${each.join(' ')}`);
    for (const nth of each.keys()) {
      const others = each.map(() => 0);
      for (let i = 0; i < 20_000; i++) others[slice.drawOther(nth, random)]++;
      t.true(
        fits(
          others,
          each.map((weight, other) => (other === nth ? 0 : weight)),
        ),
        `${nth}: ${others.join(' ')}`,
      );
    }
  }
});
