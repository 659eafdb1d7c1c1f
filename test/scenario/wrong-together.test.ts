/** What the author of a wrong scenario reads: keys that do not go together, and files. */
import test from 'ava';
import { filesOf, PLAIN, traceOf, wrong } from './scenarios.ts';

const change = (from: string, to: string) => PLAIN.replace(from, to);
const add = (text: string) => PLAIN + text;
const ARRIVALS = '{process: poisson, rate: 100/s}';
const DEMAND = '{exponential: 20ms}';
const SERVERS = '{count: 2, cores: 2}';
const FILES = filesOf(
  { 'bad.txt': '20ms\n\n# x\n30\n', 'none.txt': '# x\n' },
  { 't.trace': traceOf([0, 1e9, 2e9], { size: [1, 2, 3], below: [1, -1, 2] }) },
);

/** What is wrong, the text, and the lines without the name of the file. */
const CASES: [string, string, string[]][] = [
  [
    'missing demand',
    change(`    demand: ${DEMAND}\n`, ''),
    ['4:5: clients.shoppers.demand: missing; expected a distribution such as {exponential: 20ms}, or a mix'],
  ],
  [
    'perUnit without column',
    change(DEMAND, '{constant: 1ms, perUnit: 1ms}'),
    ['5:13: clients.shoppers.demand: perUnit and base go with column'],
  ],
  [
    'column without trace',
    change(DEMAND, '{column: size, perUnit: 1ms}'),
    ['5:22: clients.shoppers.demand.column: a column is of a trace; expected arrivals with process: trace'],
  ],
  [
    'column without perUnit',
    change(DEMAND, '{column: size}'),
    ['5:13: clients.shoppers.demand: column needs perUnit, such as perUnit: 20ms'],
  ],
  [
    'mix and demand',
    change(DEMAND, `${DEMAND}\n    mix: {a: {share: 100%, demand: 1ms}}`),
    ['5:5: clients.shoppers.demand: not together with mix, whose classes say it'],
  ],
  [
    'mix shares',
    change(`demand: ${DEMAND}`, `mix: {a: {share: 50%, demand: 1ms}, b: {share: 0.4, demand: 1ms}}`),
    ['5:5: clients.shoppers.mix: expected shares that add up to 100%; got 90%'],
  ],
  [
    'a try that may take as long as the request',
    change(DEMAND, `${DEMAND}\n    timeout: 1s\n    tryTimeout: 1s`),
    ['7:17: clients.shoppers.tryTimeout: expected less than the timeout of 1s'],
  ],
  [
    'backoff',
    change(DEMAND, `${DEMAND}\n    retries: {count: 2, backoff: {base: 25ms, max: 20ms}}`),
    ['6:52: clients.shoppers.retries.backoff.max: expected at least the base of 25ms'],
  ],
  [
    'hedge',
    change('  strategy: random', '  strategy: random\n  tryTimeout: 50ms\n  hedge: {after: 50ms}'),
    ['11:18: balancer.hedge.after: expected less than the tryTimeout of 50ms, or no hedge is ever sent'],
  ],
  [
    'a percentile that is none',
    change('  strategy: random', '  strategy: random\n  hedge: {after: p0}'),
    ['10:18: balancer.hedge.after: expected a percentile such as p95; got "p0"'],
  ],
  [
    'shedding of a class that nobody sends',
    change('  strategy: random', '  strategy: random\n  shedding: {share: 10%, classes: [shopers]}'),
    ['10:36: balancer.shedding.classes.0: no class is called "shopers"; did you mean "shoppers"?'],
  ],
  [
    'shedding of all',
    change('  strategy: random', '  strategy: random\n  shedding: [{above: 5}, {}]'),
    ['10:26: balancer.shedding.1: turns all requests away; expected share, above or classes'],
  ],
  [
    'unknown via',
    change(DEMAND, `${DEMAND}\n    via: balance`),
    ['6:10: clients.shoppers.via: no balancer is called "balance"; did you mean "balancer"?'],
  ],
  [
    'several balancers and none in front',
    change('balancer:\n  strategy: random', 'balancers: {lb: {count: 2}}'),
    [
      '3:3: clients.shoppers: these clients send to 2 balancers at once; put one in front, such as front: {pool: [lb], strategy: random}',
    ],
  ],
  [
    'never fits',
    change(DEMAND, `${DEMAND}\n    memory: 2GiB`).replace(SERVERS, '{memory: 1GiB}'),
    ['3:3: clients.shoppers: a request holds 2GiB, the servers of web have 1GiB: none would ever fit'],
  ],
  [
    'too many keys in caches',
    change(DEMAND, `${DEMAND}\n    keys: {count: 16777216}`).replace(SERVERS, '{count: 6, cache: {entries: 16777216}}'),
    ['7:1: servers: the caches hold 100,663,296 keys in all, and a run takes 100,000,000; lower `entries`'],
  ],
  ['twice', change('random', '[random, random]'), ['9:22: balancer.strategy.1: random stands twice in the list']],
  [
    'unknown in pool',
    change('  strategy: random', '  strategy: random\n  pool: [webb]'),
    ['10:10: balancer.pool.0: no group of servers is called "webb"; did you mean "web"?'],
  ],
  [
    'twice in pool',
    change('  strategy: random', '  strategy: random\n  pool: [web, web]'),
    ['10:15: balancer.pool.1: "web" stands twice in this pool'],
  ],
  ['both', add('balancers: {a: {}}\n'), ['10:1: balancers: expected either balancer or balancers, not both']],
  [
    'cycle',
    change('balancer:\n  strategy: random', 'balancers:\n  a: {pool: [b]}\n  b: {pool: [web, a]}'),
    [
      '9:13: balancers.a.pool: a request would come back to "a"; a pool must not lead to itself',
      '10:13: balancers.b.pool: a request would come back to "b"; a pool must not lead to itself',
    ],
  ],
  [
    'own pool',
    change('balancer:\n  strategy: random', 'balancers:\n  a: {pool: [a]}'),
    ['9:13: balancers.a.pool: a request would come back to "a"; a pool must not lead to itself'],
  ],
  [
    'same name',
    change('balancer:\n  strategy: random', 'balancers:\n  web: {}'),
    ['9:3: balancers.web: a group of servers has the same name; call one of them differently'],
  ],
  [
    'two lists',
    change('balancer:\n  strategy: random', 'balancers:\n  a: {strategy: [random]}\n  b: {strategy: [random]}'),
    ['10:17: balancers.b.strategy: a list of strategies to compare may stand at one balancer only'],
  ],
  [
    'zone',
    add('network: {latency: [{between: [here, there], is: 1ms}]}\n'),
    [
      '10:32: network.latency.0.between.0: no zone is called "here"; there is none',
      '10:38: network.latency.0.between.1: no zone is called "there"; there is none',
    ],
  ],
  [
    'zone near',
    change(SERVERS, '{zone: europe}') + 'network: {latency: [{within: eurpe, is: 1ms}]}\n',
    ['10:30: network.latency.0.within: no zone is called "eurpe"; did you mean "europe"?'],
  ],
  [
    'zone same',
    change(SERVERS, '{zone: eu}') +
      'network: {latency: [{between: [eu, eu], is: 1ms}, {within: eu, is: 1ms}, {within: eu, is: 2ms}]}\n',
    [
      '10:21: network.latency.0: for one zone, say within: eu',
      '10:74: network.latency.2: the latency of eu stands here twice',
    ],
  ],
  ['warmup', add('warmup: 1m\n'), ['10:9: warmup: expected less than the duration']],
  [
    'too many requests',
    change('100/s', '1e9/s').replace('1m', '1h'),
    ['2:1: clients: about 3,600,000,000,000 requests would come, and a run takes 2,147,483,648; shorten the duration'],
  ],
  [
    'users',
    change(ARRIVALS, '{process: users, count: 1000000}').replace(DEMAND, '0').replace('1m', '1d'),
    [
      '2:1: clients: about 86,400,000,000,000,000,000 requests would come, and a run takes 2,147,483,648; shorten the duration',
    ],
  ],
  [
    'too many servers',
    add('').replace(SERVERS, '{count: 1000000}\n  more: {count: 1000000}'),
    ['7:3: servers: expected at most 1,000,000 servers in all; got 2,000,000'],
  ],
  [
    'too many servers in pools',
    change(SERVERS, '{count: 1000000}').replace(
      'balancer:\n  strategy: random',
      'balancers: {a: {}, b: {}, c: {}, d: {}, e: {pool: [web]}}',
    ),
    ['8:12: balancers: expected at most 4,000,000 servers in all pools together; got 5,000,000'],
  ],
  [
    'trace missing',
    change(ARRIVALS, '{process: trace, file: nope.trace}'),
    ['4:38: clients.shoppers.arrivals.file: nope.trace: no such file'],
  ],
  [
    'trace column',
    change(ARRIVALS, '{process: trace, file: t.trace}').replace(DEMAND, '{column: sise, perUnit: 1ms}'),
    ['5:22: clients.shoppers.demand.column: the trace has no column "sise"; did you mean "size"?'],
  ],
  [
    'trace column below',
    change(ARRIVALS, '{process: trace, file: t.trace}').replace(DEMAND, '{column: below, perUnit: 1ms}'),
    ['5:22: clients.shoppers.demand.column: column "below" has values below 0, which no time is'],
  ],
  [
    'empirical missing',
    change(DEMAND, '{empirical: nope.txt}'),
    ['5:25: clients.shoppers.demand.empirical: nope.txt: no such file'],
  ],
  [
    'empirical bad',
    change(DEMAND, '{empirical: bad.txt}'),
    ['5:25: clients.shoppers.demand.empirical: bad.txt:4: expected a duration with its unit, such as 20ms; got "30"'],
  ],
  [
    'empirical none',
    change(DEMAND, '{empirical: none.txt}'),
    ['5:25: clients.shoppers.demand.empirical: none.txt: no durations in it; expected one a line, such as 20ms'],
  ],
];

for (const [title, text, lines] of CASES) {
  test(title, async (t) => {
    t.deepEqual(
      (await wrong(text, [], FILES)).split('\n'),
      lines.map((line) => `flash.yaml:${line}`),
    );
  });
}
