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

/** Weights so light that rounds are short: a round has as many turns as their 16ths add up to. */
const sixteenths = (...parts: number[]): FakeBalancer =>
  new FakeBalancer(haproxyRoundrobin, weightedServers(...parts.map((part) => part / 16)));

test('by hand: a weight that changes before the first turn of its server, after it, and while it waits for the next round', (t) => {
  const fresh = new FakeBalancer(haproxyRoundrobin, weightedServers(1, 2, 3));
  t.deepEqual(fresh.exchanges(3), [2, 1, 2]);
  fresh.setWeight(0, 4);
  t.deepEqual(fresh.exchanges(10), [0, 2, 1, 0, 2, 0, 1, 0, 2, 0]);

  const current = new FakeBalancer(haproxyRoundrobin, weightedServers(1, 2, 3));
  t.deepEqual(current.exchanges(5), [2, 1, 2, 0, 2]);
  current.setWeight(0, 4);
  t.deepEqual(current.exchanges(10), [1, 2, 0, 1, 2, 0, 0, 2, 1, 0]);

  const next = sixteenths(1, 1, 4);
  t.deepEqual(next.exchanges(3), [2, 2, 0]);
  next.setWeight(0, 2 / 16);
  t.deepEqual(next.exchanges(6), [2, 2, 0, 1, 2, 2]);
});

test('by hand: a round is not longer than the weights are now', (t) => {
  const balancer = sixteenths(1, 3);
  t.is(balancer.exchange(), 1);
  balancer.setWeight(1, 2 / 16);
  t.deepEqual(balancer.exchanges(6), [0, 1, 1, 1, 0, 1]);
});

test('by hand: a full server that was passed over as the round ended is the next of the new one', (t) => {
  const balancer = sixteenths(1, 1);
  t.is(balancer.exchange(), 0);
  balancer.pool.limit[1] = 1;
  balancer.pool.inService[1] = 1;
  const retry = balancer.newRequest();
  retry.scratch = 1; // tried at server 0 before
  t.is(balancer.exchange(retry), 0);
  balancer.pool.inService[1] = 0;
  t.deepEqual(balancer.exchanges(6), [1, 0, 1, 0, 1, 0]);
});

test('a request that finds all full turns the order round, those that wait behind it do not look at the turns', (t) => {
  const turnsAfter = (waiting: number): number[] => {
    const balancer = new FakeBalancer(haproxyRoundrobin, [{ limit: 1 }, { limit: 1 }, { limit: 1 }]);
    for (let i = 0; i < 3 + waiting; i++) balancer.send();
    for (const server of [0, 1, 2]) while (balancer.inFlight[server].length > 0) balancer.end(server);
    return balancer.exchanges(6);
  };
  t.deepEqual(turnsAfter(0), [0, 1, 2, 0, 1, 2]);
  // All were passed over: the round has ended, and they are put back last first.
  for (const waiting of [1, 2, 3, 6]) t.deepEqual(turnsAfter(waiting), [2, 1, 0, 2, 1, 0], `${waiting}`);
});

test('once the queue is served the next that finds all full looks again', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, [{ limit: 1 }, { limit: 1 }, { limit: 1 }]);
  for (let i = 0; i < 4; i++) balancer.send();
  balancer.end(0);
  t.is(balancer.waiting.length, 0);
  t.is(balancer.send(), WAIT);
  for (const server of [0, 1, 2]) while (balancer.inFlight[server].length > 0) balancer.end(server);
  t.deepEqual(balancer.exchanges(3), [0, 1, 2], 'turned round twice');
});

test('a request that gave up while it waited is forgotten at the next pick of a server', (t) => {
  const balancer = new FakeBalancer(haproxyRoundrobin, [{ limit: 1 }, { limit: 1 }, { limit: 1 }]);
  for (let i = 0; i < 4; i++) balancer.send();
  balancer.waiting.length = 0;
  for (const server of [0, 1, 2]) balancer.end(server);
  t.deepEqual([balancer.exchange(), balancer.send(), balancer.send(), balancer.send()], [2, 1, 0, 2]);
  t.is(balancer.send(), WAIT);
  balancer.waiting.length = 0;
  for (const server of [0, 1, 2]) balancer.end(server);
  t.deepEqual(balancer.exchanges(3), [2, 0, 1], 'turned round: last first');
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
