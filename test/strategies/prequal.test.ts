import test from 'ava';
import { prequal } from '../../strategies/prequal.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';
import { tally } from './statistics.ts';

type Parameters = Partial<typeof prequal.defaults>;

/** A balancer that neither probes nor removes by itself, so that tests decide what it knows. */
const quiet = (servers: number, parameters: Parameters = {}): FakeBalancer =>
  new FakeBalancer(prequal, equalServers(servers), { probesPerRequest: 0, removalsPerRequest: 0, ...parameters });

const answer = (balancer: FakeBalancer, server: number, inFlight: number, milliseconds: number): void =>
  balancer.report(server, { kind: 'probe', inFlight, latency: milliseconds * 1e6 });

test('with fewer than two answers it picks at random', (t) => {
  const balancer = quiet(4);
  answer(balancer, 2, 0, 1);
  t.is(new Set(balancer.exchanges(100)).size, 4);
});

test('the fastest of the cold is picked, however few a hot one or however fast', (t) => {
  const balancer = quiet(4, { quantile: 0.75 });
  answer(balancer, 0, 1, 30);
  answer(balancer, 1, 2, 10);
  answer(balancer, 2, 3, 20);
  answer(balancer, 3, 9, 1);
  // The quantile is 3: server 3 is hot, though fast.
  t.is(balancer.send(), 1);
});

test('where all are hot the one with the fewest in flight is picked', (t) => {
  const balancer = quiet(3, { quantile: 0.5 });
  for (let i = 0; i < 20; i++) answer(balancer, 2, 1, 5);
  answer(balancer, 0, 8, 1);
  answer(balancer, 1, 7, 9);
  balancer.setAvailable(2, false);
  t.is(balancer.send(), 1);
});

test('of a few servers the busiest is hot, however fast', (t) => {
  const balancer = quiet(6);
  for (let server = 0; server < 5; server++) answer(balancer, server, 0, 50 + server);
  answer(balancer, 5, 20, 1);
  t.is(balancer.send(), 0);
});

test('quantile 0 balances requests in flight alone, quantile 1 latency alone', (t) => {
  for (const [quantile, expected] of [
    [0, 1],
    [1, 2],
  ] as const) {
    const balancer = quiet(3, { quantile });
    answer(balancer, 0, 5, 9);
    answer(balancer, 1, 1, 8);
    answer(balancer, 2, 30, 7);
    t.is(balancer.send(), expected);
  }
});

test('each dispatch raises the requests in flight of the answer', (t) => {
  const balancer = quiet(2, { quantile: 0.9 });
  answer(balancer, 0, 0, 1);
  answer(balancer, 1, 3, 2);
  // The quantile stays 3: server 0 is cold for three requests, and has fewer in flight for one more, as the older of a tie.
  t.deepEqual(
    [0, 1, 2, 3, 4].map(() => balancer.send()),
    [0, 0, 0, 0, 1],
  );
});

test('answers are dropped when they are too old', (t) => {
  const balancer = quiet(3, { maxAge: 1e9 });
  answer(balancer, 0, 0, 1);
  answer(balancer, 1, 0, 2);
  balancer.advance(1e9);
  t.is(balancer.send(), 0);
  balancer.advance(1);
  t.is(new Set(balancer.exchanges(50)).size, 3, 'no answer is left: random');
});

test('an answer is used b times, the oldest of a full pool is displaced', (t) => {
  // b = (1 + 1) / ((1 - 2 / 4) x 2 - 0) = 2, in a pool that answers only when told to.
  const balancer = quiet(4, { poolSize: 2, probesPerRequest: 2, delta: 1, quantile: 1 });
  answer(balancer, 3, 99, 1);
  answer(balancer, 0, 0, 1);
  answer(balancer, 1, 0, 2);
  t.deepEqual([balancer.send(), balancer.send()], [0, 0]);
  t.true(
    tally(balancer.exchanges(60), 4).every((count) => count > 0),
    'one answer is left: random',
  );
});

test('uses that are not whole are rounded at random to the right mean', (t) => {
  // b = 2 / ((1 - 2 / 10) x 1) = 2.5
  let uses = 0;
  const rounds = 2000;
  const balancer = quiet(10, { poolSize: 2, probesPerRequest: 1, quantile: 1 });
  for (let round = 0; round < rounds; round++) {
    answer(balancer, 0, 0, 1);
    answer(balancer, 1, 100, 2);
    const before = uses;
    while (balancer.send() === 0 && uses - before < 3) uses++;
  }
  // A random pick may be 0 as well: one in ten.
  t.true(uses / rounds > 2.5 && uses / rounds < 2.75, String(uses / rounds));
});

test('answers are removed in turn by age and by rank', (t) => {
  const balancer = quiet(5, { removalsPerRequest: 1, quantile: 1 });
  answer(balancer, 0, 0, 3);
  answer(balancer, 1, 0, 4);
  answer(balancer, 2, 0, 1);
  answer(balancer, 3, 0, 9);
  answer(balancer, 4, 9, 8);
  const { strategy } = balancer;
  const dispatch = () => strategy.onDispatch?.(7, balancer.newRequest(), 0, true);
  dispatch(); // the oldest, 0
  dispatch(); // the worst, 3
  balancer.setAvailable(2, false);
  // Left are 1 (4 ms) and 4 (8 ms).
  t.is(strategy.pick(balancer.newRequest(), 0), 1);
  dispatch(); // the oldest, 1
  t.true(tally(balancer.exchanges(60), 5)[0] > 0, 'one answer is left: random');
});

test('each request sends its probes to distinct servers; fractions carry over', (t) => {
  const balancer = new FakeBalancer(prequal, equalServers(4), { probesPerRequest: 2.5 });
  const sent = Array.from({ length: 4 }, () => {
    balancer.probed.length = 0;
    balancer.send();
    t.is(new Set(balancer.probed).size, balancer.probed.length);
    return balancer.probed.length;
  });
  t.deepEqual(sent, [2, 3, 2, 3]);
  const counts = tally(Array.from({ length: 2000 }, () => (balancer.send(), balancer.probed.splice(0))).flat(), 4);
  t.true(Math.min(...counts) > 1000);
});

test('an idle balancer probes; one that probes anyway does not do it twice', (t) => {
  const balancer = new FakeBalancer(prequal, equalServers(8), { idleProbing: 100e6 });
  balancer.advance(0);
  t.is(balancer.probed.splice(0).length, 3);
  balancer.advance(99e6);
  t.is(balancer.probed.length, 0);
  balancer.send();
  t.is(balancer.probed.splice(0).length, 3);
  balancer.advance(99e6);
  t.is(balancer.probed.length, 0);
  balancer.advance(1e6);
  t.is(balancer.probed.length, 3);
});

test('answers of servers that are gone, before or after, are not used', (t) => {
  const balancer = quiet(3, { quantile: 1 });
  answer(balancer, 0, 0, 1);
  answer(balancer, 1, 0, 2);
  answer(balancer, 2, 9, 3);
  balancer.remove(0);
  t.is(balancer.send(), 1);
  answer(balancer, 0, 0, 1);
  t.is(balancer.send(), 1);
});

test('reports that are not answers to probes are ignored', (t) => {
  const balancer = quiet(3);
  balancer.report(0, { kind: 'periodic' });
  balancer.report(1, { kind: 'idle' });
  t.is(new Set(balancer.exchanges(50)).size, 3);
});

test('with probes answered it keeps away from a slow server', (t) => {
  const balancer = new FakeBalancer(prequal, equalServers(10));
  const picks: number[] = [];
  for (let i = 0; i < 2000; i++) {
    picks.push(balancer.exchange());
    balancer.now += 1e6;
    balancer.answerProbes((server) => (server === 3 ? 100e6 : 10e6));
  }
  t.true(tally(picks, 10)[3] < 20, tally(picks, 10).join(' '));
});

test('a newer answer of a server replaces the older', (t) => {
  const balancer = quiet(3, { quantile: 1 });
  answer(balancer, 0, 9, 1);
  answer(balancer, 1, 0, 5);
  answer(balancer, 0, 9, 8);
  t.is(balancer.send(), 1);
});
