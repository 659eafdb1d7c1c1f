import test from 'ava';
import { haproxyRoundrobin } from '../../../strategies/haproxy/roundrobin.ts';
import { NONE, WAIT } from '../../../strategies/strategy.ts';
import { equalServers, FakeBalancer, weightedServers } from '../fake-pool.ts';
import { testRecording } from '../recordings.ts';

testRecording('haproxy-rr-equal3', haproxyRoundrobin);
testRecording('haproxy-rr-w256-1', haproxyRoundrobin);
testRecording('haproxy-rr-allbackups', haproxyRoundrobin, { allBackups: true });

/** The first picks, numbered from 1 as in HAProxy's logs. */
const picks = (weights: number[], count: number): string =>
  new FakeBalancer(haproxyRoundrobin, weightedServers(...weights))
    .exchanges(count)
    .map((server) => server + 1)
    .join(' ');

test('golden: the turns of HAProxy 2.6.12', (t) => {
  t.is(picks([1, 1, 1], 6), '1 2 3 1 2 3');
  t.is(picks([5, 1, 1], 7), '1 1 1 2 1 1 3');
  t.is(picks([1, 5, 1], 7), '2 2 2 1 2 2 3');
  t.is(picks([3, 2, 1], 6), '1 2 1 3 1 2');
  t.is(picks([3, 2, 1], 12), '1 2 1 3 1 2 1 2 1 3 1 2');
  t.is(picks([1, 2, 3], 6), '3 2 3 1 3 2');
  t.is(picks([4, 3, 2, 1], 10), '1 2 1 3 2 1 4 1 2 3');
  t.is(picks([100, 37, 13, 1], 20), '1 1 2 1 1 3 1 2 1 1 1 2 1 1 2 1 1 3 1 2');
});

test('a server that is down has no turn, and those that remain keep theirs', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, weightedServers(2, 1, 1));
  balancer.setAvailable(1, false);
  t.deepEqual(balancer.exchanges(6), [0, 0, 2, 0, 0, 2]);
  balancer.setAvailable(1, true);
  const picked = balancer.exchanges(400);
  for (const [server, share] of [200, 100, 100].entries()) {
    // Where in its round it begins and ends is worth a turn.
    t.true(Math.abs(picked.filter((each) => each === server).length - share) <= 1);
  }
});

test('a weight that changes is followed within a round', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, weightedServers(1, 1));
  balancer.exchanges(3);
  balancer.setWeight(0, 3);
  balancer.exchanges(4);
  const picked = balancer.exchanges(400);
  t.is(picked.filter((server) => server === 0).length, 300);
});

test('full servers are passed over, and their turns are used up', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, [{ limit: 1 }, {}, {}]);
  t.deepEqual(
    Array.from({ length: 7 }, () => balancer.send()),
    [0, 1, 2, 1, 2, 1, 2],
  );
  balancer.end(0);
  t.is(balancer.send(), 0);
});

test('with all servers full requests wait, and a free slot takes the oldest without a pick', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, [{ limit: 1 }, { limit: 1 }]);
  t.deepEqual([balancer.send(), balancer.send(), balancer.send(), balancer.send()], [0, 1, WAIT, WAIT]);
  const [first, second] = balancer.waiting;
  balancer.end(1);
  t.deepEqual(balancer.inFlight[1], [first]);
  t.is(balancer.send(), WAIT);
  balancer.end(0);
  t.deepEqual(balancer.inFlight[0], [second]);
});

test('a server with a queue of its own is full', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, [{ limit: 5 }, { limit: 5 }]);
  balancer.pool.queued[0] = 1;
  t.deepEqual([balancer.send(), balancer.send()], [1, 1]);
});

test('a retry avoids the server tried last, unless there is no other', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, equalServers(2));
  const request = balancer.newRequest();
  t.is(balancer.send(request), 0);
  t.is(balancer.exchange(), 1);
  balancer.end(0, 'failed', request);
  t.is(balancer.send(request), 1, 'though it is the turn of server 0');
  balancer.end(1, 'failed', request);
  balancer.setAvailable(0, false);
  t.is(balancer.send(request), 1);
});

test('golden: with server 2 refusing connections HAProxy answered from these, with redispatch', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, equalServers(3));
  t.deepEqual(balancer.exchanges(3), [0, 1, 2]);
  const answered = Array.from({ length: 9 }, () => {
    const request = balancer.newRequest();
    if (balancer.send(request) === 1) {
      balancer.end(1, 'failed', request);
      balancer.send(request);
    }
    const server = request.servers.at(-1)!;
    balancer.end(server, 'succeeded', request);
    return server;
  });
  t.deepEqual(answered, [0, 2, 0, 2, 0, 2, 0, 2, 0]);
});

test('without a usable server the request fails; the first backup serves alone', (t) => {
  t.is(new FakeBalancer(haproxyRoundrobin, [{ available: false }]).send(), NONE);
  const servers = [{ available: false }, { backup: true }, { backup: true }];
  t.deepEqual(new FakeBalancer(haproxyRoundrobin, servers).exchanges(3), [1, 1, 1]);
  t.deepEqual(new FakeBalancer(haproxyRoundrobin, servers, { allBackups: true }).exchanges(4), [1, 2, 1, 2]);
});
