import test from 'ava';
import { weightedRoundRobin } from '../../strategies/weighted-round-robin.ts';
import { FakeBalancer, weightedServers } from './fake-pool.ts';

const sequence = (length: number, ...weights: number[]): string =>
  new FakeBalancer(weightedRoundRobin, weightedServers(...weights))
    .exchanges(length)
    .map((server) => 'abcd'[server])
    .join(' ');

test('golden: turns are interleaved smoothly', (t) => {
  t.is(sequence(14, 5, 1, 1), 'a a b a c a a a a b a c a a');
  t.is(sequence(12, 3, 2, 1), 'a b a c b a a b a c b a');
  t.is(sequence(10, 4, 3, 2, 1), 'a b c a b d a c b a');
  t.is(sequence(6, 1, 1, 1), 'a b c a b c');
});

test('weights need not be whole', (t) => {
  t.is(sequence(7, 2.5, 0.5, 0.5), 'a a b a c a a');
});

test('a new weight counts from the next pick on', (t) => {
  const balancer = new FakeBalancer(weightedRoundRobin, weightedServers(1, 1));
  t.deepEqual(balancer.exchanges(2), [0, 1]);
  balancer.setWeight(1, 3);
  t.deepEqual(balancer.exchanges(4), [1, 0, 1, 1]);
});

test('a server that joins gets its share at once, and not more', (t) => {
  const balancer = new FakeBalancer(weightedRoundRobin, weightedServers(1, 1));
  balancer.exchanges(100);
  const added = balancer.add({ weight: 2 });
  t.is(balancer.exchanges(40).filter((server) => server === added).length, 20);
});

test('turns are kept while the pool grows', (t) => {
  const balancer = new FakeBalancer(weightedRoundRobin, weightedServers(1, 1));
  t.is(balancer.exchange(), 0);
  for (let i = 0; i < 3; i++) balancer.add();
  t.deepEqual(balancer.exchanges(5), [1, 2, 3, 4, 0]);
});
