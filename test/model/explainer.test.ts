/** Runs that explain themselves: models by hand where the answer is known, and any model, which goes as it does without. */
import { deepStrictEqual, ok } from 'node:assert/strict';
import test from 'ava';
import * as fc from 'fast-check';
import type { Explanation } from '../../records/explanation.ts';
import type { Model } from '../../sim/model/model.ts';
import { leastConnections } from '../../strategies/least-connections.ts';
import { random } from '../../strategies/random.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import { WAIT, type Parameters, type StrategyDefinition } from '../../strategies/strategy.ts';
import { observe } from '../reference/engine.ts';
import { anyModel, fuzz } from '../reference/models.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

const explained = (model: Model): Explanation => observe({ ...model, explains: true }).explanation!;
const every = (ms: number, count: number): number[] => Array.from({ length: count }, (_, i) => i * ms * MS);

test('two servers, one slow: half of the requests go there, and each of those picks costs what it is slower', (t) => {
  const model = small([requestsAt(every(10, 10), { demandMs: 2 })], [server(), server({ speed: 0.25 })]);
  const { servers, sample, latency, decisions, dispatches, repeats } = explained(model);
  t.deepEqual(
    servers.map(({ name, dispatches: sent, departures, sojourn }) => [name, sent, departures, sojourn / MS]),
    [
      ['web/0', 5, 5, 10],
      ['web/1', 5, 5, 40],
    ],
  );
  t.deepEqual(latency, { requests: 10, wait: 0, service: 50 * MS, sharing: 0, other: 0 });
  t.deepEqual([decisions, dispatches, repeats], [10, 10, 0]);
  t.deepEqual(
    sample.map(({ request, pick, best, regret }) => [request, pick, best, regret / MS]),
    every(1, 10).map((_, i) => (i % 2 === 0 ? [i, 'web/0', 'web/0', 0] : [i, 'web/1', 'web/0', 6])),
  );
});

test('round-robin lets a server idle while others queue', (t) => {
  const long = requestsAt([0], { demandMs: 100 });
  const short = requestsAt([1, 3, 5, 7].map((at) => at * MS));
  const { sample, latency } = explained(small([long, short], [server(), server()]));
  t.deepEqual(
    sample.map(({ at, pick, best, regret, idleWhileOthersQueue }) => [
      at / MS,
      pick,
      best,
      regret / MS,
      idleWhileOthersQueue,
    ]),
    [
      [0, 'web/0', 'web/0', 0, false],
      [1, 'web/1', 'web/1', 0, false],
      [3, 'web/0', 'web/1', 97, false],
      [5, 'web/1', 'web/1', 0, true],
      [7, 'web/0', 'web/1', 94, true],
    ],
  );
  t.deepEqual(latency, { requests: 5, wait: 191 * MS, service: 104 * MS, sharing: 0, other: 0 });
});

/** The server that last reported the least CPU in use. */
const stale: StrategyDefinition = {
  ...roundRobin,
  needs: () => ({ reportEvery: 20 * MS }),
  create: (pool) => ({ pick: () => (pool.cpu[0] <= pool.cpu[1] ? 0 : 1) }),
};

test('stale reports make a herd', (t) => {
  const model = small([requestsAt(every(1, 100), { demandMs: 0.5 })], [server(), server()]);
  const herd = explained({ ...model, balancers: [{ ...model.balancers[0], strategy: choose(stale) }] });
  // It changes sides as web/0 reports: at 10, 30, 50, 70 and 90 ms.
  t.is(herd.repeats, 94);
  t.is(explained(model).repeats, 0);
});

test('cores that are shared, the network and the queue of a balancer are told apart', (t) => {
  const twice = requestsAt([0, 0], { demandMs: 5, wait: { kind: 'constant', value: 2 * MS } });
  const sharing = explained(small([twice], [server({ discipline: 'processor-sharing' })]));
  t.deepEqual(sharing.latency, { requests: 2, wait: 0, service: 14 * MS, sharing: 10 * MS, other: 0 });

  const far = { networkLatency: [0, 1 * MS, 3 * MS, 0] };
  const { latency, sample } = explained(small([twice], [server({ zone: 1 }), server()], far));
  t.deepEqual(latency, { requests: 2, wait: 0, service: 14 * MS, sharing: 0, other: 4 * MS });
  t.deepEqual(
    sample.map(({ best, regret }) => [best, regret / MS]),
    [
      ['web/1', 4],
      ['web/1', 0],
    ],
  );

  const waits: StrategyDefinition = {
    ...roundRobin,
    create: (pool) => ({ pick: () => (pool.inService[0] === 0 ? 0 : WAIT) }),
  };
  const one = requestsAt([0, 0, 0], { demandMs: 5 });
  const queued = explained(small([one], [server()], {}, { strategy: choose(waits) }));
  t.deepEqual(queued.latency, { requests: 3, wait: 15 * MS, service: 15 * MS, sharing: 0, other: 0 });
});

test('a pick that is never served costs without end, unless nobody would serve it', (t) => {
  const full = server({ concurrency: 1, queue: 0 });
  const { sample, latency } = explained(small([requestsAt([0, 1, 2, 3, 4], { demandMs: 50 })], [full, server()]));
  t.is(latency.requests, 3);
  t.deepEqual(
    sample.map(({ regret }) => regret),
    [0, 0, Infinity, 0, Infinity],
  );
  const alone = explained(small([requestsAt([0, 1], { demandMs: 50 })], [full]));
  t.deepEqual(
    alone.sample.map(({ regret }) => regret),
    [0, 0],
  );
});

test('the slowest percent has parts of its own', (t) => {
  const short = requestsAt(every(10, 199), { demandMs: 1 });
  const long = requestsAt([5 * MS], { demandMs: 3, wait: { kind: 'constant', value: MS } });
  const { latency, slowestPercent } = explained(small([short, long], [server()], { duration: 2000 * MS }));
  t.deepEqual(latency, { requests: 200, wait: 0, service: 203 * MS, sharing: 0, other: 0 });
  // Two are 1 %: the second slowest is as slow as all the others.
  t.deepEqual(slowestPercent, latency);
  const two = requestsAt(
    [5, 15].map((at) => at * MS),
    { demandMs: 3 },
  );
  const few = requestsAt(every(10, 198));
  const { slowestPercent: both } = explained(small([few, two], [server()], { duration: 2000 * MS }));
  t.deepEqual(both, { requests: 2, wait: 0, service: 6 * MS, sharing: 0, other: 0 });
});

test('only requests that arrive after the warmup count', (t) => {
  const model = small([requestsAt(every(10, 10))], [server(), server()], { warmup: 50 * MS });
  const { latency, dispatches, decisions, sample } = explained(model);
  t.deepEqual([latency.requests, dispatches, decisions, sample.length], [5, 5, 5, 5]);
});

test('of many decisions a thousand are looked at, of the same requests whatever the strategy', (t) => {
  const of = <P extends Parameters>(strategy: StrategyDefinition<P>) =>
    explained(
      small(
        [requestsAt(every(1, 5000), { demandMs: 2 })],
        [server(), server(), server()],
        { duration: 5000 * MS },
        {
          strategy: choose(strategy),
        },
      ),
    );
  const [one, other] = [of(random), of(leastConnections)];
  t.is(one.decisions, 5000);
  t.is(one.sample.length, 1000);
  const requests = one.sample.map(({ request }) => request);
  t.deepEqual(
    other.sample.map(({ request }) => request),
    requests,
  );
  t.deepEqual(
    requests,
    [...new Set(requests)].toSorted((a, b) => a - b),
  );
  // Each decision is as likely as another: five standard errors of the mean of a uniform draw.
  const mean = requests.reduce((sum, request) => sum + request, 0) / 1000;
  t.true(Math.abs(mean - 2499.5) < (5 * 5000) / Math.sqrt(12 * 1000), String(mean));
});

test('any run goes as it does unexplained, and the parts make up the latency', (t) => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const { explanation, ...seen } = observe({ ...model, explains: true });
      deepStrictEqual(seen, observe(model));
      const { latency, slowestPercent, sample } = explanation!;
      const { requests: succeeded, wait, service, sharing, other } = latency;
      ok(Math.abs(wait + service + sharing + other - seen.latency.sum) <= 1e-9 * seen.latency.sum + 1);
      ok(succeeded === seen.requests.succeeded, `${succeeded} of ${seen.requests.succeeded}`);
      ok(slowestPercent.requests >= succeeded / 100 && slowestPercent.requests <= succeeded);
      for (const part of [wait, service, sharing + succeeded]) ok(part >= 0, JSON.stringify(latency));
      for (const { regret } of sample) ok(regret >= 0);
    }),
    fuzz(40),
  );
  t.pass();
});
