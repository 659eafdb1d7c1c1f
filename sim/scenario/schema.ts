/**
 * The scenario file, as one zod schema: the source of the types, of the checks of single values, of the JSON Schema and of
 * the reference in docs/scenarios.md. What concerns several keys at once is in checks.ts. Parsed values are in the engine's
 * units: nanoseconds, requests a nanosecond, bytes, shares from 0 to 1.
 */
import * as z from 'zod/mini';
import type { Rate, StrategyChoice } from '../model/model.ts';
import { autoscaler } from './keys/autoscaler-keys.ts';
import { admission } from './keys/admission-keys.ts';
import { distribution } from './keys/distributions.ts';
import { faults } from './keys/fault-keys.ts';
import { health } from './keys/health-keys.ts';
import { events } from './keys/event-keys.ts';
import { OBJECTIVE_PATTERN, parseObjective } from './objective.ts';
import { connections, sessions } from './keys/session-keys.ts';
import { choose } from './strategy-choice.ts';
import { balancerTries, clientTries } from './keys/try-keys.ts';
import { boolean, duration, either, fileName, integer, list, map, name, named, number } from './keys/values.ts';
import { quantityPattern } from './units.ts';
import {
  optional,
  orElse,
  parsed,
  positiveDuration,
  quantity,
  quantityReader,
  required,
  shared,
  text,
} from './keys/values.ts';

const PETABYTE = 1e15;
const LONGEST_RUN = 90 * 86_400e9;
const MANY = 1_000_000_000;

const size = shared('size', quantity('size', { max: PETABYTE }));
const rate = shared('rate', quantity('rate', { max: 1 }));
const weight = number(0.001, 1_000_000);
const price = number(0, 1_000_000_000);

/** What of a request may be the same for a whole group or differ by class. */
const load = {
  wait: optional(
    distribution,
    'Time that is not CPU (a database, I/O); the request keeps its slot and memory meanwhile. None if left out.',
  ),
  memory: optional(size, 'Memory that a request holds from start to departure. None if left out.'),
  bytes: optional(
    map({
      in: orElse(size, 0, 'Bytes of the request.'),
      out: orElse(size, 0, 'Bytes of the response.'),
    }),
    'Sizes of request and response.',
  ),
};

const population = shared(
  'population',
  map({
    count: required(integer(1, 16_777_216), 'How many there are.'),
    zipf: orElse(number(0, 10), 0, 'The k-th most popular is drawn in proportion to 1 / k^zipf; 0: all alike.'),
  }),
);

const point = z
  .tuple([quantity('duration', { max: LONGEST_RUN }), rate])
  .check(z.meta({ title: '[TIME, RATE] such as [2m, 900/s]' }));
const points = list(point, 'a list of [TIME, RATE] points');

/** One rate, or points in time, as points in time. */
const rateOverTime = shared(
  'rateOverTime',
  z.pipe(
    either([rate, points], 'a rate such as 300/s, or a list of [TIME, RATE] points'),
    z.transform((written, context): Rate => {
      const over =
        typeof written === 'number' ? [{ at: 0, rate: written }] : written.map(([at, rate]) => ({ at, rate }));
      over.forEach(({ at }, i) => {
        const before = over[i - 1]?.at ?? -1;
        if (at > before) return;
        context.issues.push({
          code: 'custom',
          message: 'expected a later time than the point before',
          input: at,
          path: [i, 0],
        });
      });
      if (over.some(({ rate }) => rate > 0)) return over;
      context.issues.push({ code: 'custom', message: 'expected a rate above 0 at some time', input: written });
      return z.NEVER;
    }),
  ),
);
const rateKey = required(
  rateOverTime,
  'Requests by time: one rate, or points [TIME, RATE], linear between them and constant outside.',
);

const process = <T extends string>(text: T, description: string) => required(z.literal(text), description);

const arrivals = z
  .discriminatedUnion('process', [
    map({
      process: process('poisson', 'Requests come at random, one independent of the other.'),
      rate: rateKey,
    }),
    map({ process: process('constant', 'Requests come evenly spaced.'), rate: rateKey }),
    map({
      process: process('gamma', 'Requests come in bursts (cv above 1) or more evenly than at random (below 1).'),
      rate: rateKey,
      cv: required(number(0.01, 100), 'Coefficient of variation of the time between requests.'),
    }),
    map({
      process: process('trace', 'Requests come as in a recording that `steelyard trace import` made.'),
      file: required(fileName, 'The trace, relative to the scenario.'),
      speed: orElse(quantity('factor', { min: 0.001, max: 1000 }), '1x', 'How much faster than recorded.'),
    }),
    map({
      process: process('users', 'A closed loop: each user waits for the answer, thinks, and asks again.'),
      count: required(integer(1, 10_000_000), 'How many users.'),
      think: orElse(distribution, '0s', 'Time between an answer and the next request.'),
    }),
  ])
  .check(z.meta({ title: 'a process of arrivals such as {process: poisson, rate: 300/s}' }));

const requestClass = map({
  share: required(quantity('fraction', { above: 0, max: 1 }), 'Share of the requests; all shares add up to 100%.'),
  demand: required(distribution, 'CPU time on a core of speed 1.'),
  ...load,
});

const clientGroup = shared(
  'clientGroup',
  map({
    arrivals: required(arrivals, 'When requests come.'),
    demand: optional(distribution, 'CPU time on a core of speed 1. Either this or `mix` must be there.'),
    ...load,
    mix: optional(
      named(requestClass, 'a map of classes'),
      'Classes of requests, each with its share and demand; wait, memory and bytes are as in the group where left out.',
    ),
    class: optional(name, 'Name of the class of the requests, without `mix`; the name of the group if left out.'),
    addresses: orElse(population, { count: 65_536 }, 'Client addresses. A trace that has addresses brings its own.'),
    keys: optional(
      population,
      'What requests ask for (a path, a user), for strategies that hash it. No keys if left out.',
    ),
    timeout: optional(positiveDuration, 'Latency at which the client gives up. Never if left out.'),
    afterTimeout: orElse(
      z.enum(['continue', 'cancel', 'drop']),
      'continue',
      'What a server does for a client that gave up: it does not know and works on; it stops; or it got the deadline along, and does not begin any more.',
    ),
    ...clientTries,
    zone: optional(name, 'Where the clients are; see `network`.'),
    via: optional(name, 'The balancer that they send to. If left out, the first that is in no pool.'),
  }),
);

const whenMemoryIsFull = either(
  [
    z.enum(['queue', 'refuse', 'swap', 'crash']),
    map({
      swap: required(quantity('factor', { min: 1, max: 10_000 }), 'All work at the server is so many times slower.'),
    }),
    map({ crash: required(duration, 'The server dies with all that is in it and is back after this time.') }),
  ],
  'queue, refuse, swap, crash, {swap: 10x} or {crash: 30s}',
);

const serverGroup = shared(
  'serverGroup',
  map({
    count: orElse(integer(1, 1_000_000), 1, 'How many servers.'),
    cores: orElse(integer(1, 4096), 1, 'Cores of each.'),
    speed: orElse(number(0.001, 1000), 1, 'Seconds of demand that a core does in a second.'),
    memory: optional(quantity('size', { above: 0, max: PETABYTE }), 'Memory of each. No limit if left out.'),
    discipline: orElse(
      z.enum(['processor-sharing', 'fifo']),
      'processor-sharing',
      'All requests share the cores, each at most one core; or each core serves one request, first come, first served.',
    ),
    concurrency: optional(integer(1, MANY), 'Requests in service at most. No limit if left out.'),
    queue: optional(integer(0, MANY), 'Requests waiting at most; further ones are refused. No limit if left out.'),
    weight: orElse(number(0, 1_000_000), 1, 'Share of traffic, for strategies with weights; 0: no requests.'),
    zone: optional(name, 'Where the servers are; see `network`.'),
    priority: orElse(integer(0, 255), 0, 'Priority group; 0 comes first.'),
    backup: orElse(boolean, false, 'Whether they are used only when no other server is available.'),
    price: orElse(price, 0, 'Price of each, an hour.'),
    whenMemoryIsFull: orElse(
      whenMemoryIsFull,
      'queue',
      'A request that finds no memory waits, is refused, slows the server down (`swap` is {swap: 10x}) or kills it (`crash` is {crash: 30s}).',
    ),
    cache: optional(
      map({
        entries: required(
          integer(1, 16_777_216),
          'Keys that each keeps: those that were asked for last. See `keys` of clients.',
        ),
        hit: orElse(
          quantity('fraction', { max: 1 }),
          '0%',
          'Share of its demand that a request still needs whose key is there; it has no `wait`.',
        ),
      }),
      'What it remembers between requests. No cache if left out.',
    ),
    scalability: optional(
      map({
        contention: orElse(number(0, 1), 0, 'What is lost to work that one core at a time can do.'),
        coherency: orElse(number(0, 1), 0, 'What is lost to cores keeping each other informed.'),
      }),
      'The Universal Scalability Law: c cores work like c / (1 + contention (c-1) + coherency c (c-1)).',
    ),
  }),
);

const strategyName = z.string().check(z.meta({ title: 'the name of a strategy' }));
const strategyMap = z
  .looseObject({ name: strategyName })
  .check(z.meta({ title: '{name: STRATEGY, PARAMETER: VALUE}' }));
const writtenStrategy = either(
  [strategyName, strategyMap],
  'the name of a strategy, or {name: STRATEGY, PARAMETER: VALUE}',
);

/** A strategy of the index with its checked parameters. json-schema.ts names them all here. */
export const strategy = shared(
  'strategy',
  z.pipe(
    writtenStrategy,
    z.transform((written, context): StrategyChoice => {
      const { name, ...params } = typeof written === 'string' ? { name: written } : written;
      const choice = choose({ name, params });
      if (!Array.isArray(choice)) return choice;
      for (const { path, message } of choice) {
        const nameAt = typeof written === 'string' ? [] : ['name'];
        context.issues.push({
          code: 'custom',
          message,
          input: written,
          path: [...(path.length === 0 ? nameAt : path)],
        });
      }
      return z.NEVER;
    }),
  ),
);

const balancer = shared(
  'balancer',
  map({
    count: orElse(
      integer(1, 200),
      1,
      'How many equal ones, each with its own view of its pool. Another balancer must stand in front of several.',
    ),
    pool: optional(
      list(name, 'a list of names'),
      'Groups of servers and balancers that it sends to. All groups of servers if left out.',
    ),
    strategy: optional(
      either([strategy, list(strategy, 'a list of strategies')], 'a strategy, or a list of them'),
      'A strategy by name, or {name, parameters}; or a list of them to compare. `--strategy` overrides it.',
    ),
    zone: optional(name, 'Where the balancer is; see `network`.'),
    cost: orElse(duration, 0, 'Time that it adds to each request.'),
    capacity: optional(
      quantity('rate', { above: 0, max: 1 }),
      'Requests that it handles; further ones wait their turn. No limit if left out.',
    ),
    queue: optional(integer(0, MANY), 'Requests that may wait at it for a server. No limit if left out.'),
    ...balancerTries,
    ...admission,
    sessions: optional(sessions, 'Clients come back to the server that they were sent to last.'),
    connections: optional(
      connections,
      'The strategy picks a server for each connection instead of each request; a client has one, with all its requests.',
    ),
    weight: orElse(weight, 1, 'Share of traffic that it gets in the pool of another balancer.'),
    price: orElse(price, 0, 'An hour.'),
    health: optional(health, 'How it finds out which servers to use. It uses all if left out.'),
  }),
);

const latency = either(
  [
    map({
      between: required(z.tuple([name, name]).check(z.meta({ title: '[ZONE, ZONE]' })), 'Two zones, both directions.'),
      is: required(duration, 'One-way latency.'),
    }),
    map({ within: required(name, 'A zone.'), is: required(duration, 'One-way latency.') }),
  ],
  '{between: [ZONE, ZONE], is: 20ms} or {within: ZONE, is: 1ms}',
);

/** A warmup that is to be found before the run. */
const AUTO = { auto: true } as const;
const readWarmup = quantityReader('duration', { max: LONGEST_RUN });
const warmup = parsed((input) => (input === 'auto' ? AUTO : readWarmup(input)), {
  title: 'a duration such as 20ms, or auto',
  anyOf: [{ type: 'string', pattern: quantityPattern('duration') }, { const: 0 }, { const: 'auto' }],
});

const objective = parsed(parseObjective, {
  title: 'an objective such as "p99 < 250ms"',
  type: 'string',
  pattern: OBJECTIVE_PATTERN,
});

export const scenarioSchema = z
  .strictObject({
    name: optional(text(/^\P{Cc}{1,100}$/u, 'one line of at most 100 characters'), 'The name of the file if left out.'),
    summary: orElse(
      text(/^[\P{Cc}\s]{0,1000}$/u, 'a text of at most 1,000 characters'),
      '',
      'One sentence: what is simulated, and the question.',
    ),
    seed: orElse(integer(0, Number.MAX_SAFE_INTEGER), 1, 'The same seed gives the same requests and the same report.'),
    duration: required(quantity('duration', { above: 0, max: LONGEST_RUN }), 'Clients send for this long.'),
    warmup: orElse(
      warmup,
      0,
      'Requests that arrive earlier are left out of the statistics; `auto` finds by a run beforehand when the system has settled.',
    ),
    drain: optional(
      duration,
      'How long requests under way may go on after `duration`. The longest timeout if left out, else 60s.',
    ),
    clients: required(named(clientGroup, 'a map of client groups'), 'Groups of clients by name.'),
    servers: required(
      named(serverGroup, 'a map of server groups'),
      'Groups of equal servers by name. The servers of web are web/0, web/1 and so on.',
    ),
    balancer: optional(balancer, 'The balancer, if there is one only.'),
    balancers: optional(named(balancer, 'a map of balancers'), 'Several balancers by name, instead of `balancer`.'),
    network: optional(
      map({
        latency: required(
          list(latency, 'a list of latencies'),
          'One-way latency between two zones, {between: [a, b], is: 20ms}, or in one, {within: a, is: 1ms}; 0 elsewhere.',
        ),
      }),
      'The network between zones.',
    ),
    autoscaler: optional(
      named(autoscaler, 'a map of autoscalers'),
      'By group of servers: how their number, or their size, follows the load.',
    ),
    faults: optional(faults, 'What breaks, at a time or again and again; without them nothing does.'),
    events: optional(
      events,
      'What is done to servers at a known time: deploys, new weights and sizes, servers that come and go.',
    ),
    objectives: orElse(
      z.array(objective).check(z.meta({ title: 'a list of objectives' })),
      [],
      'What must hold: METRIC <, <=, > or >= QUANTITY. Metrics: p50, p90, p95, p99, p99.9, mean, availability, throughput, jain, cost.',
    ),
  })
  .check(z.meta({ title: 'a scenario, with the keys duration, clients and servers at least' }));

/** A checked scenario. */
export type Scenario = z.output<typeof scenarioSchema>;
export type ClientGroupKeys = z.output<typeof clientGroup>;
export type ServerGroupKeys = z.output<typeof serverGroup>;
export type BalancerKeys = z.output<typeof balancer>;
export type EventKeys = z.output<typeof events>[number];
