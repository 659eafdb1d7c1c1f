/** Keys that can have no effect: what their author is told, that without them all requests end the same, and what nothing is said of. */
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { runEngine } from '../reference/engine.ts';
import { load, PLAIN } from './scenarios.ts';

const BUSY = PLAIN.replace('100/s', '90/s')
  .replace('20ms', '40ms')
  .replace('strategy: random', 'strategy: least-connections');
const INNER = BUSY.replace('balancer:\n', 'balancers:\n  front: {pool: [inner], strategy: random}\n  inner:\n  ');
const NO_QUEUE =
  'no effect with the strategies named here, since nothing queues without limit.perServer (with a strategy of HAProxy, without concurrency of its servers); give it a limit';

const warningsOf = async (text: string, set: string[]) => (await load(text, set)).world.warnings;

/** What became of each request. */
async function play(text: string, set: string[]) {
  const loaded = await load(text, set);
  const { stories } = runEngine(compile(loaded, loaded.strategies[0]));
  return stories.map(({ server, starts, outcome, endAt }) => ({ server, starts, outcome, endAt }));
}

const CRASH = 'faults=[{at: 10s, crash: web/0}]';
const IMPATIENT = 'clients.shoppers.timeout=100ms';
const ZONES = ['clients.shoppers.zone=a', 'balancer.zone=b', 'servers.web.zone=b'];
const scaled = (rule: string) => `autoscaler={web: {min: 2, max: 4, ${rule}}}`;
const sized = (more = '') =>
  `autoscaler={web: {every: 5s, target: {cpu: 60%}, sizes: [{cores: 2}, {cores: 4}], restart: 2s${more}}}`;
const forecast = (more = '') => scaled(`target: {rate: 60/s}, every: 5s, predict: {by: holt-winters${more}}`);

/** What a scenario sets, what of it can have no effect, and what is said. */
const USELESS: [string[], string, string][] = [
  [[], 'balancer.queue=5', `balancer.queue: has ${NO_QUEUE}`],
  [[], 'balancer.queueTimeout=50ms', `balancer.queueTimeout: has ${NO_QUEUE}`],
  [['servers.web.concurrency=2'], 'balancer.queueTimeout=50ms', `balancer.queueTimeout: has ${NO_QUEUE}`],
  [['balancer.limit.inFlight=9'], 'balancer.codel={target: 5ms, interval: 100ms}', `balancer.codel: has ${NO_QUEUE}`],
  [
    [],
    'balancer={strategy: least-connections, queue: 5, queueTimeout: 50ms, codel: {target: 80ms, interval: 100ms}}',
    `balancer.queue, queueTimeout and codel: have ${NO_QUEUE}`,
  ],
  [
    ['balancer.limit.perServer=4', 'balancer.queueTimeout=50ms'],
    'balancer.codel={target: 80ms, interval: 100ms}',
    'balancer.codel.target: nothing queues for 80ms, since queueTimeout is 50ms; shorten the target',
  ],
  [
    [IMPATIENT],
    'balancer.tryTimeout=200ms',
    'balancer.tryTimeout: 200ms has no effect, since its clients give up after 100ms; shorten it',
  ],
  [
    [IMPATIENT],
    'balancer.hedge.after=200ms',
    'balancer.hedge.after: 200ms has no effect, since its clients give up after 100ms; shorten it',
  ],
  [
    [IMPATIENT, 'balancer.limit.perServer=4'],
    'balancer.queueTimeout=200ms',
    'balancer.queueTimeout: 200ms has no effect, since its clients give up after 100ms; shorten it',
  ],
  [
    ['balancer.limit.inFlight=6'],
    'balancer.shedding=[{above: 6}]',
    'balancer.shedding.0.above: has no effect at 6, since limit.inFlight refuses all at 6; lower it',
  ],
  [[], 'balancer.health={}', 'balancer.health: has no effect without active or passive; add active: {} for checks'],
  [
    [CRASH],
    'balancer.health.active={every: 1m}',
    'balancer.health.active: has no effect, since 3 failed checks take 2m, and the run with its drain 2m; lower fall or every',
  ],
  [
    [CRASH],
    'balancer.health.passive.errorRate={above: 10%, window: 2m}',
    'balancer.health.passive.errorRate.window: a window of 2m is not over before the end of the drain, 2m, so nobody is judged; shorten it',
  ],
  [
    [],
    'clients.shoppers.afterTimeout=cancel',
    'clients.shoppers.afterTimeout: has no effect, since these clients never give up; give them a timeout',
  ],
  [
    [IMPATIENT],
    'clients.shoppers.retries={count: 2, on: [timedOut]}',
    'clients.shoppers.retries.on: no try ever ends as timedOut without a tryTimeout; give it one',
  ],
  [
    [],
    'clients.shoppers.memory=8MiB',
    'clients.shoppers: memory has no effect, since no server that they reach has a limit of memory; give it one',
  ],
  [
    ['servers.web.memory=1GiB'],
    'servers.web.whenMemoryIsFull=crash',
    'servers.web.whenMemoryIsFull: has no effect, since no request that gets there holds memory; give clients memory',
  ],
  [
    ['clients.shoppers.memory=8MiB', 'servers.web.memory=1TiB'],
    'servers.web={count: 2, cores: 2, memory: 16MiB, whenMemoryIsFull: {swap: 1x}}',
    'servers.web.whenMemoryIsFull: a swap of 1x slows nothing down; give a larger factor such as 10x',
  ],
  [
    ['servers.web.memory=1GiB'],
    'servers.web.whenMemoryIsFull={swap: 1x}',
    'servers.web.whenMemoryIsFull: has no effect, since no request that gets there holds memory; give clients memory',
  ],
  [
    ['clients.shoppers.keys.count=100'],
    'servers.web.cache={entries: 10, hit: 100%}',
    'servers.web.cache: has no effect, since a hit of 100% needs all of its demand; give the share that a hit still needs',
  ],
  [
    ['clients.shoppers.arrivals.rate=45/s', 'servers.web={count: 2, concurrency: 1}'],
    'servers.web.cores=3',
    'servers.web.cores: at most 1 of 3 are ever busy, since concurrency is 1; raise it, or take fewer cores',
  ],
  [
    ZONES,
    'network.latency=[{within: a, is: 5ms}]',
    'network.latency: has no effect, since nothing goes between these zones; give clients, balancers and servers a zone',
  ],
  [
    ZONES,
    'faults=[{at: 1s, network: {within: a, latency: 5ms}}]',
    'faults.0: network has no effect, since nothing goes within zone a; name zones that send to each other',
  ],
  [[], 'faults=[{at: 9s, slow: 1, on: web}]', 'faults.0: slow has no effect at 1; give a smaller share such as 0.2'],
  [
    [],
    'faults=[{every: 2m, crash: web, for: 5s}]',
    'faults.0: crash comes for the first time after 2m, not before the end, 1m; lower every',
  ],
  [
    [],
    scaled('target: {cpu: 60%}, every: 30s, delay: 20s'),
    'autoscaler.web: it decides for the first time at 1m, not before the end, 1m; lower every or delay',
  ],
  [
    [],
    scaled('target: {cpu: 60%}, boot: 45s'),
    'autoscaler.web: what it adds takes requests at 1m at the earliest, not before the end, 1m; lower boot or every',
  ],
  [
    [],
    scaled('target: {cpu: 60%}, stabilization: {out: 40s}'),
    'autoscaler.web: what it adds takes requests at 1m at the earliest, not before the end, 1m; lower stabilization.out or every',
  ],
  [
    [],
    scaled('target: {cpu: 95%}, every: 5s, tolerance: 10%'),
    'autoscaler.web.target.cpu: it never asks for more at 95% with a tolerance of 10%, since no more than 100% is ever busy; lower it',
  ],
  [
    [],
    scaled('target: {queued: 5}, every: 5s'),
    'autoscaler.web.target: queued is always 0 with the strategies named here, since nothing waits for these servers; give them concurrency, or the balancer a limit',
  ],
  [
    [scaled('target: {cpu: 60%}, every: 5s')],
    scaled('target: {cpu: 60%}, every: 5s, average: 1s'),
    'autoscaler.web.average: 1s has no effect, since a sample is the mean of 5s; lower sample',
  ],
  [
    [forecast()],
    forecast(', season: 1m'),
    'autoscaler.web.predict.season: no season is known before the end, 1m; shorten it, or lengthen the duration',
  ],
  [
    [sized()],
    sized(', boot: 9s'),
    'autoscaler.web.boot: has no effect with restart, by which servers change in place; leave one of them out',
  ],
  [
    [],
    'events=[{at: 30s, add: web, boot: 30s}]',
    'events.0.boot: new servers take requests at 1m at the earliest, not before the end, 1m; shorten it',
  ],
  [
    ['events=[{at: 9s, add: web}]'],
    'events=[{at: 9s, add: web, warmup: {for: 9s, speed: 1}}]',
    'events.0.warmup.speed: nothing is slower at 1; give a smaller one such as 0.5',
  ],
];

for (const [given, key, said] of USELESS) {
  test(`without effect: ${[...given, key].join(' ')}`, async (t) => {
    t.deepEqual(await warningsOf(BUSY, given), []);
    t.deepEqual(await warningsOf(BUSY, [...given, key]), [said]);
    t.true(isDeepStrictEqual(await play(BUSY, [...given, key]), await play(BUSY, given)));
  });
}

test('without effect: active checks of balancers', async (t) => {
  const key = 'balancers.front.health.active={}';
  t.deepEqual(await warningsOf(INNER, [key]), [
    'balancers.front.health.active: has no effect, since only servers are checked, and its pool has balancers only; check where the servers are',
  ]);
  t.true(isDeepStrictEqual(await play(INNER, [CRASH, key]), await play(INNER, [CRASH])));
});

const users = (think: string) => `clients.shoppers.arrivals={process: users, count: 1, think: ${think}}`;

const GONE = 'on no server of its pool can be picked, since all have left or have a weight of 0; keep one';

/** What is set, and what is said of what makes no sense, or nothing where it does. */
const ODD: [string[], string[]][] = [
  [['servers.web.weight=0'], [`balancer: from the start ${GONE}`]],
  [['events=[{at: 30s, remove: web}]'], [`balancer: from 30s ${GONE}`]],
  [['events=[{at: 30s, drain: web/1}, {at: 9s, remove: web/0}]'], [`balancer: from 30s ${GONE}`]],
  [['events=[{at: 9s, weight: 0, on: web}, {at: 20s, add: web}]'], [`balancer: from 9s ${GONE}`]],
  [['events=[{at: 9s, remove: web}, {at: 20s, add: web}]'], []],
  [['servers.web.weight=0', 'events=[{at: 9s, weight: 1, on: web/0}]'], []],
  [['events=[{at: 9s, deploy: web}, {at: 20s, remove: web}]'], []],
  [['servers.web.weight=0', 'events=[{at: 9s, deploy: web}, {at: 15s, weight: 2, on: web/2}]'], []],
  [['servers.web.weight=0', 'events=[{at: 9s, add: web}, {at: 15s, weight: 2, on: web/2}]'], []],
  [
    ['events=[{at: 9s, weight: 2, on: web/0}, {at: 15s, weight: 0, on: web}, {at: 20s, weight: 0, on: web/1}]'],
    [`balancer: from 15s ${GONE}`],
  ],
  [['events=[{at: 9s, weight: 0, on: web/0}, {at: 15s, remove: web/1}]'], [`balancer: from 15s ${GONE}`]],
  [['events=[{at: 9s, remove: web}]', scaled('target: {cpu: 60%}')], []],
  [['objectives=[cost < 5]'], ['objectives.0: the cost is always 0, since nothing has a price; give servers one']],
  [['objectives=[cost < 5]', 'servers.web.price=1'], []],
  [
    ['clients.shoppers.arrivals.rate=30/h'],
    [
      'clients.shoppers.arrivals: fewer than one request is expected in 1m; give it more arrivals, or a longer duration',
    ],
  ],
  [
    [users('{uniform: [1m, 2m]}')],
    [
      'clients.shoppers.arrivals: fewer than one request is expected in 1m; give it more arrivals, or a longer duration',
    ],
  ],
  [[users('{uniform: [59s, 5m]}')], []],
  [[users('{exponential: 5m}')], []],
  // Each of these has an effect, if only just.
  [['balancer.limit.perServer=4', 'balancer.queueTimeout=50ms', 'balancer.queue=5'], []],
  [['balancer.strategy=haproxy/leastconn', 'servers.web.concurrency=2', 'balancer.queueTimeout=50ms'], []],
  [['balancer={queueTimeout: 50ms}'], []],
  [['balancer={count: 1}', scaled('target: {queued: 5}, every: 5s')], []],
  [[IMPATIENT, 'balancer.tryTimeout=100ms', 'clients.shoppers.afterTimeout=cancel'], []],
  [['balancer.limit.inFlight=6', 'balancer.shedding={above: 5}'], []],
  [['balancer.health.active={every: 59s}', CRASH], []],
  [['balancer.health.passive.errorRate={above: 10%, window: 119s}', CRASH], []],
  [
    ['drain=5s', 'balancer.health.active={every: 33s}', CRASH],
    [
      'balancer.health.active: has no effect, since 3 failed checks take 1.1m, and the run with its drain 65s; lower fall or every',
    ],
  ],
  [['balancer.tryTimeout=100ms', 'clients.shoppers.retries={count: 2, on: [timedOut]}'], []],
  [
    [
      'servers.web={count: 2, cores: 2, memory: 1GiB, whenMemoryIsFull: crash}',
      'faults=[{at: 1s, memory-leak: 1MiB/s, on: web}]',
    ],
    [],
  ],
  [
    [
      'clients.shoppers={keys: {count: 9}, wait: 9ms, demand: 9ms, arrivals: {process: constant, rate: 9/s}}',
      'servers.web.cache={entries: 5, hit: 100%}',
    ],
    [],
  ],
  [['servers.web={count: 4, cores: 2, concurrency: 2}'], []],
  [[...ZONES, 'network.latency=[{between: [a, b], is: 5ms}, {within: a, is: 1ms}]'], []],
  [
    ['faults=[{every: 1m, crash: web, for: 5s}]'],
    ['faults.0: crash comes for the first time after 1m, not before the end, 1m; lower every'],
  ],
  [['faults=[{every: {exponential: 2m}, crash: web, for: 5s}]'], []],
  [[scaled('target: {cpu: 60%}, boot: 44s')], []],
  [[scaled('target: {cpu: 60%}, stabilization: {out: 15s, in: 5m}')], []],
  [[scaled('target: {cpu: 60%}, delay: 2m, schedule: [[0s, 2], [9s, 3]]')], []],
  [[scaled('target: {cpu: 90%}, tolerance: 10%')], []],
  [['servers.web={count: 2, cores: 2, concurrency: 8}', scaled('target: {queued: 5}')], []],
];

for (const [set, said] of ODD) {
  test(`${said.length === 0 ? 'nothing' : 'something'} is said of ${set.join(' ')}`, async (t) => {
    t.deepEqual(await warningsOf(PLAIN, set), said);
  });
}

test('a balancer that nobody sends to', async (t) => {
  t.deepEqual(await warningsOf(INNER, ['clients.shoppers.via=inner']), [
    'balancers.front: no requests get there; name it in the via of clients, or in a pool',
  ]);
});

test('many servers that are given weights by thousands of events', async (t) => {
  const weights = Array.from({ length: 5000 }, (_, i) => `{at: ${i + 1}ms, weight: ${i % 2}, on: web}`);
  const begins = performance.now();
  const said = await warningsOf(PLAIN, ['servers.web.count=300000', `events=[${weights.join(', ')}]`]);
  t.true(performance.now() - begins < 15_000);
  t.false(said.some((each) => each.includes(GONE)));
});
