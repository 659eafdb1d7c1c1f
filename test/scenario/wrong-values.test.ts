/** What the author of a wrong scenario reads: each key on its own. */
import test from 'ava';
import { PLAIN, wrong } from './scenarios.ts';

const change = (from: string, to: string) => PLAIN.replace(from, to);
const add = (text: string) => PLAIN + text;
const ARRIVALS = '{process: poisson, rate: 100/s}';
const DEMAND = '{exponential: 20ms}';
const SERVERS = '{count: 2, cores: 2}';

/** What is wrong, the text, and the lines without the name of the file. */
const CASES: [string, string, string[]][] = [
  [
    'wrong key',
    change('process: poisson', 'proces: poisson'),
    ['4:16: clients.shoppers.arrivals.proces: unknown key; did you mean "process"?'],
  ],
  ['wrong key at top', add('duraton: 5m\n'), ['10:1: duraton: unknown key; did you mean "duration"?']],
  [
    'wrong key, nothing near',
    add('colour: red\n'),
    [
      '10:1: colour: unknown key; expected name, summary, seed, duration, warmup, drain, clients, servers, balancer, balancers, network, autoscaler, faults, events or objectives',
    ],
  ],
  [
    'wrong key in server',
    change(SERVERS, '{coutn: 2}'),
    ['7:9: servers.web.coutn: unknown key; did you mean "count"?'],
  ],
  ['later', add('firewall: []\n'), ['10:1: firewall: not supported in this version']],
  [
    'no unit',
    change('duration: 1m', 'duration: 60'),
    ['1:11: duration: expected a duration with its unit, such as 20ms; got 60'],
  ],
  [
    'wrong unit',
    change('20ms', '20msec'),
    [
      '5:27: clients.shoppers.demand.exponential: unknown unit "msec"; expected a duration in ns, us, ms, s, m, h or d; got "20msec"',
    ],
  ],
  [
    'rate unit',
    change('100/s', '100rps'),
    [
      '4:40: clients.shoppers.arrivals.rate: unknown unit "rps"; expected a rate in /ms, /s, /m, /h or /d; got "100rps"',
    ],
  ],
  [
    'rate no unit',
    change('100/s', '100'),
    ['4:40: clients.shoppers.arrivals.rate: expected a rate with its unit, such as 300/s; got 100'],
  ],
  [
    'negative',
    change('duration: 1m', 'duration: -1m'),
    ['1:11: duration: expected a duration, which cannot be negative; got "-1m"'],
  ],
  ['zero', change('duration: 1m', 'duration: 0s'), ['1:11: duration: expected a duration above 0s; got "0s"']],
  [
    'not a quantity',
    change('duration: 1m', 'duration: soon'),
    ['1:11: duration: expected a duration such as 20ms; got "soon"'],
  ],
  [
    'too long',
    change('duration: 1m', 'duration: 91d'),
    ['1:11: duration: expected a duration of at most 90d; got "91d"'],
  ],
  [
    'too small',
    change('20ms', '0.1ns'),
    ['5:27: clients.shoppers.demand.exponential: smaller than 1ns, the smallest there is; got "0.1ns"'],
  ],
  [
    'absurd cores',
    change('cores: 2', 'cores: 1e300'),
    ['7:26: servers.web.cores: expected a whole number from 1 to 4,096; got 1e+300'],
  ],
  [
    'absurd servers',
    change('count: 2', 'count: 1e12'),
    ['7:16: servers.web.count: expected a whole number from 1 to 1,000,000; got 1000000000000'],
  ],
  [
    'fraction',
    change('count: 2', 'count: 1.5'),
    ['7:16: servers.web.count: expected a whole number from 1 to 1,000,000; got 1.5'],
  ],
  [
    'quoted',
    change('count: 2', 'count: "2"'),
    ['7:16: servers.web.count: expected a whole number from 1 to 1,000,000; got "2"; write it without quotes'],
  ],
  [
    'nan',
    change('count: 2', 'count: .nan'),
    ['7:16: servers.web.count: expected a whole number from 1 to 1,000,000; got NaN'],
  ],
  [
    'negative count',
    change('count: 2', 'count: -2'),
    ['7:16: servers.web.count: expected a whole number from 1 to 1,000,000; got -2'],
  ],
  [
    'null',
    change(SERVERS, ''),
    ['7:8: servers.web: expected a map with keys such as count, cores and speed; got nothing'],
  ],
  [
    'null clients',
    'duration: 1m\nclients:\nservers: {web: {}}\n',
    ['2:9: clients: expected a map of client groups; got nothing'],
  ],
  [
    'empty clients',
    'duration: 1m\nclients: {}\nservers: {web: {}}\n',
    ['2:10: clients: expected a map of client groups with at least one'],
  ],
  [
    'list for a map',
    change(SERVERS, '[2, 2]'),
    ['7:8: servers.web: expected a map with keys such as count, cores and speed; got a list of 2'],
  ],
  [
    'text for a map',
    change(ARRIVALS, 'poisson'),
    [
      '4:15: clients.shoppers.arrivals: expected a process of arrivals such as {process: poisson, rate: 300/s}; got "poisson"',
    ],
  ],
  ['missing', change('duration: 1m\n', ''), ['1:1: duration: missing; expected a duration such as 20ms']],
  [
    'missing arrivals',
    change(`    arrivals: ${ARRIVALS}\n`, ''),
    ['4:5: clients.shoppers.arrivals: missing; expected a process of arrivals such as {process: poisson, rate: 300/s}'],
  ],
  [
    'missing process',
    change('process: poisson, ', ''),
    ['4:15: clients.shoppers.arrivals.process: missing; expected poisson, constant, gamma, trace or users'],
  ],
  [
    'unknown process',
    change('process: poisson', 'process: possion'),
    [
      '4:25: clients.shoppers.arrivals.process: expected poisson, constant, gamma, trace or users; got "possion"; did you mean "poisson"?',
    ],
  ],
  [
    'gamma without cv',
    change('process: poisson', 'process: gamma'),
    ['4:15: clients.shoppers.arrivals.cv: missing; expected a number from 0.01 to 100'],
  ],
  [
    'rate falls back',
    change('100/s', '[[0s, 1/s], [2m, 2/s], [1m, 1/s]]'),
    ['4:64: clients.shoppers.arrivals.rate.2.0: expected a later time than the point before'],
  ],
  ['rate 0', change('100/s', '0/s'), ['4:40: clients.shoppers.arrivals.rate: expected a rate above 0 at some time']],
  [
    'rate point',
    change('100/s', '[[0s, 1/s, 2], 5, [2m]]'),
    [
      '4:41: clients.shoppers.arrivals.rate.0: expected [TIME, RATE] such as [2m, 900/s]; got a list of 3',
      '4:55: clients.shoppers.arrivals.rate.1: expected [TIME, RATE] such as [2m, 900/s]; got 5',
      '4:58: clients.shoppers.arrivals.rate.2: expected [TIME, RATE] such as [2m, 900/s]; got a list of 1',
    ],
  ],
  [
    'rate map',
    change('100/s', '{a: 1}'),
    [
      '4:40: clients.shoppers.arrivals.rate: expected a rate such as 300/s, or a list of [TIME, RATE] points; got a map with a',
    ],
  ],
  [
    'distribution unknown',
    change('exponential', 'exponental'),
    [
      '5:14: clients.shoppers.demand.exponental: unknown key; did you mean "exponential"?',
      '5:13: clients.shoppers.demand: expected one of constant, exponential, uniform, gamma, hyperexponential, lognormal, pareto, empirical or column',
    ],
  ],
  [
    'two distributions',
    change(DEMAND, '{exponential: 20ms, constant: 20ms}'),
    ['5:13: clients.shoppers.demand: expected one distribution; got constant and exponential'],
  ],
  [
    'empty distribution',
    change(DEMAND, '{}'),
    [
      '5:13: clients.shoppers.demand: expected one of constant, exponential, uniform, gamma, hyperexponential, lognormal, pareto, empirical or column',
    ],
  ],
  [
    'cv',
    change(DEMAND, '{hyperexponential: {mean: 20ms, cv: 0.5}}'),
    ['5:49: clients.shoppers.demand.hyperexponential.cv: expected a number from 1 to 100; got 0.5'],
  ],
  [
    'cv missing',
    change(DEMAND, '{gamma: {mean: 20ms}}'),
    ['5:21: clients.shoppers.demand.gamma.cv: missing; expected a number from 0.01 to 100'],
  ],
  [
    'pareto',
    change(DEMAND, '{pareto: {mean: 20ms, shape: 1}}'),
    ['5:42: clients.shoppers.demand.pareto.shape: expected a number above 1, at most 100; got 1'],
  ],
  [
    'uniform',
    change(DEMAND, '{uniform: [20ms, 10ms]}'),
    ['5:13: clients.shoppers.demand: uniform: the low end is above the high end'],
  ],
  [
    'uniform 3',
    change(DEMAND, '{uniform: [20ms, 10ms, 3ms]}'),
    ['5:23: clients.shoppers.demand.uniform: expected [LOW, HIGH], two durations; got a list of 3'],
  ],
  [
    'mix share unit',
    change(`demand: ${DEMAND}`, `mix: {a: {share: 50, demand: 1ms}}`),
    ['5:22: clients.shoppers.mix.a.share: expected a share such as 30%, or a number from 0 to 1; got 50'],
  ],
  [
    'bad name',
    change('shoppers:', '"my shoppers":'),
    [
      '3:3: clients.my shoppers: expected a name of letters, digits, _ and -, beginning with a letter; got "my shoppers"',
    ],
  ],
  [
    'number name',
    change('shoppers:', '1:'),
    ['3:3: clients.1: expected a name of letters, digits, _ and -, beginning with a letter; got "1"'],
  ],
  [
    'enum',
    change(DEMAND, `${DEMAND}\n    afterTimeout: cancle`),
    ['6:19: clients.shoppers.afterTimeout: expected continue, cancel or drop; got "cancle"; did you mean "cancel"?'],
  ],
  ['boolean', change(SERVERS, '{backup: yes}'), ['7:17: servers.web.backup: expected true or false; got "yes"']],
  [
    'memory policy',
    change(SERVERS, '{memory: 1GiB, whenMemoryIsFull: swop}'),
    ['7:41: servers.web.whenMemoryIsFull: expected queue, refuse, swap or crash; got "swop"; did you mean "swap"?'],
  ],
  [
    'memory policy map',
    change(SERVERS, '{memory: 1GiB, whenMemoryIsFull: {swap: 0.5x}}'),
    ['7:48: servers.web.whenMemoryIsFull.swap: expected a factor of at least 1x; got "0.5x"'],
  ],
  [
    'memory policy type',
    change(SERVERS, '{memory: 1GiB, whenMemoryIsFull: 5}'),
    ['7:41: servers.web.whenMemoryIsFull: expected queue, refuse, swap or crash; got 5'],
  ],
  [
    'size',
    change(SERVERS, '{memory: 4Gi}'),
    [
      '7:17: servers.web.memory: unknown unit "Gi"; expected a size in B, kB, KiB, MB, MiB, GB, GiB, TB or TiB; got "4Gi"',
    ],
  ],
  [
    'unknown strategy',
    change('random', 'least-conections'),
    ['9:13: balancer.strategy: unknown strategy "least-conections"; did you mean "least-connections"?'],
  ],
  [
    'unknown strategy, nothing near',
    change('random', 'magic'),
    ['9:13: balancer.strategy: unknown strategy "magic"; `steelyard list strategies` names them'],
  ],
  [
    'unknown strategy in map',
    change('random', '{name: lest-connections}'),
    ['9:20: balancer.strategy.name: unknown strategy "lest-connections"; did you mean "least-connections"?'],
  ],
  [
    'own file',
    change('random', './mine.ts'),
    ['9:13: balancer.strategy: a strategy of your own is named on the command line: --strategy ./mine.ts'],
  ],
  [
    'parameter',
    change('random', '{name: power-of-two, choices: 0}'),
    ['9:43: balancer.strategy.choices: power-of-two: choices must be an integer from 1 to 1000, not 0'],
  ],
  [
    'unknown parameter',
    change('random', '[random, {name: power-of-two, choises: 3}]'),
    ['9:52: balancer.strategy.1.choises: power-of-two: unknown parameter "choises"; it takes choices, replacement'],
  ],
  [
    'strategy without name',
    change('random', '{choices: 2}'),
    ['9:13: balancer.strategy.name: missing; expected the name of a strategy'],
  ],
  ['strategy type', change('random', '5'), ['9:13: balancer.strategy: expected a strategy, or a list of them; got 5']],
  ['empty list', change('random', '[]'), ['9:13: balancer.strategy: expected a list of strategies with at least one']],
  [
    'latency',
    change(SERVERS, '{zone: eu}') + 'network: {latency: [{between: [eu], is: 1ms}, {withn: eu, is: 1ms}, 5]}\n',
    [
      '10:31: network.latency.0.between: expected [ZONE, ZONE]; got a list of 1',
      '10:47: network.latency.1.within: missing; expected a name of letters, digits, _ and -, beginning with a letter',
      '10:48: network.latency.1.withn: unknown key; did you mean "within"?',
      '10:69: network.latency.2: expected {between: [ZONE, ZONE], is: 20ms} or {within: ZONE, is: 1ms}; got 5',
    ],
  ],
  ['warmup', add('warmup: soon\n'), ['10:9: warmup: expected a duration such as 20ms; got "soon"']],
  ['seed', add('seed: -1\n'), ['10:7: seed: expected a whole number from 0 to 9,007,199,254,740,991; got -1']],
  [
    'seed big',
    add('seed: 1e16\n'),
    ['10:7: seed: expected a whole number from 0 to 9,007,199,254,740,991; got 10000000000000000'],
  ],
  [
    'objective',
    add('objectives: [p99 under 5ms]\n'),
    [
      '10:14: objectives.0: expected METRIC <, <=, > or >= QUANTITY, such as "p99 < 250ms" or "availability >= 99.9%"; got "p99 under 5ms"',
    ],
  ],
  [
    'objective metric',
    add('objectives: [p98 < 5ms, latency < 5ms]\n'),
    [
      '10:14: objectives.0: unknown metric "p98"; did you mean "p90"?',
      '10:25: objectives.1: unknown metric "latency"; expected p50, p90, p95, p99, p99.9, mean, availability, throughput, jain or cost',
    ],
  ],
  [
    'objective unit',
    add('objectives: [p99 < 5, availability >= 5s, throughput > 5, cost < 5s, availability > 101%]\n'),
    [
      '10:14: objectives.0: p99: expected a duration with its unit, such as 20ms; got "5"',
      '10:23: objectives.1: availability: unknown unit "s"; expected a share in %; got "5s"',
      '10:43: objectives.2: throughput: expected a rate with its unit, such as 300/s; got "5"',
      '10:59: objectives.3: cost: expected a plain number, the price an hour; got "5s"',
      '10:70: objectives.4: availability: expected at most 100%; got "101%"',
    ],
  ],
  [
    'objective type',
    add('objectives: [{p99: 5ms}]\n'),
    ['10:14: objectives.0: expected an objective such as "p99 < 250ms"; got a map'],
  ],
  ['objectives', add('objectives: p99 < 5ms\n'), ['10:13: objectives: expected a list of objectives; got "p99 < 5ms"']],
  [
    'rate too high',
    change('100/s', '2e9/s'),
    ['4:40: clients.shoppers.arrivals.rate: expected a rate of at most 1,000,000,000/s; got "2e9/s"'],
  ],
  [
    'trace speed',
    change(ARRIVALS, '{process: trace, file: t.trace, speed: 2}'),
    ['4:54: clients.shoppers.arrivals.speed: expected a factor with its unit, such as 2x; got 2'],
  ],
  [
    'name',
    add('name: 5\nsummary: [a]\n'),
    [
      '10:7: name: expected one line of at most 100 characters; got 5',
      '11:10: summary: expected a text of at most 1,000 characters; got a list of 1',
    ],
  ],
  [
    'all at once',
    change('cores: 2', 'coers: 2').replace('20ms', '20').replace('1m', '1parsec').replace('random', 'rondom'),
    [
      '1:11: duration: unknown unit "parsec"; expected a duration in ns, us, ms, s, m, h or d; got "1parsec"',
      '5:27: clients.shoppers.demand.exponential: expected a duration with its unit, such as 20ms; got 20',
      '7:19: servers.web.coers: unknown key; did you mean "cores"?',
      '9:13: balancer.strategy: unknown strategy "rondom"; did you mean "random"?',
    ],
  ],
];

for (const [title, text, lines] of CASES) {
  test(title, async (t) => {
    t.deepEqual(
      (await wrong(text, [])).split('\n'),
      lines.map((line) => `flash.yaml:${line}`),
    );
  });
}
