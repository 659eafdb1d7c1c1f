/** What a scenario becomes. */
import test from 'ava';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { choose } from '../../sim/scenario/strategy-choice.ts';
import type { StrategyChoice } from '../../sim/model/model.ts';
import { observe } from '../reference/engine.ts';
import { filesOf, load, PLAIN, traceOf } from './scenarios.ts';

const changed = async (from: string, to: string) => (await load(PLAIN.replace(from, to))).world;
const named = (name: string) => choose({ name, params: {} }) as StrategyChoice;

test('what is left out has no effect', async (t) => {
  const { world } = await load(
    'duration: 1m\nclients: {a: {arrivals: {process: users, count: 1}, demand: 1ms}}\nservers: {web: {}}\n',
  );
  t.deepEqual(world, {
    name: 'flash',
    summary: '',
    seed: 1,
    duration: 60e9,
    warmup: 0,
    drain: 60e9,
    clients: [
      {
        name: 'a',
        arrivals: { process: 'users', count: 1, think: { kind: 'constant', value: 0 } },
        classes: [
          {
            name: 'a',
            share: 1,
            demand: { kind: 'constant', value: 1e6 },
            wait: { kind: 'constant', value: 0 },
            memory: 0,
            bytesIn: 0,
            bytesOut: 0,
          },
        ],
        addresses: { count: 65_536, zipf: 0 },
        keys: { count: 0, zipf: 0 },
        timeout: Infinity,
        afterTimeout: 'continue',
        zone: 0,
        via: 0,
      },
    ],
    reserve: [],
    servers: [
      {
        name: 'web/0',
        group: 'web',
        cores: 1,
        speed: 1,
        memory: Infinity,
        discipline: 'processor-sharing',
        concurrency: Infinity,
        queue: Infinity,
        whenMemoryIsFull: { kind: 'queue' },
        scalability: { contention: 0, coherency: 0 },
        weight: 1,
        priority: 0,
        backup: false,
        zone: 0,
        price: 0,
      },
    ],
    balancers: [
      {
        name: 'balancer',
        strategy: undefined,
        members: [{ kind: 'server', index: 0 }],
        zone: 0,
        cost: 0,
        capacity: Infinity,
        queue: Infinity,
        price: 0,
      },
    ],
    zones: [''],
    networkLatency: [0],
    objectives: [],
    warnings: [],
  });
});

test('the drain is the longest timeout, unless it is said', async (t) => {
  const demand = 'demand: {exponential: 20ms}';
  t.is((await changed(demand, `${demand}\n    timeout: 3s`)).drain, 3e9);
  t.is((await changed('duration: 1m', 'duration: 1m\ndrain: 7s')).drain, 7e9);
});

test('each distribution', async (t) => {
  const demandOf = async (written: string) =>
    (await changed('{exponential: 20ms}', written)).clients[0].classes[0].demand;
  t.deepEqual(await demandOf('5ms'), { kind: 'constant', value: 5e6 });
  t.deepEqual(await demandOf('{constant: 5ms}'), { kind: 'constant', value: 5e6 });
  t.deepEqual(await demandOf('{uniform: [1ms, 3ms]}'), { kind: 'uniform', low: 1e6, high: 3e6 });
  t.deepEqual(await demandOf('{pareto: {mean: 5ms, shape: 2}}'), { kind: 'pareto', mean: 5e6, shape: 2 });
  for (const kind of ['gamma', 'hyperexponential', 'lognormal']) {
    t.deepEqual(await demandOf(`{${kind}: {mean: 5ms, cv: 2}}`), { kind, mean: 5e6, cv: 2 } as never);
  }
});

test('a mix: shares add up to exactly 1, and classes have what the group has where they say nothing', async (t) => {
  const mix =
    'memory: 1KiB\n    mix: {a: {share: 33.3%, demand: 1ms}, b: {share: 66.7%, demand: 2ms, memory: 2KiB, wait: 1ms}}';
  const { classes } = (await changed('demand: {exponential: 20ms}', mix)).clients[0];
  t.is(classes[0].share + classes[1].share, 1);
  t.deepEqual(
    classes.map(({ name, memory, wait }) => [name, memory, wait]),
    [
      ['a', 1024, { kind: 'constant', value: 0 }],
      ['b', 2048, { kind: 'constant', value: 1e6 }],
    ],
  );
});

test('a trace: faster, cut at the end of the run, with a column as demand', async (t) => {
  const trace = {
    ...traceOf([0, 1e9, 3e9, 7e9], { tokens: [1, 2, 0, 5] }),
    address: Uint32Array.of(0, 0, 1, 1),
    addresses: [],
  };
  const text = PLAIN.replace('{process: poisson, rate: 100/s}', '{process: trace, file: t.trace, speed: 2x}')
    .replace('{exponential: 20ms}', '{column: tokens, perUnit: 10ms, base: 1ms}')
    .replace('1m', '3s');
  const [{ arrivals, classes }] = (await load(text, [], filesOf({}, { 't.trace': trace }))).world.clients;
  t.deepEqual(arrivals, {
    process: 'trace',
    at: Float64Array.of(0, 0.5e9, 1.5e9),
    address: trace.address,
    addresses: [],
    key: undefined,
    keys: undefined,
  });
  t.deepEqual(classes[0].demand, { kind: 'column', values: Float64Array.of(11e6, 21e6, 1e6, 51e6) });
});

test('an empirical distribution', async (t) => {
  const files = filesOf({ 'times.txt': '# measured\n1ms\r\n\n2.5ms # slow\n' });
  const { world } = await load(PLAIN.replace('{exponential: 20ms}', '{empirical: times.txt}'), [], files);
  t.deepEqual(world.clients[0].classes[0].demand, { kind: 'empirical', values: Float64Array.of(1e6, 2.5e6) });
});

const SITES = `duration: 1m
clients:
  east: {arrivals: {process: poisson, rate: 1/s}, demand: 1ms, zone: east}
  west: {arrivals: {process: poisson, rate: 1/s}, demand: 1ms, zone: west, via: site-west}
servers:
  a: {count: 2, zone: east}
  b: {count: 1, zone: west}
balancers:
  site-west: {pool: [b], zone: west, strategy: random, weight: 3}
  global: {pool: [site-west, a], strategy: [round-robin, random]}
  spare: {}
network: {latency: [{between: [east, west], is: 30ms}, {within: west, is: 1ms}]}
`;

test('equal balancers: each has a name and a place of its own, and all have the strategy that is compared', async (t) => {
  const loaded = await load(`duration: 1m
clients: {a: {arrivals: {process: poisson, rate: 1/s}, demand: 1ms}}
servers: {web: {}}
balancers:
  lb: {count: 2, pool: [web], strategy: [random, round-robin]}
  front: {pool: [lb], strategy: random}
`);
  const { balancers, clients } = compile(loaded, loaded.strategies[1]);
  t.deepEqual(
    balancers.map(({ name, strategy }) => `${name} ${strategy.label}`),
    ['lb/0 round-robin', 'lb/1 round-robin', 'front random'],
  );
  t.deepEqual(
    balancers[2].members,
    [0, 1].map((index) => ({ kind: 'balancer', index, weight: 1 })),
  );
  t.is(clients[0].via, 2);
});

test('several balancers: pools, entries, zones, and whose strategies are compared', async (t) => {
  const loaded = await load(SITES);
  const { world } = loaded;
  t.deepEqual(
    world.clients.map(({ via }) => via),
    [1, 0],
  );
  t.deepEqual(world.zones, ['', 'east', 'west']);
  t.deepEqual(world.networkLatency, [0, 0, 0, 0, 0, 30e6, 0, 30e6, 1e6]);
  t.deepEqual(
    world.balancers.map(({ members }) => members),
    [
      [{ kind: 'server', index: 2 }],
      [
        { kind: 'balancer', index: 0, weight: 3 },
        { kind: 'server', index: 0 },
        { kind: 'server', index: 1 },
      ],
      [0, 1, 2].map((index) => ({ kind: 'server', index })),
    ],
  );
  t.is(loaded.compared, 1);
  t.deepEqual(
    loaded.strategies.map(({ label }) => label),
    ['round-robin', 'random'],
  );
  t.deepEqual(
    compile(loaded, named('ip-hash')).balancers.map(({ strategy }) => strategy.label),
    ['random', 'ip-hash', 'ip-hash'],
  );
});

test('pools that meet again lower down are each walked once', async (t) => {
  const names = Array.from({ length: 100 }, (_, i) => `b${i}`);
  const pools = names.map((name, i) => `  ${name}: {pool: [${names.slice(i + 1).join(', ') || 'web'}]}\n`);
  const { world } = await load(PLAIN.replace('balancer:\n  strategy: random\n', `balancers:\n${pools.join('')}`));
  t.is(world.balancers[0].members.length, 99);
  t.deepEqual(world.warnings, []);
});

test('memory policies with what they say and with their defaults', async (t) => {
  const policyOf = async (written: string) =>
    (await changed('{count: 2, cores: 2}', `{memory: 1GiB, whenMemoryIsFull: ${written}}`)).servers[0].whenMemoryIsFull;
  t.deepEqual(await policyOf('queue'), { kind: 'queue' });
  t.deepEqual(await policyOf('refuse'), { kind: 'refuse' });
  t.deepEqual(await policyOf('swap'), { kind: 'swap', slowdown: 10 });
  t.deepEqual(await policyOf('{swap: 3x}'), { kind: 'swap', slowdown: 3 });
  t.deepEqual(await policyOf('crash'), { kind: 'crash', restart: 30e9 });
  t.deepEqual(await policyOf('{crash: 5s}'), { kind: 'crash', restart: 5e9 });
});

test('a model has a place for each server that an autoscaler can launch', async (t) => {
  const places = async (keys: string, rest = '') => {
    const { world } = await load(
      `duration: 1h\ndrain: 0s\nclients: {a: {arrivals: {process: users, count: 1}, demand: 1ms}}\nservers: {web: {count: 2}, db: {count: 2}}\n${rest}autoscaler: {web: {every: 15s, target: {cpu: 60%}, ${keys}}}\n`,
    );
    return world.reserve.length;
  };
  // 240 decisions: out with every other one, and once more.
  t.is(await places('min: 1, max: 6'), 121 * 5);
  // Out at 15 s, in no earlier than 300 s later, out again with the next decision.
  t.is(await places('min: 1, max: 6, stabilization: {in: 5m}'), 12 * 5);
  t.is(await places('min: 1, max: 6, stabilization: {in: 5m}, cooldown: {out: 290s}'), 7 * 5);
  t.is(await places('min: 1, max: 4096'), 32_768);
  // By size one server comes with every other decision, or none where servers restart.
  t.is(await places('sizes: [{cores: 1}, {cores: 2}]'), 122);
  t.is(await places('sizes: [{cores: 1}, {cores: 2}], restart: 1s'), 0);
  // What is taken away may come back.
  t.is(await places('min: 1, max: 6', 'events: [{at: 1m, remove: web}, {at: 1m, drain: db}]\n'), 121 * 5 + 12);
});

test('an autoscaler that goes out and in with each decision finds a place for each server', async (t) => {
  const rates = Array.from(
    { length: 40 },
    (_, i) => `[${15 * i}s, ${i % 2 === 0 ? 50 : 0}/s], [${15 * i + 14.9}s, ${i % 2 === 0 ? 50 : 0}/s]`,
  );
  const loaded = await load(
    `duration: 10m\nclients: {a: {arrivals: {process: constant, rate: [${rates.join()}]}, demand: 1ms}}\nservers: {web: {count: 1}}\nbalancer: {strategy: round-robin}\nautoscaler: {web: {min: 1, max: 20, target: {rate: 1/s}}}\n`,
  );
  const { happenings } = observe(compile(loaded, named('round-robin')));
  t.is(happenings.filter(({ kind }) => kind === 'added').length, 20 * 19);
});
