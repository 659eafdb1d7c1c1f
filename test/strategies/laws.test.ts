/** Laws that every strategy of the index is held to, and those that it claims. */
import test from 'ava';
import * as fc from 'fast-check';
import { strategies } from '../../strategies/index.ts';
import { NONE, WAIT } from '../../strategies/strategy.ts';
import type { Law, StrategyDefinition, TryOutcome } from '../../strategies/strategy.ts';
import { addressOf, equalServers, FakeBalancer, keyOf, weightedServers } from './fake-pool.ts';
import type { FakeServer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

/** Strategies whose documents let requests wait at the balancer. */
const WAITING = new Set(['haproxy/first', 'haproxy/leastconn', 'haproxy/roundrobin']);

type Step =
  | { step: 'send'; client: number }
  | { step: 'end'; server: number; outcome: TryOutcome }
  | { step: 'retry'; server: number }
  | { step: 'add'; weight: number; backup: boolean; priority: number }
  | { step: 'remove' | 'toggle'; server: number }
  | { step: 'weight'; server: number; weight: number }
  | {
      step: 'report';
      server: number;
      cpu: number;
      memory: number;
      latency: number;
      kind: 'periodic' | 'probe' | 'idle';
    }
  | { step: 'advance'; nanoseconds: number };

const server = fc.nat({ max: 9 });
const weight = fc.oneof(fc.integer({ min: 1, max: 256 }), fc.double({ min: 0.01, max: 10, noNaN: true }));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const outcome = fc.constantFrom<TryOutcome>('succeeded', 'failed', 'timedOut', 'refused', 'abandoned');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: fc.constant('send' as const), client: fc.nat({ max: 50 }) }) },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('end' as const), server, outcome }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('retry' as const), server }) },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('add' as const),
      weight,
      backup: fc.boolean(),
      priority: fc.nat({ max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constantFrom('remove' as const, 'toggle' as const), server }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('weight' as const), server, weight }) },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant('report' as const),
      server,
      cpu: share,
      memory: share,
      latency: fc.nat({ max: 1e9 }),
      kind: fc.constantFrom('periodic' as const, 'probe' as const, 'idle' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('advance' as const), nanoseconds: fc.nat({ max: 5e9 }) }) },
);

const pool: fc.Arbitrary<FakeServer[]> = fc.array(
  fc.record({
    weight,
    limit: fc.nat({ max: 3 }),
    priority: fc.nat({ max: 2 }),
    backup: fc.boolean(),
    available: fc.boolean(),
  }),
  { maxLength: 6 },
);

/** Plays a script; throws where a law is broken; returns what was picked. */
function play(definition: StrategyDefinition, servers: FakeServer[], steps: Step[], seed: number): number[] {
  const balancer = new FakeBalancer(definition, servers, {}, seed);
  const removed = new Set<number>();
  const picks: number[] = [];
  const exists = (index: number) => index < balancer.pool.size && !removed.has(index);

  const check = (picked: number) => {
    picks.push(picked);
    if (picked === NONE) return;
    if (picked === WAIT && WAITING.has(definition.name)) return;
    if (!Number.isInteger(picked) || picked < 0 || picked >= balancer.pool.size) throw new Error(`picked ${picked}`);
    if (balancer.pool.available[picked] !== 1) throw new Error(`picked ${picked}, which is not available`);
  };

  for (const now of steps) {
    const isBusy = 'server' in now && (balancer.inFlight[now.server]?.length ?? 0) > 0;
    if (now.step === 'send') check(balancer.send(balancer.newRequest(addressOf(now.client))));
    if (now.step === 'end' && isBusy) balancer.end(now.server, now.outcome);
    if (now.step === 'retry' && isBusy) {
      const request = balancer.end(now.server, 'failed');
      request.attempt++;
      check(balancer.send(request));
    }
    if (now.step === 'add' && balancer.pool.size < 10) balancer.add(now);
    if (now.step === 'remove' && exists(now.server)) {
      balancer.remove(now.server);
      removed.add(now.server);
    }
    if (now.step === 'toggle' && exists(now.server)) {
      balancer.setAvailable(now.server, balancer.pool.available[now.server] === 0);
    }
    if (now.step === 'weight' && exists(now.server)) balancer.setWeight(now.server, now.weight);
    if (now.step === 'report' && now.server < balancer.pool.size) balancer.report(now.server, now);
    if (now.step === 'advance') balancer.advance(now.nanoseconds);

    if (Number.isNaN(balancer.strategy.nextTickAt ?? 0)) throw new Error('nextTickAt is NaN');
    for (const [at, requests] of balancer.inFlight.entries()) {
      if (requests.some((request) => Number.isNaN(request.scratch))) throw new Error(`scratch is NaN at ${at}`);
    }
  }
  return picks;
}

for (const definition of strategies) {
  const { name } = definition;
  const claims = (law: Law) => definition.laws.includes(law);

  test(`${name}: whatever happens, only available servers are picked, and the same seed picks the same`, (t) => {
    fc.assert(
      fc.property(pool, fc.array(step, { maxLength: 120 }), fc.nat(), (servers, steps, seed) => {
        t.deepEqual(play(definition, servers, steps, seed), play(definition, servers, steps, seed));
      }),
      { seed: 1, numRuns: 300 },
    );
    t.pass();
  });

  test(`${name}: picks a server whenever one is available, none is full and no try failed`, (t) => {
    fc.assert(
      fc.property(fc.uniqueArray(server, { maxLength: 5 }), fc.nat({ max: 40 }), (down, held) => {
        const balancer = new FakeBalancer(definition, equalServers(6));
        for (const index of down) if (index < 6) balancer.setAvailable(index, false);
        for (let i = 0; i <= held; i++) t.true(balancer.send() >= 0);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test(`${name}: nothing available gives NONE`, (t) => {
    t.is(new FakeBalancer(definition, []).send(), NONE);
    const down = new FakeBalancer(definition, [{ available: false }, { available: false, backup: true }]);
    t.is(down.send(), NONE);
    const gone = new FakeBalancer(definition, equalServers(2));
    gone.exchanges(3);
    gone.remove(0);
    gone.remove(1);
    t.is(gone.send(), NONE);
    t.is(gone.exchange(), NONE);
    const back = gone.add();
    t.is(gone.exchange(), back);
  });

  test(`${name}: backups serve only where nothing else is available`, (t) => {
    const balancer = new FakeBalancer(definition, [{ backup: true }, {}, {}]);
    t.false(balancer.exchanges(50).includes(0));
    balancer.setAvailable(1, false);
    t.deepEqual(new Set(balancer.exchanges(20)), new Set([2]));
    balancer.setAvailable(2, false);
    t.deepEqual(new Set(balancer.exchanges(20)), new Set([0]));
    balancer.setAvailable(1, true);
    t.deepEqual(new Set(balancer.exchanges(20)), new Set([1]));
  });

  if (claims('even')) {
    test(`${name}: claims even: idle sequential traffic is spread evenly over equal servers`, (t) => {
      const counts = tally(new FakeBalancer(definition, equalServers(5)).exchanges(10_000), 5);
      t.true(fits(counts, [1, 1, 1, 1, 1]), counts.join(' '));
    });
  }

  if (claims('even')) {
    test(`${name}: claims even: servers that join a small pool have their even share`, (t) => {
      const balancer = new FakeBalancer(definition, equalServers(1));
      balancer.exchanges(100);
      for (let i = 0; i < 8; i++) {
        balancer.add();
        balancer.exchange();
      }
      const counts = tally(balancer.exchanges(9000), 9);
      t.true(
        fits(
          counts,
          counts.map(() => 1),
        ),
        counts.join(' '),
      );
    });
  }

  if (claims('weighted')) {
    test(`${name}: claims weighted: shares of idle sequential traffic follow the weights`, (t) => {
      const weights = [5, 1, 3, 1, 10];
      const counts = tally(new FakeBalancer(definition, weightedServers(...weights)).exchanges(10_000), 5);
      t.true(fits(counts, weights), counts.join(' '));
    });
  }

  for (const [law, request] of [
    ['sticky-address', (balancer: FakeBalancer, i: number) => balancer.newRequest(addressOf(i))],
    ['sticky-key', (balancer: FakeBalancer, i: number) => balancer.newRequest(undefined, keyOf(i))],
  ] as const) {
    if (!claims(law)) continue;
    test(`${name}: claims ${law}: an equal one keeps its server while the pool stays as it is`, (t) => {
      const balancer = new FakeBalancer(definition, equalServers(7));
      const ask = () => Array.from({ length: 500 }, (_, i) => balancer.send(request(balancer, i)));
      const before = ask();
      t.deepEqual(ask(), before);
      balancer.setAvailable(3, false);
      ask();
      balancer.setAvailable(3, true);
      t.deepEqual(ask(), before);
      t.is(new Set(before).size, 7);
    });
  }

  if (claims('least-in-flight')) {
    test(`${name}: claims least-in-flight: never picks a server while an available one has fewer`, (t) => {
      const script = fc.array(fc.tuple(fc.boolean(), server), { maxLength: 200 });
      fc.assert(
        fc.property(script, fc.nat(), (steps, seed) => {
          const balancer = new FakeBalancer(definition, equalServers(6), {}, seed);
          const { inService, available } = balancer.pool;
          for (const [isEnd, index] of steps) {
            if (isEnd && (balancer.inFlight[index]?.length ?? 0) > 0) balancer.end(index);
            if (index > 7) balancer.setAvailable(index - 8, available[index - 8] === 0);
            const counts = Array.from(inService);
            const picked = balancer.send();
            const least = Math.min(...counts.filter((_, i) => available[i] === 1));
            t.is(counts[picked], least);
          }
        }),
        { seed: 1, numRuns: 200 },
      );
      t.pass();
    });
  }
}
