import test from 'ava';
import { leastResponseTime } from '../../strategies/least-response-time.ts';
import type { TryOutcome } from '../../strategies/strategy.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';

/** A balancer whose servers were measured once each, at these milliseconds, and are idle. */
const measured = (...milliseconds: number[]): FakeBalancer => {
  const balancer = new FakeBalancer(leastResponseTime, equalServers(milliseconds.length));
  for (const [server, time] of milliseconds.entries()) {
    for (const other of milliseconds.keys()) balancer.setAvailable(other, other === server);
    balancer.send();
    balancer.advance(time * 1e6);
    balancer.end(server);
  }
  for (const server of milliseconds.keys()) balancer.setAvailable(server, true);
  return balancer;
};

test('at low load it is round robin', (t) => {
  t.deepEqual(measured(10, 20, 30).exchanges(6), [0, 1, 2, 0, 1, 2]);
});

test('the product of tries in service and average time decides', (t) => {
  const balancer = measured(10, 25);
  const picks = Array.from({ length: 9 }, () => balancer.send());
  // In service and products before each pick: 0 0, 1 0, then 10:25, 20:25, 30:25, 30:50, 40:50, 50:50 (in turn), ...
  t.deepEqual(picks, [0, 1, 0, 0, 1, 0, 0, 1, 0]);
});

test('servers that were never measured come first, each with one try', (t) => {
  const balancer = measured(10, 10);
  t.is(balancer.exchange(), 0);
  const added = balancer.add();
  t.is(balancer.send(), added);
  t.deepEqual([balancer.send(), balancer.send()], [0, 1]);
  balancer.send();
  balancer.send();
  balancer.send();
  t.deepEqual(balancer.inService, [2, 2, 2], 'until it is, it counts as an average server');
});

test('before any answer the tries in service decide', (t) => {
  const balancer = new FakeBalancer(leastResponseTime, equalServers(3));
  for (let i = 0; i < 9; i++) balancer.send();
  t.deepEqual(balancer.inService, [3, 3, 3]);
});

test('the average follows the measurements by the weight of the newest', (t) => {
  const picksAfter = (newest: number): number => {
    const balancer = new FakeBalancer(leastResponseTime, equalServers(2), { newest });
    balancer.send();
    balancer.send();
    balancer.advance(10e6);
    balancer.end(0);
    balancer.end(1);
    balancer.setAvailable(1, false);
    balancer.send();
    balancer.advance(110e6);
    balancer.end(0);
    balancer.setAvailable(1, true);
    for (let i = 0; i < 100; i++) balancer.send();
    return balancer.pool.inService[0];
  };
  // Averages are 10 + newest x 100 and 10 ms; the tries in service share in inverse proportion.
  t.true(Math.abs(picksAfter(0.1) - 100 / (1 + 20 / 10)) <= 1);
  t.true(Math.abs(picksAfter(1) - 100 / (1 + 110 / 10)) <= 1);
});

test('servers that joined are measured like the others', (t) => {
  const balancer = measured(10);
  for (const time of [10, 20, 40, 40]) {
    const added = balancer.add();
    t.is(balancer.send(), added);
    balancer.advance(time * 1e6);
    balancer.end(added);
  }
  for (let i = 0; i < 300; i++) balancer.send();
  // In inverse proportion to the averages.
  for (const [server, share] of [100, 100, 50, 25, 25].entries()) {
    t.true(Math.abs(balancer.pool.inService[server] - share) <= 2, balancer.inService.join(' '));
  }
});

test('where first bytes are not seen, the end of a successful try is measured', (t) => {
  const shares = (outcome: TryOutcome): number[] => {
    const balancer = measured(10, 10);
    const { strategy } = balancer;
    const request = balancer.newRequest();
    const end = { outcome, latency: 300e6, bytesIn: 0, bytesOut: 0 };
    strategy.onDispatch?.(0, request, balancer.now, true);
    strategy.onTryEnd?.(0, request, balancer.now + 300e6, end);
    for (let i = 0; i < 99; i++) balancer.send();
    return balancer.inService;
  };
  // 0.95 x 10 + 0.05 x 300 is 24.5 ms against 10 ms.
  t.true(Math.abs(shares('succeeded')[0] - (99 * 10) / 34.5) <= 1);
  t.true(Math.abs(shares('failed')[0] - 99 / 2) <= 1);
});

test('a try is measured once, to its first byte', (t) => {
  const balancer = measured(10, 10);
  const request = balancer.newRequest();
  const { strategy, now } = balancer;
  strategy.onDispatch?.(0, request, now, true);
  strategy.onFirstByte?.(0, request, now + 10e6);
  strategy.onTryEnd?.(0, request, now + 900e6, { outcome: 'succeeded', latency: 900e6, bytesIn: 0, bytesOut: 0 });
  for (let i = 0; i < 100; i++) balancer.send();
  t.deepEqual(balancer.inService, [50, 50]);
});
