import test from 'ava';
import * as fc from 'fast-check';
import { leastConnections } from '../../strategies/least-connections.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

test('ties: random picks each of the least loaded as often as the other', (t) => {
  const balancer = new FakeBalancer(leastConnections, equalServers(6));
  for (let i = 0; i < 9; i++) balancer.send();
  const least = Math.min(...balancer.inService);
  const shares = Array.from(balancer.inService, (count) => (count === least ? 1 : 0));
  t.true(shares.includes(0));
  const counts = tally(balancer.exchanges(10_000), 6);
  t.true(fits(counts, shares), counts.join(' '));
});

test('ties: first picks the first of the least loaded', (t) => {
  const balancer = new FakeBalancer(leastConnections, equalServers(3), { ties: 'first' });
  t.deepEqual(balancer.exchanges(3), [0, 0, 0]);
  t.deepEqual([balancer.send(), balancer.send(), balancer.send(), balancer.send()], [0, 1, 2, 0]);
  balancer.end(1);
  t.is(balancer.send(), 1);
});

test('the kept order stays right while servers come, go and change tier, and counts grow', (t) => {
  const steps = fc.array(
    fc.record({
      act: fc.constantFrom('send', 'send', 'send', 'end', 'toggle', 'add', 'remove'),
      server: fc.nat({ max: 11 }),
      tier: fc.nat({ max: 1 }),
    }),
    { maxLength: 400 },
  );
  fc.assert(
    fc.property(steps, (script) => {
      const balancer = new FakeBalancer(leastConnections, equalServers(4));
      const removed = new Set<number>();
      for (const { act, server, tier } of script) {
        const { size, inService, available, priority } = balancer.pool;
        const exists = server < size && !removed.has(server);
        if (act === 'end' && exists && inService[server] > 0) balancer.end(server);
        if (act === 'toggle' && exists) balancer.setAvailable(server, available[server] === 0);
        if (act === 'add' && size < 12) balancer.add({ priority: tier });
        if (act === 'remove' && exists) {
          balancer.remove(server);
          removed.add(server);
        }
        if (act !== 'send') continue;
        const here = Array.from(available.keys()).filter((i) => available[i] === 1);
        const best = Math.min(...here.map((i) => priority[i]));
        const loads = here.filter((i) => priority[i] === best).map((i) => inService[i]);
        const before = Array.from(inService);
        const picked = balancer.send();
        t.is(here.length === 0 ? 0 : before[picked] - Math.min(...loads), 0);
        if (here.length > 0) t.is(priority[picked], best);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});

test('counts may grow far beyond those at the start', (t) => {
  const balancer = new FakeBalancer(leastConnections, equalServers(2));
  for (let i = 0; i < 1000; i++) balancer.send();
  t.deepEqual(balancer.inService, [500, 500]);
  for (let i = 0; i < 500; i++) balancer.end(0);
  for (let i = 0; i < 100; i++) t.is(balancer.send(), 0);
});

test('what stickiness sends to a server that is no candidate does not upset the order', (t) => {
  const balancer = new FakeBalancer(leastConnections, [{}, {}, {}, { backup: true }]);
  balancer.exchange();
  balancer.pool.inService[3]++;
  balancer.strategy.onDispatch?.(3, balancer.newRequest(), 0, false);
  for (let i = 0; i < 30; i++) balancer.send();
  t.deepEqual(balancer.inService, [10, 10, 10, 1]);
});
