import test from 'ava';
import { envoyRoundRobin } from '../../../strategies/envoy/round-robin.ts';
import { equalServers, FakeBalancer, weightedServers } from '../fake-pool.ts';

/** The first picks, numbered from 1. */
const picks = (weights: number[], count: number): string =>
  new FakeBalancer(envoyRoundRobin, weightedServers(...weights))
    .exchanges(count)
    .map((server) => server + 1)
    .join(' ');

test('by hand: the turns of a schedule of doubles', (t) => {
  t.is(picks([3, 2, 1], 12), '1 2 1 3 2 1 1 2 1 1 3 2');
  t.is(picks([5, 1, 1], 14), '1 1 1 1 2 3 1 1 1 1 1 1 2 3');
  t.is(picks([1, 2], 6), '2 1 2 2 1 2');
});

test('equal weights: the servers in turn, and the count goes on when the pool changes', (t) => {
  const balancer = new FakeBalancer(envoyRoundRobin, equalServers(3));
  t.deepEqual(balancer.exchanges(4), [0, 1, 2, 0]);
  balancer.setAvailable(1, false);
  t.deepEqual(balancer.exchanges(3), [0, 2, 0], 'the fifth of two is the first');
});

test('a weight that changes begins the schedule anew', (t) => {
  const balancer = new FakeBalancer(envoyRoundRobin, weightedServers(1, 1, 1));
  balancer.exchanges(2);
  balancer.setWeight(2, 2);
  t.deepEqual(balancer.exchanges(4), [2, 0, 1, 2]);
  balancer.setAvailable(2, false);
  t.deepEqual(new Set(balancer.exchanges(2)), new Set([0, 1]));
});
