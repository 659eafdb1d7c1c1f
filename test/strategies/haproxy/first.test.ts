import test from 'ava';
import { haproxyFirst } from '../../../strategies/haproxy/first.ts';
import { NONE, WAIT } from '../../../strategies/strategy.ts';
import { FakeBalancer } from '../fake-pool.ts';

test('golden: the first server that is not full, one after the other', (t) => {
  const balancer = new FakeBalancer(haproxyFirst, [{ limit: 1 }, { limit: 2 }, { limit: 1 }]);
  t.deepEqual(
    [0, 1, 2, 3, 4].map(() => balancer.send()),
    [0, 1, 1, 2, WAIT],
  );
});

test('at low load the last servers stay idle, whatever the weights', (t) => {
  const balancer = new FakeBalancer(haproxyFirst, [{ limit: 2 }, { limit: 2, weight: 9 }, { limit: 2 }]);
  balancer.send();
  t.deepEqual(balancer.exchanges(4), [0, 0, 0, 0]);
  balancer.send();
  t.deepEqual(balancer.exchanges(4), [1, 1, 1, 1]);
  balancer.end(0);
  t.is(balancer.send(), 0);
});

test('without a limit the first takes everything', (t) => {
  const balancer = new FakeBalancer(haproxyFirst, [{ available: false }, {}, {}]);
  t.deepEqual(
    [0, 1, 2].map(() => balancer.send()),
    [1, 1, 1],
  );
});

test('a free slot takes the oldest that waits', (t) => {
  const balancer = new FakeBalancer(haproxyFirst, [{ limit: 1 }, { limit: 1 }]);
  for (let i = 0; i < 3; i++) balancer.send();
  const [first] = balancer.waiting;
  balancer.end(1);
  t.deepEqual(balancer.inFlight[1], [first]);
});

test('backups are used one or all, when no active server is usable; full ones do not bring them in', (t) => {
  t.is(new FakeBalancer(haproxyFirst, [{ available: false }]).send(), NONE);
  const servers = [{ limit: 1 }, { backup: true, limit: 1 }, { backup: true, limit: 1 }];
  const all = new FakeBalancer(haproxyFirst, servers, { allBackups: true });
  t.deepEqual([all.send(), all.send()], [0, WAIT]);
  all.setAvailable(0, false);
  t.deepEqual([all.send(), all.send(), all.send()], [1, 2, WAIT]);
  const one = new FakeBalancer(haproxyFirst, servers);
  one.setAvailable(0, false);
  t.deepEqual([one.send(), one.send()], [1, 1]);
});
