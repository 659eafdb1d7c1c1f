import test from 'ava';
import { haproxyLeastconn } from '../../../strategies/haproxy/leastconn.ts';
import { NONE, WAIT } from '../../../strategies/strategy.ts';
import { equalServers, FakeBalancer, weightedServers } from '../fake-pool.ts';
import { testRecording } from '../recordings.ts';

testRecording('haproxy-leastconn-held-equal4', haproxyLeastconn);
testRecording('haproxy-leastconn-setweight', haproxyLeastconn);

test('golden: idle servers take turns whatever their weights', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, weightedServers(3, 1, 2));
  t.deepEqual(balancer.exchanges(6), [0, 1, 2, 0, 1, 2]);
});

test('golden: held requests go to the fewest for the weight', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, equalServers(3));
  for (let i = 0; i < 6; i++) balancer.send();
  balancer.setWeight(1, 4);
  t.deepEqual(
    Array.from({ length: 6 }, () => balancer.send()),
    [1, 1, 1, 1, 1, 1],
  );
});

test('among equals the server released longest ago is next', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, equalServers(3));
  t.deepEqual([balancer.send(), balancer.send(), balancer.send()], [0, 1, 2]);
  for (const server of [2, 0, 1]) balancer.end(server);
  t.deepEqual([balancer.send(), balancer.send(), balancer.send()], [2, 0, 1]);
});

test('with all servers full requests wait, and a free slot takes the oldest without a pick', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, [{ limit: 1 }, { limit: 1 }]);
  t.deepEqual([balancer.send(), balancer.send(), balancer.send(), balancer.send()], [0, 1, WAIT, WAIT]);
  const [first, second] = balancer.waiting;
  balancer.end(1);
  t.deepEqual(balancer.inFlight[1], [first]);
  t.deepEqual(balancer.waiting, [second]);
  balancer.end(1);
  t.deepEqual(balancer.inFlight[1], [second]);
});

test('a server that comes back takes as many waiting requests as it has slots', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, [{ limit: 1 }, { limit: 2, available: false }]);
  for (let i = 0; i < 5; i++) balancer.send();
  t.is(balancer.waiting.length, 4);
  balancer.setAvailable(1, true);
  t.is(balancer.inFlight[1].length, 2);
  t.is(balancer.waiting.length, 2);
});

test('what queues for a server counts as in flight there', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, [{ limit: 2 }, { limit: 2 }]);
  balancer.pool.queued[0] = 2;
  t.deepEqual([balancer.send(), balancer.send(), balancer.send()], [1, 1, WAIT]);
});

test('a retry avoids the server tried last, unless there is no other', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, equalServers(2));
  const request = balancer.newRequest();
  t.is(balancer.send(request), 0);
  for (let i = 0; i < 3; i++) balancer.send();
  t.deepEqual(balancer.inService, [2, 2]);
  balancer.end(0, 'failed', request);
  t.is(balancer.send(request), 1, 'though server 0 has fewer in flight');
  balancer.end(1, 'failed', request);
  balancer.setAvailable(0, false);
  t.is(balancer.send(request), 1);
});

test('without a usable server the request fails; backups are used one or all', (t) => {
  t.is(new FakeBalancer(haproxyLeastconn, [{ available: false }]).send(), NONE);
  const servers = [{ available: false }, { backup: true }, { backup: true }];
  t.deepEqual(new FakeBalancer(haproxyLeastconn, servers).exchanges(3), [1, 1, 1]);
  t.deepEqual(new FakeBalancer(haproxyLeastconn, servers, { allBackups: true }).exchanges(3), [1, 2, 1]);
});

test('a server that comes back stands behind its equals', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, equalServers(3));
  balancer.setAvailable(0, false);
  balancer.setAvailable(0, true);
  t.deepEqual(balancer.exchanges(3), [1, 2, 0]);
});

test('a server that takes from its own queue keeps its place', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, equalServers(2));
  t.deepEqual([balancer.send(), balancer.send()], [0, 1]);
  balancer.pool.queued[0] = 1;
  balancer.end(0);
  balancer.pool.queued[0] = 0;
  balancer.pool.inService[0]++;
  balancer.strategy.onDispatch?.(0, balancer.newRequest(), 0, false);
  t.is(balancer.send(), 0);
});

test('keys are counted in 256ths of the weight', (t) => {
  const balancer = new FakeBalancer(haproxyLeastconn, weightedServers(70, 100));
  t.deepEqual([balancer.send(), balancer.send(), balancer.send()], [0, 1, 1]);
});
