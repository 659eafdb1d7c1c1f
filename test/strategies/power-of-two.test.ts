import test from 'ava';
import { powerOfTwo } from '../../strategies/power-of-two.ts';
import type { Parameters } from '../../strategies/strategy.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

const SERVERS = 5;

/** Tries in service of each server. In no order, so that a draw that favours a position shows. */
const LOADS = [2, 0, 4, 1, 3];

/** How often the server with 0, with 1, ... with 4 tries in service is picked. */
const counts = (parameters: { choices?: number; replacement?: boolean }): number[] => {
  const balancer = new FakeBalancer(powerOfTwo, equalServers(SERVERS), parameters);
  balancer.pool.inService.set(LOADS);
  const picks = balancer.exchanges(20_000);
  return tally(
    picks.map((server) => LOADS[server]),
    SERVERS,
  );
};

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

/** Without replacement the server with i is the least loaded of d with probability C(n - 1 - i, d - 1) / C(n, d). */
const distinctShares = (d: number): number[] =>
  Array.from({ length: SERVERS }, (_, i) => (SERVERS - 1 - i < d - 1 ? 0 : choose(SERVERS - 1 - i, d - 1)));

/** With replacement it is (n - i)^d - (n - i - 1)^d over n^d. */
const repeatedShares = (d: number): number[] =>
  Array.from({ length: SERVERS }, (_, i) => Math.pow(SERVERS - i, d) - Math.pow(SERVERS - i - 1, d));

for (const choices of [1, 2, 3, 5]) {
  test(`${choices} distinct choices pick each server as often as combinatorics says`, (t) => {
    const picked = counts({ choices });
    t.true(choices === 5 ? picked[0] === 20_000 : fits(picked, distinctShares(choices)), picked.join(' '));
  });

  test(`${choices} choices with replacement pick each server as often as combinatorics says`, (t) => {
    const picked = counts({ choices, replacement: true });
    t.true(fits(picked, repeatedShares(choices)), picked.join(' '));
  });
}

test('the test tells with from without replacement', (t) => {
  t.false(fits(counts({ replacement: true }), distinctShares(2)));
  t.false(fits(counts({ replacement: false }), repeatedShares(2)));
});

test('of all equally loaded servers each is as likely', (t) => {
  for (const parameters of [{}, { choices: 3 }, { replacement: true }] as Parameters[]) {
    const picked = tally(new FakeBalancer(powerOfTwo, equalServers(4), parameters).exchanges(10_000), 4);
    t.true(fits(picked, [1, 1, 1, 1]), picked.join(' '));
  }
});

test('with fewer servers than choices all of them are looked at', (t) => {
  const balancer = new FakeBalancer(powerOfTwo, equalServers(3), { choices: 10 });
  balancer.pool.inService.set([2, 1, 2]);
  t.is(balancer.send(), 1);
  const lone = new FakeBalancer(powerOfTwo, equalServers(1));
  t.is(lone.send(), 0);
});
