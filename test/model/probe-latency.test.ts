/** What a server says of its latency when it is probed. */
import test from 'ava';
import { createProbeLatency } from '../../sim/model/servers/probe-latency.ts';
import type { Servers } from '../../sim/model/servers/servers.ts';

/** One server; `seen` are [found in flight, latency] of requests that left it, and it has `inFlight` now. */
function estimate(inFlight: number, seen: [number, number][]): number {
  const probeLatency = createProbeLatency({ count: 1, inFlight: () => inFlight } as Partial<Servers> as Servers);
  for (const [found, latency] of seen) probeLatency.record(0, found, latency);
  return probeLatency.estimate(0);
}

const times = (count: number, found: number, latency: number): [number, number][] =>
  Array.from({ length: count }, () => [found, latency]);

test('before any request has left it is 0', (t) => {
  t.is(estimate(3, []), 0);
});

test('it is the median, the upper of two, of those that found as many', (t) => {
  const latencies = [9, 1, 8, 2, 7, 3, 6, 4, 5];
  const seen = latencies.map((latency): [number, number] => [2, latency]);
  t.is(estimate(2, [...times(20, 0, 100), ...seen, ...times(20, 3, 200)]), 5);
  t.is(estimate(2, [...seen, [2, 10]]), 6);
});

test('a server that is idle again after a long busy spell does not go on saying that it is slow', (t) => {
  const idle = times(9, 0, 20);
  t.is(estimate(0, [...idle, ...times(500, 30, 900)]), 20);
  t.is(estimate(30, [...idle, ...times(500, 30, 900)]), 900);
});

test('of each number in flight the newest 16 count', (t) => {
  t.is(estimate(1, [...times(50, 1, 10), ...times(7, 1, 80)]), 10);
  t.is(estimate(1, [...times(50, 1, 10), ...times(8, 1, 80)]), 80);
});

test('where too few found as many, the nearest count until there are nine', (t) => {
  // 3 that found as many, 6 that found one fewer or more: enough; those that found two more are left out.
  t.is(estimate(5, [...times(3, 5, 50), ...times(3, 4, 40), ...times(3, 6, 60), ...times(16, 7, 70)]), 50);
  t.is(estimate(5, [...times(1, 5, 50), ...times(4, 4, 40), ...times(16, 7, 70)]), 70);
  t.is(estimate(0, times(1, 40, 7)), 7);
  t.is(estimate(900, times(1, 0, 7)), 7);
});

test('from 16 on an eighth of a doubling counts as one number', (t) => {
  t.is(estimate(16, [...times(9, 15, 1), ...times(9, 17, 2), ...times(9, 18, 3)]), 2);
  t.is(estimate(1000, [...times(9, 959, 1), ...times(9, 960, 2), ...times(9, 1024, 3)]), 2);
});
