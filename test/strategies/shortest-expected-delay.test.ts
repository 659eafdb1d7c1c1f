import test from 'ava';
import { shortestExpectedDelay } from '../../strategies/shortest-expected-delay.ts';
import { equalServers, FakeBalancer, weightedServers } from './fake-pool.ts';

const burst = (balancer: FakeBalancer, length: number): number[] => Array.from({ length }, () => balancer.send());

test('weights 1 and 2, step by step', (t) => {
  // Delays before each pick: 1 1/2, 1 2/2 (tie: the first), 2/1 2/2, 2/1 3/2, 2/1 4/2 (tie), 3/1 4/2.
  t.deepEqual(burst(new FakeBalancer(shortestExpectedDelay, weightedServers(1, 2)), 6), [1, 0, 1, 1, 0, 1]);
});

test('the weak one stays idle while the strong one promises to be quicker', (t) => {
  const balancer = new FakeBalancer(shortestExpectedDelay, weightedServers(1, 10));
  t.deepEqual(burst(balancer, 9), [1, 1, 1, 1, 1, 1, 1, 1, 1]);
  t.is(balancer.send(), 0, 'ten to one is one to one, and the first is first');
});

test('at low load the first of the strongest has everything', (t) => {
  t.deepEqual(new FakeBalancer(shortestExpectedDelay, weightedServers(1, 2, 2)).exchanges(4), [1, 1, 1, 1]);
});

test('held requests share in proportion to the weights', (t) => {
  const balancer = new FakeBalancer(shortestExpectedDelay, weightedServers(5, 1, 3, 1));
  burst(balancer, 1000);
  t.deepEqual(balancer.inService, [500, 100, 300, 100]);
});

test('weights that are no whole numbers, a weight that changes, servers that come and go', (t) => {
  const balancer = new FakeBalancer(shortestExpectedDelay, weightedServers(0.25, 0.5));
  t.deepEqual(burst(balancer, 3), [1, 0, 1]);
  balancer.setWeight(0, 1.5);
  t.is(balancer.send(), 0);
  t.is(balancer.add({ weight: 9 }), 2);
  t.is(balancer.send(), 2);
  balancer.remove(2);
  t.is(balancer.send(), 0);
});

test('equal weights: the fewest in service, the first of those that tie', (t) => {
  const balancer = new FakeBalancer(shortestExpectedDelay, equalServers(3));
  t.deepEqual(burst(balancer, 4), [0, 1, 2, 0]);
  balancer.end(1);
  t.is(balancer.send(), 1);
});
