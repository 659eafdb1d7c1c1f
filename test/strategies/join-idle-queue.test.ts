import test from 'ava';
import { joinIdleQueue } from '../../strategies/join-idle-queue.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

/** A balancer that has sent one request to each server, so that it knows of none that is idle. */
function busy(servers: number): FakeBalancer {
  const balancer = new FakeBalancer(joinIdleQueue, equalServers(servers));
  for (let i = 0; i < servers; i++) balancer.send();
  return balancer;
}

const becomesIdle = (balancer: FakeBalancer, server: number): void => balancer.report(server, { kind: 'idle' });

test('servers that were there at the start are taken for idle, in pool order', (t) => {
  const balancer = new FakeBalancer(joinIdleQueue, equalServers(4));
  t.deepEqual(
    [0, 1, 2, 3].map(() => balancer.send()),
    [0, 1, 2, 3],
  );
});

test('those that said to be idle are picked in the order in which they did, once each', (t) => {
  const balancer = busy(5);
  for (const server of [3, 1, 4]) becomesIdle(balancer, server);
  t.deepEqual([balancer.send(), balancer.send(), balancer.send()], [3, 1, 4]);
  becomesIdle(balancer, 1);
  t.is(balancer.send(), 1);
});

test('while one is known to be idle no busy one is picked', (t) => {
  const balancer = busy(6);
  for (let i = 0; i < 500; i++) {
    const server = (i * 7) % 6;
    becomesIdle(balancer, server);
    t.is(balancer.send(), server);
  }
});

test('without one that is known to be idle the pick is random', (t) => {
  const balancer = busy(4);
  const picks = Array.from({ length: 10_000 }, () => balancer.send());
  t.true(fits(tally(picks, 4), [1, 1, 1, 1]));
});

test('a server that says it twice stands in the queue once', (t) => {
  const balancer = busy(3);
  becomesIdle(balancer, 2);
  becomesIdle(balancer, 2);
  t.is(balancer.send(), 2);
  t.true(new Set(Array.from({ length: 60 }, () => balancer.send())).size > 1);
});

test('reports of other kinds say nothing', (t) => {
  const balancer = busy(3);
  balancer.report(2, { kind: 'periodic', inFlight: 0 });
  balancer.report(2, { kind: 'probe', inFlight: 0 });
  t.true(new Set(Array.from({ length: 60 }, () => balancer.send())).size > 1);
});

test('servers that join, or come back, are taken for idle; those that left are passed over', (t) => {
  const balancer = busy(3);
  for (const server of [1, 0]) becomesIdle(balancer, server);
  balancer.setAvailable(1, false);
  const added = balancer.add();
  t.deepEqual([balancer.send(), balancer.send()], [0, added]);
  balancer.setAvailable(1, true);
  balancer.setAvailable(2, false);
  balancer.setAvailable(2, true);
  t.deepEqual([balancer.send(), balancer.send()], [1, 2]);
  becomesIdle(balancer, 0);
  balancer.remove(0);
  becomesIdle(balancer, added);
  t.is(balancer.send(), added);
});

test('idle backups wait for their turn', (t) => {
  const balancer = new FakeBalancer(joinIdleQueue, [{}, { backup: true }, { backup: true }]);
  t.deepEqual([balancer.send(), balancer.send()], [0, 0]);
  balancer.setAvailable(0, false);
  t.deepEqual([balancer.send(), balancer.send()], [1, 2]);
  becomesIdle(balancer, 2);
  balancer.setAvailable(0, true);
  t.deepEqual([balancer.send(), balancer.send()], [0, 0]);
  balancer.setAvailable(0, false);
  t.is(balancer.send(), 2);
});

test('the queue keeps its order while servers join, wherever in its memory it begins', (t) => {
  const balancer = busy(3);
  // So often that the queue begins near the end of its memory.
  for (let sent = 3; sent < balancer.pool.room - 2; sent++) {
    becomesIdle(balancer, sent % 3);
    t.is(balancer.send(), sent % 3);
  }
  for (const server of [2, 1, 0]) becomesIdle(balancer, server);
  const added = Array.from({ length: 20 }, () => balancer.add());
  t.deepEqual(
    Array.from({ length: 23 }, () => balancer.send()),
    [2, 1, 0, ...added],
  );
});
