import test from 'ava';
import { neverQueue } from '../../strategies/never-queue.ts';
import { FakeBalancer, weightedServers } from './fake-pool.ts';

const burst = (balancer: FakeBalancer, length: number): number[] => Array.from({ length }, () => balancer.send());

test('idle servers first, in pool order, whatever their weights; then the shortest expected delay', (t) => {
  // All busy once, delays are 2/1 2/2 2/4, then 2/1 2/2 3/4, then 2/1 2/2 4/4 (tie: the first), then 2/1 3/2 4/4.
  t.deepEqual(burst(new FakeBalancer(neverQueue, weightedServers(1, 2, 4)), 7), [0, 1, 2, 2, 2, 1, 2]);
});

test('a request never waits while a server is idle', (t) => {
  const balancer = new FakeBalancer(neverQueue, weightedServers(1, 100));
  t.deepEqual(burst(balancer, 5), [0, 1, 1, 1, 1]);
  balancer.end(0);
  t.is(balancer.send(), 0);
});

test('servers that come are idle, those that are gone are not asked', (t) => {
  const balancer = new FakeBalancer(neverQueue, weightedServers(1, 1));
  burst(balancer, 4);
  t.is(balancer.add(), 2);
  t.is(balancer.send(), 2);
  balancer.end(0);
  balancer.end(0);
  balancer.setAvailable(0, false);
  t.is(balancer.send(), 2);
});
