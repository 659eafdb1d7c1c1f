import test from 'ava';
import { nginxRoundRobin } from '../../../strategies/nginx/round-robin.ts';
import { NONE } from '../../../strategies/strategy.ts';
import type { Parameters } from '../../../strategies/strategy.ts';
import { equalServers, FakeBalancer, weightedServers } from '../fake-pool.ts';
import type { FakeServer } from '../fake-pool.ts';
import { testRecording } from '../recordings.ts';

testRecording('nginx-rr-equal3', nginxRoundRobin);
testRecording('nginx-rr-down-w', nginxRoundRobin);
testRecording('nginx-rr-all-fail-backup', nginxRoundRobin);
testRecording('nginx-rr-fail-recover', nginxRoundRobin, { maxFails: 2, failTimeout: 2e9 });
testRecording('nginx-x-rr-single-server-fails', nginxRoundRobin);

const start = (servers: FakeServer[], parameters: Parameters = {}): FakeBalancer => {
  const balancer = new FakeBalancer(nginxRoundRobin, servers, parameters);
  balancer.now = 1000e9;
  return balancer;
};

/** The servers, numbered from 1, that one request tries while those in `stopped` refuse. */
const attempts = (balancer: FakeBalancer, stopped: number[]): number[] => {
  const request = balancer.newRequest();
  for (let picked = balancer.send(request); picked >= 0; picked = balancer.send(request)) {
    const refuses = stopped.includes(picked + 1);
    balancer.end(picked, refuses ? 'failed' : 'succeeded');
    if (!refuses) break;
  }
  return request.servers.map((server) => server + 1);
};

const sequence = (balancer: FakeBalancer, length: number, stopped: number[] = []): string =>
  Array.from({ length }, () => attempts(balancer, stopped).join('->')).join(' ');

test('golden: the orders that nginx 1.22.1 was seen to follow', (t) => {
  t.is(sequence(start(weightedServers(5, 1, 1)), 7), '1 1 2 1 3 1 1');
  t.is(sequence(start(weightedServers(3, 2, 1)), 12), '1 2 1 3 2 1 1 2 1 3 2 1');
  t.is(sequence(start(weightedServers(4, 3, 2, 1)), 10), '1 2 3 1 2 4 1 3 2 1');
  t.is(sequence(start([{ weight: 3 }, { weight: 2, available: false }, { weight: 1 }]), 4), '1 1 3 1');
});

test('golden: a failed server loses its weight and is left out', (t) => {
  const balancer = start(weightedServers(5, 1, 2));
  const before = sequence(balancer, 4);
  t.is(`${before} ${sequence(balancer, 12, [1])}`, '1 3 1 1 2 1->3 3 3 3 2 3 3 2 3 3 2');
});

test('golden: after failTimeout the effective weight climbs back by one a pick', (t) => {
  const balancer = start(weightedServers(5, 1, 1), { maxFails: 2, failTimeout: 2e9 });
  t.is(sequence(balancer, 2), '1 1');
  t.is(sequence(balancer, 8, [1]), '2 1->3 3 1->2 3 2 3 2');
  balancer.advance(3300e6);
  t.is(sequence(balancer, 12), '1 3 1 1 2 1 1 1 3 1 1 2');
});

test('a server that failed is left out for failTimeout, counted in whole seconds', (t) => {
  const balancer = start(equalServers(2));
  t.is(sequence(balancer, 3, [1]), '1->2 2 2');
  balancer.advance(10.9e9);
  t.is(sequence(balancer, 6, [1]), '2 2 2 2 2 2', 'ten whole seconds are not more than ten');
  balancer.advance(0.1e9);
  t.is(sequence(balancer, 6, [1]), '2 2 1->2 2 2 2', 'probed once its weight has climbed back, and left out again');
});

test('while one request probes a server that failed, others stay away', (t) => {
  const balancer = start(equalServers(2));
  sequence(balancer, 3, [1]);
  balancer.advance(11e9);
  t.deepEqual([balancer.send(), balancer.send(), balancer.send()], [1, 1, 0]);
  t.deepEqual(balancer.exchanges(3), [1, 1, 1]);
  balancer.end(0);
  t.true(balancer.exchanges(3).includes(0));
});

test('all failed: the request fails at once, without a try', (t) => {
  const balancer = start(equalServers(2));
  t.is(sequence(balancer, 1, [1, 2]), '1->2');
  t.is(balancer.send(), NONE);
});

test('a retry that went on to the backups stays there', (t) => {
  const balancer = start([{ limit: 1 }, { limit: 1 }, { backup: true }, { backup: true }]);
  t.deepEqual([balancer.send(), balancer.send()], [0, 1]);
  const request = balancer.newRequest();
  t.is(balancer.send(request), 2);
  balancer.end(0);
  balancer.end(2, 'failed', request);
  t.is(balancer.send(request), 3, 'though server 0 has a free slot again');
});

test('a server at its limit is not picked', (t) => {
  const balancer = start([{ limit: 1 }, { limit: 2 }]);
  t.deepEqual([balancer.send(), balancer.send(), balancer.send(), balancer.send()], [0, 1, 1, NONE]);
});

test('maxFails 0 never leaves a server out', (t) => {
  t.is(sequence(start(equalServers(2), { maxFails: 0 }), 4, [1]), '1->2 2 1->2 2');
});

test('a lone server is never held to have failed', (t) => {
  const balancer = start(equalServers(1));
  t.is(sequence(balancer, 3, [1]), '1 1 1');
  const withBackup = start([{}, { backup: true }]);
  t.is(sequence(withBackup, 3, [1]), '1->2 2 2');
});

test('a success clears the failures only where it was the probe', (t) => {
  const balancer = start(equalServers(2), { maxFails: 2 });
  const one = (stopped: number[]) => sequence(balancer, 1, stopped);
  t.is(one([1]), '1->2');
  t.is(sequence(balancer, 3), '2 1 2');
  t.is(one([1]), '1->2');
  t.is(sequence(balancer, 6), '2 2 2 2 2 2');
});

test('a server that is left alone is picked though it failed before', (t) => {
  const balancer = start(equalServers(2));
  sequence(balancer, 1, [1]);
  balancer.remove(1);
  t.is(sequence(balancer, 2), '1 1');
});

test('what a lone server failed does not count when others join', (t) => {
  const balancer = start(equalServers(1));
  sequence(balancer, 5, [1]);
  balancer.add();
  t.is(sequence(balancer, 4), '1 2 1 2');
});

test('a new weight counts at once', (t) => {
  const balancer = start(equalServers(2));
  balancer.setWeight(0, 5);
  t.is(sequence(balancer, 6), '1 1 1 2 1 1');
});
