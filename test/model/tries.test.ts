/** Clients and balancers that try again, against arithmetic. */
import test from 'ava';
import type { ClientGroup, Model, TriesSpec } from '../../sim/model/model.ts';
import { strategies } from '../../strategies/index.ts';
import { ipHash } from '../../strategies/ip-hash.ts';
import { random } from '../../strategies/random.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import type { RequestView, StrategyDefinition } from '../../strategies/strategy.ts';
import { runEngine } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

const ALL: TriesSpec['retryOn'] = ['failed', 'refused', 'timedOut'];

function tries(spec: Partial<TriesSpec>): { tries: TriesSpec } {
  const backoff = { base: 0, max: 0, jitter: 'none' } as const;
  return { tries: { timeout: Infinity, retries: 0, retryOn: ALL, backoff, sameServer: false, ...spec } };
}

/** Refuses all but the first request, which it holds for the whole run. */
const refusing = server({ concurrency: 1, queue: 0 });
const HOLDING = { demandMs: 100_000 };

/** What comes after the first requests, one a server, which hold the servers. */
function refused(servers: number, at: number[], spec: Partial<TriesSpec>, strategy = choose(roundRobin)): Model {
  const holders = Array.from({ length: servers }, () => 0);
  const group = requestsAt([...holders, ...at], HOLDING);
  const all = holders.map(() => refusing);
  return small([group], all, { duration: 100_000 * MS, drain: 0 }, { strategy, ...tries(spec) });
}

const storiesFrom = (model: Model, from: number) => runEngine(model).stories.slice(from);
const sent = (all: string[]) => all.filter((each) => each.includes('>'));
const instants = (all: string[]) => sent(all).map((each) => Number(each.split('@')[1]) / MS);
const serversOf = (all: string[]) => sent(all).map((each) => each.split('>')[1].split('@')[0]);

test('retries come after the backoff, which doubles up to its limit', (t) => {
  const model = refused(1, [10 * MS], { retries: 4, backoff: { base: 25 * MS, max: 80 * MS, jitter: 'none' } });
  const [story] = storiesFrom(model, 1);
  t.deepEqual(instants(story.tries), [10, 35, 85, 165, 245]);
  t.is(story.outcome, 'refused');
  t.is(story.endAt, 245 * MS);
});

for (const [jitter, least] of [
  ['full', 0],
  ['equal', 0.5],
] as const) {
  test(`with ${jitter} jitter the backoff is spread evenly from ${least} to 1 of its time`, (t) => {
    const at = Array.from({ length: 2000 }, (_, i) => (10 + i) * MS);
    const model = refused(1, at, { retries: 1, backoff: { base: 40 * MS, max: 40 * MS, jitter } });
    const shares = storiesFrom(model, 1).map(({ tries: all }) => {
      const [first, second] = instants(all);
      return (second - first) / 40;
    });
    t.true(shares.every((share) => share >= least && share <= 1));
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    // Four standard errors of the mean of a uniform draw.
    t.true(Math.abs(mean - (1 + least) / 2) < (4 * (1 - least)) / Math.sqrt(12 * shares.length), String(mean));
  });
}

test('a budget of 20% pays for one retry after five requests, and never for more', (t) => {
  const at = Array.from({ length: 1000 }, (_, i) => (10 + i) * MS);
  const model = refused(1, at, { retries: 10, budget: { ratio: 0.2, burst: 10 } });
  const { stories, observation } = runEngine(model);
  t.is(observation.balancers[0].dispatches, 1001 + 200);
  let count = 0;
  for (const [i, { tries: all }] of stories.entries()) {
    count += sent(all).length;
    t.true(count <= 1.2 * (i + 1));
  }
});

test('a budget saves up no more than its burst', (t) => {
  const group = requestsAt(
    [...Array.from({ length: 1000 }, (_, i) => i * MS), 2000 * MS, ...Array.from({ length: 50 }, () => 2001 * MS)],
    { demandMs: 0.5 },
  );
  // The request at 2 s takes as long as any and holds the only slot, so that those behind it are refused.
  const model = small(
    [group],
    [server({ concurrency: 1, queue: 0, speed: 0.25 })],
    { duration: 3000 * MS },
    tries({ retries: 1, budget: { ratio: 0.2, burst: 10 } }),
  );
  const late = storiesFrom(model, 1001);
  const retries = late.filter(({ tries: all }) => sent(all).length === 2).length;
  t.true(retries >= 10 && retries <= 10 + 0.2 * late.length, String(retries));
});

for (const definition of strategies) {
  test(`${definition.name}: a retry goes to another server, as long as there is one`, (t) => {
    const at = Array.from({ length: 40 }, (_, i) => (500 + 7 * i) * MS);
    const { stories } = runEngine(refused(3, at, { retries: 3 }, choose(definition)));
    for (const { tries: all } of stories) {
      const servers = serversOf(all);
      t.is(new Set(servers).size, Math.min(3, servers.length), servers.join());
    }
  });
}

test('with sameServer a strategy that is sticky stays', (t) => {
  const [story] = storiesFrom(refused(3, [10 * MS], { retries: 3, sameServer: true }, choose(ipHash)), 3);
  t.is(serversOf(story.tries).length, 4);
  t.is(new Set(serversOf(story.tries)).size, 1);
});

test('a hedge is sent beside a try that takes long; the first good answer counts', (t) => {
  const twice = [server({ speed: 0.1 }), server()];
  const hedge = tries({ hedge: { after: 4 * MS, count: 1 } });
  const [story] = storiesFrom(small([requestsAt([0], { demandMs: 2 })], twice, {}, hedge), 0);
  t.deepEqual(story.tries, [
    'balancer>web/0@0',
    'balancer>web/1@4000000',
    'balancer<web/1@6000000 succeeded',
    'balancer<web/0@6000000 abandoned',
  ]);
  t.is(story.endAt, 6 * MS);
  const [onTime] = storiesFrom(small([requestsAt([0], { demandMs: 4 })], [server(), server()], {}, hedge), 0);
  t.is(onTime.tries.length, 2, 'an answer at the instant of the hedge comes first');
});

test('hedges after p95 add five percent', (t) => {
  const count = 20_000;
  const classes: ClientGroup['classes'] = [
    { ...requestsAt([]).classes[0], demand: { kind: 'exponential', mean: 10 * MS } },
  ];
  const group = requestsAt(
    Array.from({ length: count }, (_, i) => i * MS),
    {},
    { classes },
  );
  const wide = server({ cores: 1000, discipline: 'processor-sharing' });
  const { observation } = runEngine(
    small([group], [wide, wide], { duration: count * MS }, tries({ hedge: { after: { percentile: 95 }, count: 1 } })),
  );
  const added = observation.balancers[0].dispatches / count - 1;
  // The 973rd of 1,024 is exceeded with probability 1 - 973 / 1025; four standard deviations, of the draws and of that quantile.
  const expected = 1 - 973 / 1025;
  const deviation = Math.sqrt(expected * (1 - expected) * (1 / count + 1 / count));
  t.true(Math.abs(added - expected) < 4 * deviation, String(added));
});

test('a try that takes too long is given up, and its strategy hears that it timed out', (t) => {
  const spec = tries({ timeout: 5 * MS, retries: 1 });
  const model = small([requestsAt([0], { demandMs: 20 })], [server(), server()], {}, spec);
  const [story] = storiesFrom(model, 0);
  t.deepEqual(story.tries, [
    'balancer>web/0@0',
    'balancer<web/0@5000000 timedOut',
    'balancer>web/1@5000000',
    'balancer<web/1@10000000 timedOut',
  ]);
  t.is(story.outcome, 'timedOut');
  t.is(story.endAt, 10 * MS);
  t.deepEqual(story.departures, [20 * MS, 25 * MS], 'the servers do not know');
});

test('where clients give up a try, the balancer hears that it was abandoned', (t) => {
  const group = requestsAt(
    [0],
    { demandMs: 20 },
    { ...tries({ timeout: 5 * MS, retries: 1 }), afterTimeout: 'cancel' },
  );
  const [story] = storiesFrom(small([group], [server(), server()]), 0);
  t.deepEqual(story.tries, [
    'balancer>web/0@0',
    'balancer<web/0@5000000 abandoned',
    'balancer>web/1@5000000',
    'balancer<web/1@10000000 abandoned',
  ]);
  t.deepEqual(story.departures, []);
});

test('retries of clients and of balancers multiply', (t) => {
  const model = refused(1, [10 * MS], { retries: 2 });
  model.clients[0] = { ...model.clients[0], ...tries({ retries: 3 }) };
  const [story] = storiesFrom(model, 1);
  t.is(sent(story.tries).length, 4 * 3);
});

test('each balancer on the way keeps a number of its own with a request, over all of its tries', (t) => {
  const seen: number[][] = [[], []];
  const counting = (which: number): StrategyDefinition => ({
    ...roundRobin,
    create: (pool) => ({
      pick(request: RequestView) {
        seen[which].push(request.scratch, request.attempt);
        request.scratch += which === 0 ? 1 : 100;
        return request.attempt % pool.size;
      },
    }),
  });
  const model = refused(1, [10 * MS], {});
  const [holding] = model.balancers;
  model.balancers = [
    { ...holding, name: 'outer', members: [{ kind: 'balancer', index: 1, weight: 1 }], strategy: choose(counting(0)) },
    { ...holding, name: 'inner', strategy: choose(counting(1)) },
  ];
  model.balancers.forEach((spec, i) => Object.assign(spec, tries({ retries: 1 + i })));
  storiesFrom(model, 0);
  t.deepEqual(seen[0].slice(2), [0, 1, 1, 2]);
  t.deepEqual(seen[1].slice(2), [0, 1, 100, 2, 200, 3, 0, 1, 100, 2, 200, 3]);
});

test('random picks of a sender that retries are those of one that does not', (t) => {
  const at = Array.from({ length: 100 }, (_, i) => i * MS);
  const run = (spec: Partial<TriesSpec> | undefined) =>
    runEngine(
      small(
        [requestsAt(at)],
        [server(), server(), server()],
        {},
        { strategy: choose(random), ...(spec && tries(spec)) },
      ),
    ).stories.map(({ server: name }) => name);
  t.deepEqual(run({ retries: 2, timeout: 1000 * MS }), run(undefined));
});
