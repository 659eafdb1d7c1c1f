import test from 'ava';
import { roundRobin } from '../../strategies/round-robin.ts';
import { equalServers, FakeBalancer, weightedServers } from './fake-pool.ts';

test('servers take turns in pool order, whatever their weights', (t) => {
  t.deepEqual(new FakeBalancer(roundRobin, weightedServers(5, 1, 1)).exchanges(7), [0, 1, 2, 0, 1, 2, 0]);
});

test('a change of the pool does not lose the turn', (t) => {
  const balancer = new FakeBalancer(roundRobin, equalServers(4));
  t.deepEqual(balancer.exchanges(2), [0, 1]);
  balancer.setAvailable(0, false);
  balancer.setAvailable(2, false);
  t.deepEqual(balancer.exchanges(3), [3, 1, 3]);
  balancer.setAvailable(0, true);
  const added = balancer.add();
  t.deepEqual(balancer.exchanges(5), [added, 0, 1, 3, added]);
  balancer.remove(added);
  t.deepEqual(balancer.exchanges(2), [0, 1]);
});

test('only the best priority group that is available serves', (t) => {
  const balancer = new FakeBalancer(roundRobin, [{ priority: 1 }, { priority: 0 }, { priority: 1 }, { backup: true }]);
  t.deepEqual(balancer.exchanges(2), [1, 1]);
  balancer.setAvailable(1, false);
  t.deepEqual(balancer.exchanges(3), [2, 0, 2]);
});
