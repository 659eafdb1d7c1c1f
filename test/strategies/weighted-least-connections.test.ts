import test from 'ava';
import { weightedLeastConnections } from '../../strategies/weighted-least-connections.ts';
import { equalServers, FakeBalancer, weightedServers } from './fake-pool.ts';
import { testRecording } from './recordings.ts';

// nginx's least_conn has the same rule, its failures and limits apart.
testRecording('nginx-leastconn-seq-equal3', weightedLeastConnections);
testRecording('nginx-leastconn-seq-w3-1-2', weightedLeastConnections);

test('golden: idle servers take smooth weighted turns', (t) => {
  t.deepEqual(new FakeBalancer(weightedLeastConnections, weightedServers(3, 1, 2)).exchanges(6), [0, 2, 0, 1, 2, 0]);
  t.deepEqual(new FakeBalancer(weightedLeastConnections, equalServers(3)).exchanges(6), [0, 1, 2, 0, 1, 2]);
});

test('held requests fill the servers in proportion to their weights', (t) => {
  const balancer = new FakeBalancer(weightedLeastConnections, weightedServers(1, 2, 5));
  for (let i = 0; i < 80; i++) balancer.send();
  t.deepEqual(balancer.inService, [10, 20, 50]);
});

test('the ratio of tries to weight decides, not their number', (t) => {
  const balancer = new FakeBalancer(weightedLeastConnections, weightedServers(1, 10));
  for (let i = 0; i < 11; i++) balancer.send();
  balancer.end(1);
  t.is(balancer.send(), 1, '9 / 10 against 1 / 1');
  balancer.end(0);
  t.is(balancer.send(), 0, '0 / 1 against 10 / 10');
});
