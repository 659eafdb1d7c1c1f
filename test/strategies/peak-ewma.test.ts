import test from 'ava';
import { peakEwma } from '../../strategies/peak-ewma.ts';
import type { TryOutcome } from '../../strategies/strategy.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

const MS = 1e6;

/** Two servers, so that every pick compares both; time constant one second. */
const pair = (): FakeBalancer => new FakeBalancer(peakEwma, equalServers(2), { decay: 1000 * MS });

/** A try of the server ends now and took so long, without a pick in between. */
function observe(
  balancer: FakeBalancer,
  server: number,
  milliseconds: number,
  outcome: TryOutcome = 'succeeded',
): void {
  const end = { outcome, latency: milliseconds * MS, bytesIn: 0, bytesOut: 0 };
  balancer.strategy.onTryEnd?.(server, balancer.newRequest(), balancer.now, end);
}

/** Whom a pick at a time prefers, whoever is drawn first; undefined where that decides. */
function preferred(balancer: FakeBalancer): number | undefined {
  const pick = () => balancer.strategy.pick(balancer.newRequest(), balancer.now);
  const picks = new Set(Array.from({ length: 60 }, pick));
  return picks.size === 1 ? [...picks][0] : undefined;
}

test('a cost falls to half of it in decay x ln 2', (t) => {
  for (const [after, expected] of [
    [693, 1],
    [694, 0],
  ]) {
    const balancer = pair();
    observe(balancer, 0, 100);
    balancer.now += after * MS;
    observe(balancer, 1, 50);
    t.is(preferred(balancer), expected, `${after} ms`);
  }
});

test('a slower round trip is the cost at once, a faster one moves it by the time that has passed', (t) => {
  // One time constant after 100 ms, 20 ms make it 100 / e + 20 (1 - 1 / e) = 49.43 ms.
  for (const [other, expected] of [
    [49.4, 1],
    [49.5, 0],
  ]) {
    const balancer = pair();
    observe(balancer, 0, 5);
    observe(balancer, 0, 100);
    balancer.now += 1000 * MS;
    observe(balancer, 0, 20);
    observe(balancer, 1, other);
    t.is(preferred(balancer), expected, `${other} ms`);
  }
});

test('costs are multiplied by the tries in service and one more', (t) => {
  const balancer = pair();
  observe(balancer, 0, 10);
  observe(balancer, 1, 25);
  // Loads before each pick: 10 25, 20 25, 30 25, 30 50, 40 50, then 50 50.
  t.deepEqual(
    Array.from({ length: 5 }, () => balancer.send()),
    [0, 0, 1, 0, 0],
  );
  t.is(preferred(balancer), undefined);
});

test('a server that was never measured is tried once, and then avoided until its try ends', (t) => {
  const balancer = pair();
  observe(balancer, 0, 1000);
  t.is(balancer.send(), 1);
  for (let i = 0; i < 500; i++) t.is(balancer.send(), 0);
  balancer.now += 100 * MS;
  balancer.end(1);
  t.is(balancer.send(), 1);
});

test('ends of all kinds count', (t) => {
  for (const outcome of ['failed', 'timedOut', 'refused', 'abandoned'] as const) {
    const balancer = pair();
    observe(balancer, 0, 10);
    observe(balancer, 1, 11);
    t.is(preferred(balancer), 0);
    observe(balancer, 0, 12, outcome);
    t.is(preferred(balancer), 1, outcome);
  }
});

test('of many servers two are drawn, each pair as likely', (t) => {
  const balancer = new FakeBalancer(peakEwma, equalServers(5));
  for (let server = 0; server < 5; server++) observe(balancer, server, server + 1);
  const picks = Array.from({ length: 10_000 }, () => balancer.strategy.pick(balancer.newRequest(), balancer.now));
  // The server of rank k is the better of the pairs with the ones behind it.
  t.true(fits(tally(picks, 5), [4, 3, 2, 1, 0]));
});

test('a server that turned slow is shed after its first slow answer, and has its share again when it is fast again', (t) => {
  const decay = 1000 * MS;
  const balancer = new FakeBalancer(peakEwma, equalServers(10), { decay });
  let slowness = 10;
  /** The share of server 3 in the next second, of one request at a time, a thousand a second. */
  function shareOfNextSecond(): number {
    const picks: number[] = [];
    for (const until = balancer.now + 1000 * MS; balancer.now < until; balancer.now += MS) {
      const server = balancer.strategy.pick(balancer.newRequest(), balancer.now);
      observe(balancer, server, server === 3 ? slowness : 10);
      picks.push(server);
    }
    return tally(picks, 10)[3] / picks.length;
  }
  shareOfNextSecond();
  const before = shareOfNextSecond();
  t.true(before > 0.05 && before < 0.15, String(before));
  slowness = 1000;
  t.true(shareOfNextSecond() < 0.01);
  // From 1000 ms down to some 10 ms takes ln 100 = 4.6 time constants.
  slowness = 10;
  for (let second = 0; second < 3; second++) t.is(shareOfNextSecond(), 0);
  for (let second = 0; second < 3; second++) shareOfNextSecond();
  const after = shareOfNextSecond();
  t.true(after > 0.05 && after < 0.15, String(after));
});

test('servers that joined are measured like the others', (t) => {
  const balancer = new FakeBalancer(peakEwma, equalServers(1));
  for (let server = 1; server < 9; server++) balancer.add();
  for (let server = 0; server < 9; server++) observe(balancer, server, 9 - server);
  const picks = Array.from({ length: 10_000 }, () => balancer.strategy.pick(balancer.newRequest(), balancer.now));
  t.true(fits(tally(picks, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]));
});
