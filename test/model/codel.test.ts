import test from 'ava';
import { createCodel } from '../../sim/model/balancers/codel.ts';

/** Instants, one by one a millisecond apart, at which what has waited for `waited` is dropped. */
function dropsOf(waited: (at: number) => number, until: number, isLast = false): number[] {
  const { drops } = createCodel({ target: 5, interval: 100 });
  return Array.from({ length: until }, (_, at) => at).filter((at) => drops(waited(at), isLast, at));
}

test('a queue that stays too slow loses more and more, by the square root', (t) => {
  // The law: the n-th drop follows the one before after interval / sqrt(n).
  const expected = [100];
  for (let n = 1, at = 100; at < 500; n++) expected.push(Math.ceil((at += 100 / Math.sqrt(n))));
  t.deepEqual(
    dropsOf(() => 6, 500),
    expected.filter((at) => at < 500),
  );
});

test('a wait below the target for once begins the interval anew', (t) => {
  t.deepEqual(
    dropsOf((at) => (at === 99 ? 4 : 6), 200),
    [],
  );
});

test('the last of a queue is never dropped', (t) => {
  t.deepEqual(
    dropsOf(() => 1000, 500, true),
    [],
  );
});

test('soon after a stretch of drops the next one goes on at its rate', (t) => {
  const drops = dropsOf((at) => (at > 1000 && at < 1050 ? 1 : 6), 1500);
  const first = drops.filter((at) => at <= 1000);
  const second = drops.filter((at) => at > 1000);
  t.is(second[0], 1150);
  t.true(second[1] - second[0] < 0.5 * (first[1] - first[0]));
});
