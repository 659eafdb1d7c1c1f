/** What the author of wrong faults reads, and what is said of faults that do nothing. */
import test from 'ava';
import { load, PLAIN, wrong } from './scenarios.ts';

const ZONES = PLAIN.replace('cores: 2}', 'cores: 2, zone: a}').replace(
  'strategy: random',
  'strategy: random\n  zone: b',
);

const withFaults = (faults: string[], text = PLAIN) =>
  `${text}faults:\n${faults.map((each) => `  - ${each}\n`).join('')}`;

/** The faults, and the lines without the name of the file. */
const CASES: [string[], string[]][] = [
  [
    ['{at: 1s}'],
    ['11:5: faults.0: expected one of crash, pause, slow, errors, memory-leak, network, zone or balancer'],
  ],
  [
    ['{at: 1s, crash: web, pause: web}'],
    [
      '11:5: faults.0: expected one of crash, pause, slow, errors, memory-leak, network, zone or balancer; got crash and pause',
    ],
  ],
  [['{at: 1s, crsh: web/0}'], ['11:14: faults.0.crsh: unknown key; did you mean "crash"?']],
  [['{crash: web/0}'], ['11:5: faults.0: expected either at, when it begins, or every, how often']],
  [['{at: 1s, every: 1s, crash: web/0}'], ['11:5: faults.0: expected either at, when it begins, or every, how often']],
  [['{every: 1s, crash: web/0}'], ['11:5: faults.0: every needs for, how long it lasts each time, such as for: 30s']],
  [['{every: 0s, crash: web/0, for: 1s}'], ['11:5: faults.0: every: expected a time above 0']],
  [['{at: 1s, crash: web/0, for: 0s}'], ['11:5: faults.0: for: expected a time above 0']],
  [
    ['{every: 1us, crash: web, for: {exponential: 1us}}'],
    ['10:1: faults: about 60,000,000 would begin, and a run takes 100,000; let them come less often'],
  ],
  [['{at: 1s, slow: 0.2}'], ['11:5: faults.0: slow needs on, such as on: web/1']],
  [['{at: 1s, crash: web, on: web}'], ['11:5: faults.0: on does not go with crash']],
  [['{at: 1s, crash: web, standby: 1s}'], ['11:5: faults.0: standby does not go with crash']],
  [
    ['{at: 1s, balancer: balancer, standby: 1s, for: 1s}'],
    ['11:5: faults.0: expected either standby or for, not both'],
  ],
  [['{at: 1s, slow: 2, on: web}'], ['11:20: faults.0.slow: expected a number from 0.0001 to 1; got 2']],
  [
    ['{at: 1s, memory-leak: 10MiB, on: web}'],
    ['11:27: faults.0.memory-leak: expected a size a time such as 10MiB/s; got "10MiB"'],
  ],
  [['{at: 1s, memory-leak: 0MiB/s, on: web}'], ['11:27: faults.0.memory-leak: expected a size a time above 0']],
  [['{at: 1s, crash: web/2}'], ['11:21: faults.0.crash: no server is called "web/2"; there is web/0 to web/1']],
  [['{at: 1s, crash: web/01}'], ['11:21: faults.0.crash: no server is called "web/01"; there is web/0 to web/1']],
  [['{at: 1s, pause: wob/*}'], ['11:21: faults.0.pause: no group of servers is called "wob"; did you mean "web"?']],
  [
    ['{at: 1s, errors: 5%, on: web/x}'],
    [
      '11:30: faults.0.on: expected a server such as web/2, a group such as web or web/*, one of it at random, web/random, or of all, random; got "web/x"',
    ],
  ],
  [['{at: 1s, zone: a}'], ['11:20: faults.0.zone: no zone is called "a"; there is none']],
  [['{at: 1s, balancer: lb}'], ['11:24: faults.0.balancer: no balancer is called "lb"; there is balancer']],
  [['{at: 1s, network: {loss: 5%}}'], ['11:5: faults.0: network: expected one of between, within and partition']],
  [
    ['{at: 1s, network: {partition: [a, b], loss: 5%}}'],
    ['11:5: faults.0: network: a partition loses all; latency and loss go with between or within'],
  ],
  [['{at: 1s, network: {within: a}}'], ['11:5: faults.0: network: expected latency or loss, such as latency: 50ms']],
  [['{at: 1s, network: {partition: [a, a]}}'], ['11:5: faults.0: network: for one zone, say within: a']],
  [
    ['{at: 10s, crash: web/1, for: 20s}', '{at: 29s, crash: web, for: 1s}'],
    ['12:5: faults.1: web/1 is in a crash already from 10s to 30s (faults.0)'],
  ],
  [
    ['{at: 10s, pause: web/1}', '{at: 29s, pause: web/1, for: 1s}'],
    ['12:5: faults.1: web/1 is in a pause already from 10s to the end (faults.0)'],
  ],
];

for (const [faults, lines] of CASES) {
  test(faults.join(' '), async (t) => {
    t.is(await wrong(withFaults(faults)), lines.map((line) => `flash.yaml:${line}`).join('\n'));
  });
}

test('zones that are not there', async (t) => {
  t.is(
    await wrong(withFaults(['{at: 1s, network: {between: [a, d], loss: 5%}}', '{at: 1s, zone: c}'], ZONES)),
    'flash.yaml:12:37: faults.0.network.between.1: no zone is called "d"; did you mean "a"?\n' +
      'flash.yaml:13:20: faults.1.zone: no zone is called "c"; did you mean "a"?',
  );
});

test('a balancer with a count: one of them, or each', async (t) => {
  const text = PLAIN.replace('balancer:\n', 'balancers:\n  front: {pool: [lb]}\n  lb: {count: 3}\n').replace(
    '  strategy: random\n',
    '',
  );
  const hit = async (name: string) =>
    (await load(withFaults([`{at: 1s, balancer: ${name}}`], text))).world.faults!.map(({ balancers, target }) => [
      target,
      ...balancers,
    ]);
  t.deepEqual(await hit('lb/1'), [['lb/1', 2]]);
  t.deepEqual(await hit('lb'), [
    ['lb/0', 1],
    ['lb/1', 2],
    ['lb/2', 3],
  ]);
  t.regex(await wrong(withFaults(['{at: 1s, balancer: lb/3}'], text)), /no balancer is called "lb\/3"/);
});

test('a zone with clients only', async (t) => {
  const text = PLAIN.replace('20ms}', '20ms}\n    zone: c');
  t.is(
    await wrong(withFaults(['{at: 1s, zone: c}'], text)),
    'flash.yaml:12:20: faults.0.zone: zone "c" has neither servers nor balancers that could fail',
  );
});

test('faults that follow one another, or of different kinds, do not overlap', async (t) => {
  const faults = [
    '{at: 10s, crash: web/1, for: 20s}',
    '{at: 30s, crash: web/1, for: 20s}',
    '{at: 10s, crash: web/0, for: 20s}',
    '{at: 10s, slow: 0.5, on: web/1}',
    '{at: 10s, slow: 0.5, on: web/1}',
  ];
  t.is(await wrong(withFaults(faults)), '');
});

test('what comes too late, or does nothing, is a warning', async (t) => {
  const warningsOf = async (faults: string[], text = PLAIN) => (await load(withFaults(faults, text))).world.warnings;
  t.deepEqual(await warningsOf(['{at: 30s, crash: web/1}']), []);
  t.deepEqual(await warningsOf(['{at: 2m, crash: web/1}']), ['faults.0: crash at 2m comes after the end, 1m']);
  t.deepEqual(await warningsOf(['{at: 1s, memory-leak: 1MiB/s, on: web}']), [
    'faults.0: memory-leak has no effect, since web has no limit of memory',
  ]);
  t.deepEqual(await warningsOf(['{at: 1s, network: {partition: [a, b]}}'], ZONES), [
    'clients shoppers have no timeout: their requests that the network loses never end',
  ]);
});

test('compiled: each server of a group by itself, a zone as one', async (t) => {
  const faults = [
    '{crash: web/*, every: {exponential: 2h}, for: {lognormal: {mean: 5m, cv: 1}}}',
    '{at: 1s, zone: b, for: 2s}',
    '{at: 1s, memory-leak: 60MiB/m, on: web/random}',
    '{at: 1s, network: {partition: [a, b]}}',
  ];
  const { world } = await load(withFaults(faults, ZONES));
  const common = { isRandom: false, balancers: [], servers: [] };
  const forEver = { kind: 'constant', value: Infinity };
  t.deepEqual(world.faults, [
    ...[0, 1].map((index) => ({
      ...common,
      entry: 0,
      target: `web/${index}`,
      effect: { kind: 'crash' as const },
      servers: [index],
      begins: { every: { kind: 'exponential' as const, mean: 7200e9 } },
      lasts: { kind: 'lognormal' as const, mean: 300e9, cv: 1 },
    })),
    {
      ...common,
      entry: 1,
      target: 'b',
      effect: { kind: 'zone' },
      balancers: [0],
      begins: { at: 1e9 },
      lasts: { kind: 'constant', value: 2e9 },
    },
    {
      ...common,
      entry: 2,
      target: 'web/random',
      effect: { kind: 'memoryLeak', rate: 1048576 / 1e9 },
      servers: [0, 1],
      isRandom: true,
      begins: { at: 1e9 },
      lasts: forEver,
    },
    {
      ...common,
      entry: 3,
      target: 'a-b',
      effect: { kind: 'network', between: [world.zones.indexOf('a'), world.zones.indexOf('b')], latency: 0, loss: 1 },
      begins: { at: 1e9 },
      lasts: forEver,
    },
  ] as typeof world.faults);
});
