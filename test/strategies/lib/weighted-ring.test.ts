import test from 'ava';
import { RING_DEFAULTS, WeightedRing } from '../../../strategies/lib/weighted-ring.ts';
import { FakePool } from '../fake-pool.ts';
import { tally } from '../statistics.ts';

/** How many points each server has. */
function points(weights: number[], parameters: Partial<typeof RING_DEFAULTS> = {}): number[] {
  const pool = new FakePool(false);
  for (const weight of weights) pool.add({ weight });
  const ring = new WeightedRing(pool, { ...RING_DEFAULTS, ...parameters }).current();
  return tally([...ring.servers], weights.length);
}

test("the ring of Envoy's own unit test", (t) => {
  const pool = new FakePool(false);
  for (let port = 90; port <= 95; port++) pool.add({ name: `127.0.0.1:${port}` });
  const ring = new WeightedRing(pool, { ...RING_DEFAULTS, minSize: 12 }).current();
  const table: [port: number, hash: bigint][] = [
    [94, 833437586790550860n],
    [92, 928266305478181108n],
    [90, 1033482794131418490n],
    [95, 3551244743356806947n],
    [93, 3851675632748031481n],
    [91, 5583722120771150861n],
    [91, 6311230543546372928n],
    [93, 7700377290971790572n],
    [95, 13144177310400110813n],
    [92, 13444792449719432967n],
    [94, 15516499411664133160n],
    [90, 16117243373044804889n],
  ];
  t.deepEqual(
    [...ring.servers],
    table.map(([port]) => port - 90),
  );
  for (const [point, [, hash]] of table.entries()) {
    t.is(ring.find(Number(hash >> 11n)), point);
    t.is(ring.find(Number(hash >> 11n) + 1), (point + 1) % table.length);
  }
});

test('points follow the weights; the weakest has a whole number of them and the ring at least its least size', (t) => {
  t.deepEqual(points([1, 1, 1], { minSize: 12 }), [4, 4, 4]);
  t.deepEqual(points([1, 1, 1], { minSize: 13 }), [5, 5, 5]);
  t.deepEqual(points([1, 2, 3], { minSize: 6 }), [1, 2, 3]);
  t.deepEqual(points([1, 2, 3], { minSize: 7 }), [2, 4, 6]);
  t.deepEqual(points([0.5, 1.25], { minSize: 1 }), [1, 3], 'fractions carry over');
  t.deepEqual(points([1, 1]), [512, 512]);
});

test('the largest size holds whatever the weights, and may leave a server without a point', (t) => {
  t.deepEqual(points([1, 99], { maxSize: 50 }), [1, 49]);
  t.deepEqual(points([99, 1], { maxSize: 50 }), [50, 0]);
});

test('only candidates have points', (t) => {
  const pool = new FakePool(false);
  for (const available of [true, false, true]) pool.add({ available });
  const ring = new WeightedRing(pool, { ...RING_DEFAULTS, minSize: 10 }).current();
  t.deepEqual(tally([...ring.servers], 3), [5, 0, 5]);
});
