import test from 'ava';
import { resourceBased } from '../../strategies/resource-based.ts';
import { FakeBalancer, weightedServers } from './fake-pool.ts';
import { tally } from './statistics.ts';

/** Lets `periods` report intervals go by; a server's CPU is its share of the traffic times the load over its capacity. */
const run = (balancer: FakeBalancer, capacities: number[], load: number, periods: number): number[] => {
  let used: number[] = [];
  for (let period = 0; period < periods; period++) {
    const counts = tally(balancer.exchanges(1000), capacities.length);
    used = counts.map((count, server) => Math.min(1, ((count / 1000) * load) / capacities[server]));
    for (const [server, cpu] of used.entries()) balancer.report(server, { cpu });
  }
  return used;
};

const spread = (used: number[]): number => Math.max(...used) - Math.min(...used);

test('without reports it is weighted round robin', (t) => {
  const balancer = new FakeBalancer(resourceBased, weightedServers(5, 1, 1));
  t.deepEqual(balancer.exchanges(7), [0, 0, 1, 0, 2, 0, 0]);
});

test('servers of unequal capacity end up equally used, at any load', (t) => {
  for (const utilization of [0.1, 0.5, 0.8, 0.95]) {
    const capacities = [1, 2, 4];
    const used = run(new FakeBalancer(resourceBased, weightedServers(1, 1, 1)), capacities, 7 * utilization, 80);
    t.true(spread(used) < 0.02, `at ${utilization}: ${used.join(' ')}`);
  }
});

test('equal servers do not herd: an excess of traffic at one dies out and does not swing', (t) => {
  const balancer = new FakeBalancer(resourceBased, weightedServers(1, 1));
  balancer.report(0, { cpu: 0.9 });
  balancer.report(1, { cpu: 0.3 });
  const shares = Array.from({ length: 6 }, () => run(balancer, [1, 1], 1.8, 1)[0]);
  for (const [i, share] of shares.entries()) t.true(share <= 0.91, `${i}: ${shares.join(' ')}`);
  t.true(Math.abs((shares.at(-1) as number) - 0.9) < 0.01, shares.join(' '));
});

test('between reports the traffic is spread, not sent to the least used', (t) => {
  const balancer = new FakeBalancer(resourceBased, weightedServers(1, 1, 1));
  for (const [server, cpu] of [0.8, 0.5, 0.2].entries()) balancer.report(server, { cpu });
  t.deepEqual(tally(balancer.exchanges(300), 3), [70, 100, 130]);
});

test('the scarcer of CPU and memory counts', (t) => {
  const balancer = new FakeBalancer(resourceBased, weightedServers(1, 1));
  balancer.report(0, { cpu: 0.1, memory: 0.9 });
  balancer.report(1, { cpu: 0.5, memory: 0.1 });
  t.deepEqual(tally(balancer.exchanges(100), 2), [40, 60]);
});

test('a server is never starved, and comes back when it is free again', (t) => {
  const balancer = new FakeBalancer(resourceBased, weightedServers(1, 1));
  for (let period = 0; period < 100; period++) {
    balancer.report(0, { cpu: 1 });
    balancer.report(1, { cpu: 0 });
    balancer.exchange();
  }
  t.true(balancer.exchanges(200).includes(0));
  const used = run(balancer, [1, 1], 1.6, 40);
  t.true(spread(used) < 0.02, used.join(' '));
});

test('a server that joins has the turns of its weight until it reports', (t) => {
  const balancer = new FakeBalancer(resourceBased, weightedServers(1, 1));
  balancer.report(0, { cpu: 0.9 });
  balancer.report(1, { cpu: 0.1 });
  balancer.exchange();
  balancer.add();
  t.deepEqual(tally(balancer.exchanges(300), 3), [60, 140, 100]);
});

test('servers are asked to report every interval', (t) => {
  t.deepEqual(resourceBased.needs?.({ interval: 5e9, gain: 1 }), { reportEvery: 5e9 });
});

test('a report counts once, and only where it is periodic', (t) => {
  const balancer = new FakeBalancer(resourceBased, weightedServers(1, 1));
  balancer.report(0, { cpu: 0.9 });
  balancer.report(1, { cpu: 0.1 });
  balancer.exchange();
  balancer.report(1, { cpu: 0.1 });
  // Factors 0.6 and 1.4, then 0.6 and 1.96, scaled to a mean of 1.
  const counts = tally(balancer.exchanges(256), 2);
  t.true(Math.abs(counts[0] - 60) <= 1, counts.join(' '));
  balancer.report(0, { cpu: 0.9, kind: 'probe' });
  balancer.report(0, { cpu: 0.9, kind: 'idle' });
  t.true(Math.abs(tally(balancer.exchanges(256), 2)[0] - 60) <= 1);
});
