/**
 * Random small models for fast-check. Most times are multiples of a millisecond and many distributions constant, so that events
 * often fall on one instant; some models have times at random, so that rounding is met too.
 */
import * as fc from 'fast-check';
import type {
  Arrivals,
  BalancerSpec,
  ClientGroup,
  Distribution,
  Fault,
  Member,
  MemoryPolicy,
  Model,
  Population,
  Rate,
  RequestClass,
  ServerSpec,
  StrategyChoice,
  TriesSpec,
} from '../../sim/model/model.ts';
import { strategies } from '../../strategies/index.ts';
import type { Parameters, StrategyDefinition } from '../../strategies/strategy.ts';
import { anyFaults, faultsOn } from './fault-models.ts';
import { duration, noLimitOr, noneOr } from './arbitraries.ts';
import { anyAutoscaler, withAutoscaler } from './autoscaler-models.ts';
import { eavesdropper } from './eavesdropper.ts';
import { fleetPlan, withFleet, withKnownPriorities } from './fleet-models.ts';
import { admission, connections, sessions } from './admission-models.ts';
import { health } from './health-models.ts';

const MS = 1_000_000;

/**
 * How long to look, and where: always the same requests, so that a test that passed goes on to pass. To look further, run the test
 * with FUZZ_TIMES=100 (that many more models), FUZZ_SEED=7 (others). A failure prints its seed, its path and the model as JSON; FUZZ_PATH=7:0:1 goes straight there.
 */
export function fuzz(numRuns: number): fc.Parameters<unknown> {
  const { FUZZ_SEED = '2026', FUZZ_TIMES = '1', FUZZ_PATH } = process.env;
  const there = FUZZ_PATH === undefined ? {} : { path: FUZZ_PATH, endOnFailure: true };
  return { seed: Number(FUZZ_SEED), numRuns: numRuns * Number(FUZZ_TIMES), includeErrorInReport: true, ...there };
}

const population: fc.Arbitrary<Population> = fc.record({ count: fc.nat(6), zipf: fc.constantFrom(0, 0.8, 1, 1.3) });

function distribution(least: number, most: number, isCoarse: boolean): fc.Arbitrary<Distribution> {
  const time = duration(Math.max(least, 1), most, isCoarse);
  const cv = fc.constantFrom(0.3, 1, 2.5);
  const exact = duration(least, most, isCoarse).map((value): Distribution => ({ kind: 'constant', value }));
  const empirical = fc.array(time, { minLength: 1, maxLength: 5 });
  return fc.oneof(
    { arbitrary: exact, weight: isCoarse ? 8 : 2 },
    {
      arbitrary: empirical.map((values): Distribution => ({ kind: 'empirical', values: Float64Array.from(values) })),
      weight: 2,
    },
    {
      arbitrary: empirical.map((values): Distribution => ({ kind: 'column', values: Float64Array.from(values) })),
      weight: 1,
    },
    { arbitrary: time.map((mean): Distribution => ({ kind: 'exponential', mean })), weight: 2 },
    {
      arbitrary: fc.tuple(time, time).map(([low, more]): Distribution => ({ kind: 'uniform', low, high: low + more })),
      weight: 1,
    },
    { arbitrary: fc.tuple(time, cv).map(([mean, cv]): Distribution => ({ kind: 'gamma', mean, cv })), weight: 1 },
    { arbitrary: time.map((mean): Distribution => ({ kind: 'hyperexponential', mean, cv: 2 })), weight: 1 },
    { arbitrary: fc.tuple(time, cv).map(([mean, cv]): Distribution => ({ kind: 'lognormal', mean, cv })), weight: 1 },
    { arbitrary: time.map((mean): Distribution => ({ kind: 'pareto', mean, shape: 1.8 })), weight: 1 },
  );
}

/** Requests a nanosecond, flat or by points. */
function rate(isCoarse: boolean): fc.Arbitrary<Rate> {
  const perMs = isCoarse ? fc.constantFrom(0, 0.5, 1, 2) : fc.double({ min: 0, max: 2, noNaN: true });
  const points = fc.array(fc.tuple(duration(0, 40, isCoarse), perMs), { minLength: 1, maxLength: 4 });
  return points.map((pairs) => {
    const instants = [...new Set(pairs.map(([at]) => at))].sort((a, b) => a - b);
    return instants.map((at, i) => ({ at, rate: pairs[i][1] / MS }));
  });
}

function trace(isCoarse: boolean): fc.Arbitrary<Arrivals> {
  const request = fc.record({ at: duration(0, 50, isCoarse), address: fc.nat(2), key: fc.nat(1) });
  return fc
    .tuple(fc.array(request, { maxLength: 30 }), fc.boolean(), fc.boolean())
    .map(([rows, hasAddresses, hasKeys]) => ({
      process: 'trace',
      at: Float64Array.from(rows.map(({ at }) => at).sort((a, b) => a - b)),
      ...(hasAddresses && {
        address: Uint32Array.from(rows, ({ address }) => address),
        addresses: [Uint8Array.of(10, 0, 0, 1), Uint8Array.of(10, 0, 0, 2), new Uint8Array(16).fill(7)],
      }),
      ...(hasKeys && { key: Uint32Array.from(rows, ({ key }) => key), keys: ['/', '/caf\u00e9?%'] }),
    }));
}

function arrivals(isCoarse: boolean): fc.Arbitrary<Arrivals> {
  const think = distribution(0, 4, isCoarse);
  return fc.oneof(
    rate(isCoarse).map((rate): Arrivals => ({ process: 'constant', rate })),
    rate(isCoarse).map((rate): Arrivals => ({ process: 'poisson', rate })),
    fc.tuple(rate(isCoarse), fc.constantFrom(0.5, 2)).map(([rate, cv]): Arrivals => ({ process: 'gamma', rate, cv })),
    trace(isCoarse),
    fc
      .tuple(fc.integer({ min: 1, max: 5 }), think)
      .map(([count, think]): Arrivals => ({ process: 'users', count, think })),
  );
}

function requestClass(isCoarse: boolean): fc.Arbitrary<Omit<RequestClass, 'name'>> {
  const none: Distribution = { kind: 'constant', value: 0 };
  return fc.record({
    share: fc.integer({ min: 1, max: 4 }),
    demand: distribution(0, 6, isCoarse),
    wait: fc.oneof({ arbitrary: fc.constant(none), weight: 2 }, { arbitrary: distribution(0, 4, isCoarse), weight: 1 }),
    memory: fc.nat(3),
    bytesIn: fc.nat(9),
    bytesOut: fc.nat(9),
  });
}

const retryOn: fc.Arbitrary<TriesSpec['retryOn']> = fc.subarray(['failed', 'refused', 'timedOut']);

/** How a sender tries again; most do not. */
function tries(isCoarse: boolean): fc.Arbitrary<TriesSpec | undefined> {
  const backoff = fc.record({
    base: fc.oneof(fc.constant(0), duration(0, 3, isCoarse)),
    max: duration(3, 5, isCoarse),
    jitter: fc.constantFrom('none', 'full', 'equal'),
  });
  const hedge = fc.record({
    after: fc.oneof(duration(0, 5, isCoarse), fc.constantFrom({ percentile: 95 }, { percentile: 50 })),
    count: fc.integer({ min: 1, max: 2 }),
  });
  const spec = fc.record({
    timeout: noLimitOr(duration(1, 8, isCoarse)),
    retries: fc.nat(2),
    retryOn: fc.oneof(
      { arbitrary: fc.constant<TriesSpec['retryOn']>(['failed', 'refused', 'timedOut']), weight: 3 },
      retryOn,
    ),
    backoff,
    budget: fc.option(fc.record({ ratio: fc.constantFrom(0.2, 0.5, 1 / 3), burst: fc.constantFrom(1, 10) }), {
      nil: undefined,
    }),
    sameServer: fc.boolean(),
    hedge: fc.option(hedge, { nil: undefined }),
  });
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: spec, weight: 1 });
}

function clientGroup(isCoarse: boolean): fc.Arbitrary<Omit<ClientGroup, 'name'>> {
  const classes = fc.array(requestClass(isCoarse), { minLength: 1, maxLength: 3 }).map((entries) => {
    const total = entries.reduce((sum, { share }) => sum + share, 0);
    return entries.map((entry, i) => ({ ...entry, name: `class${i}`, share: entry.share / total }));
  });
  return fc
    .record({
      arrivals: arrivals(isCoarse),
      classes,
      addresses: population.map((each) => ({ ...each, count: each.count + 1 })),
      keys: population,
      timeout: fc.oneof(fc.constant(Infinity), duration(1, 12, isCoarse)),
      afterTimeout: fc.constantFrom('continue', 'cancel', 'drop'),
      zone: fc.nat(2),
      via: fc.nat(9),
      tries: tries(isCoarse),
    })
    .map(withTime);
}

/** Users who neither think nor ask for work would send a request a nanosecond: those who hardly think ask for a ms at least, of no cache. */
function withTime(group: Omit<ClientGroup, 'name'>): Omit<ClientGroup, 'name'> {
  const isShort = (time: Distribution) => time.kind === 'constant' && time.value < MS;
  if (group.arrivals.process !== 'users' || !isShort(group.arrivals.think)) return group;
  const classes = group.classes.map((each): RequestClass => {
    return isShort(each.demand) ? { ...each, demand: { kind: 'constant', value: MS } } : each;
  });
  return { ...group, classes, keys: { ...group.keys, count: 0 } };
}

const memoryPolicy: fc.Arbitrary<MemoryPolicy> = fc.constantFrom(
  { kind: 'queue' },
  { kind: 'refuse' },
  { kind: 'swap', slowdown: 2 },
  { kind: 'swap', slowdown: 3.7 },
  { kind: 'crash', restart: 0 },
  { kind: 'crash', restart: 3 * MS },
  { kind: 'crash', restart: 7.5 * MS },
);

const server: fc.Arbitrary<Omit<ServerSpec, 'name'>> = fc.record({
  group: fc.constant('web'),
  cores: fc.integer({ min: 1, max: 4 }),
  speed: fc.constantFrom(1, 1, 2, 0.5, 1.3),
  memory: noLimitOr(fc.integer({ min: 1, max: 6 })),
  discipline: fc.constantFrom('processor-sharing', 'fifo'),
  concurrency: noLimitOr(fc.integer({ min: 1, max: 4 })),
  queue: noLimitOr(fc.nat(3)),
  whenMemoryIsFull: memoryPolicy,
  scalability: fc.constantFrom(
    { contention: 0, coherency: 0 },
    { contention: 0, coherency: 0 },
    { contention: 0.1, coherency: 0 },
    { contention: 0.05, coherency: 0.02 },
  ),
  cache: fc.option(fc.record({ entries: fc.integer({ min: 1, max: 4 }), hit: fc.constantFrom(0, 0.2, 0.55, 1) }), {
    nil: undefined,
  }),
  weight: fc.constantFrom(1, 1, 2, 3),
  priority: fc.constantFrom(0, 0, 0, 1),
  backup: fc.constantFrom(false, false, false, true),
  zone: fc.nat(2),
  price: fc.constant(0),
});

const choose = (definition: StrategyDefinition, params: Parameters = {}): StrategyChoice => ({
  label: `${definition.name} ${JSON.stringify(params)}`,
  definition,
  params: { ...definition.defaults, ...params },
});

const variants: Record<string, Parameters[]> = {
  'least-connections': [{ ties: 'first' }],
  'power-of-two': [{ choices: 3 }, { replacement: true }],
  'resource-based': [{ interval: 2 * MS }, { interval: 5 * MS, gain: 0.5 }],
  aperture: [
    { aperture: 1, client: 1, clients: 3 },
    { aperture: 2, client: 1, clients: 2 },
  ],
  'peak-ewma': [{ decay: 3 * MS }],
  c3: [{ clients: 3, history: 0.5 }],
  prequal: [
    { poolSize: 3, maxAge: 10 * MS, idleProbing: 3 * MS },
    { probesPerRequest: 1.5, idleProbing: 2 * MS },
  ],
  'envoy/least-request': [{ choices: 3, activeRequestBias: 0.5 }],
  'haproxy/roundrobin': [{ allBackups: true }],
  'haproxy/first': [{ allBackups: true }],
  'nginx/round-robin': [{ maxFails: 2, failTimeout: 0 }],
};

const eavesdroppers: fc.Arbitrary<StrategyChoice> = fc
  .record({
    direct: fc.boolean(),
    tick: fc.constantFrom(0, 3 * MS),
    report: fc.constantFrom(0, 2 * MS, 2.5 * MS),
    probes: fc.boolean(),
    idle: fc.boolean(),
    feedback: fc.boolean(),
  })
  .map((params) => choose(eavesdropper as unknown as StrategyDefinition, params));

const anyStrategy: fc.Arbitrary<StrategyChoice> = fc.oneof(
  fc.constantFrom(
    ...strategies.flatMap((each) => [{}, ...(variants[each.name] ?? [])].map((params) => choose(each, params))),
  ),
  eavesdroppers,
);

function balancer(isCoarse: boolean): fc.Arbitrary<Omit<BalancerSpec, 'name' | 'members'>> {
  return fc.record({
    strategy: anyStrategy,
    zone: fc.nat(2),
    cost: fc.oneof(fc.constant(0), duration(0, 2, isCoarse)),
    capacity: noLimitOr(fc.constantFrom(1 / MS, 2 / MS, 3.3 / MS)),
    queue: noLimitOr(fc.nat(4)),
    price: fc.constant(0),
    health: fc.option(health(isCoarse), { nil: undefined }),
    tries: tries(isCoarse),
    admission: noneOr(admission(isCoarse)),
    sessions: noneOr(sessions(isCoarse)),
    connections: noneOr(connections(isCoarse)),
  });
}

/** Which balancer knows which members: alone, side by side over the same servers, a tree, a chain. */
function poolsOf(layout: string, servers: number): Member[][] {
  const all = Array.from({ length: servers }, (_, index): Member => ({ kind: 'server', index }));
  const inner = (index: number): Member => ({ kind: 'balancer', index, weight: index });
  if (layout === 'side by side') return [all, all.toReversed()];
  if (layout === 'tree') return [[inner(1), ...all.slice(0, 1), inner(2)], all, all.slice(Math.floor(servers / 2))];
  if (layout === 'chain') return [[inner(1)], [inner(2)], all];
  return [all];
}

function zonesOf(count: number, isCoarse: boolean): fc.Arbitrary<number[]> {
  return fc.array(fc.oneof(fc.constant(0), duration(0, 3, isCoarse)), {
    minLength: count * count,
    maxLength: count * count,
  });
}

/** A random small model, of at most some 200 requests. */
export const anyModel: fc.Arbitrary<Model> = fc
  .tuple(fc.boolean(), fc.boolean())
  .chain(([isFine, isNear]) => {
    const isCoarse = !isFine;
    return fc.record({
      seed: fc.nat(1000),
      duration: duration(2, 40, isCoarse),
      warmupShare: fc.constantFrom(0, 0.25, 0.5),
      drain: duration(0, 30, isCoarse),
      clients: fc.array(clientGroup(isCoarse), { minLength: 1, maxLength: 3 }),
      servers: fc.array(server, { minLength: 1, maxLength: 6 }),
      layout: fc.constantFrom('alone', 'alone', 'side by side', 'tree', 'chain'),
      balancers: fc.array(balancer(isCoarse), { minLength: 3, maxLength: 3 }),
      autoscaler: anyAutoscaler((least, most) => duration(least, most, isCoarse)),
      plan: fleetPlan((least, most) => duration(least, most, isCoarse), server),
      faults: fc.option(anyFaults, { nil: [], freq: 2 }),
      networkLatency: isNear ? fc.constant(Array.from({ length: 9 }, () => 0)) : zonesOf(3, isCoarse),
    });
  })
  .map(({ warmupShare, clients, servers, layout, balancers, faults, plan, autoscaler, ...rest }) => {
    const pools = poolsOf(layout, servers.length);
    const model: Model = {
      ...rest,
      name: 'random',
      summary: '',
      warmup: Math.floor(rest.duration * warmupShare),
      clients: clients.map((group, i) => ({ ...group, name: `clients${i}`, via: group.via % pools.length })),
      servers: servers.map((spec, i) => ({ ...spec, name: `web/${i}` })),
      balancers: pools.map((members, i) => ({ ...balancers[i], name: `balancer${i}`, members })),
      zones: ['', 'a', 'b'],
      objectives: [],
      warnings: [],
    };
    const whole = withKnownPriorities(withAutoscaler(withFleet(model, plan), autoscaler));
    if (faults.length > 0) whole.faults = faultsOn(whole, faults);
    return printable(withExactOracle(whole));
  });

/**
 * An oracle compares sums of work that the engine and the reference add up in other orders. Where there is one, all sums are made
 * exact: no sharing, no factors that are not powers of two. An oracle over balancers sees nothing; it is replaced.
 */
function withExactOracle(model: Model): Model {
  const isOracle = ({ strategy }: BalancerSpec) => strategy.definition.needs?.(strategy.params).oracle === true;
  if (!model.balancers.some(isOracle)) return model;
  const balancers = model.balancers.map((spec) =>
    isOracle(spec) && spec.members.some(({ kind }) => kind === 'balancer')
      ? { ...spec, strategy: choose(strategies[0]) }
      : spec,
  );
  // Nothing that varies: it would be served in virtual time.
  const events = model.events
    ?.filter(({ kind }) => kind !== 'resize')
    .map((event) => ({ ...event, warmUp: undefined }));
  const servers = model.servers.map((spec): ServerSpec => {
    const whenMemoryIsFull: MemoryPolicy =
      spec.whenMemoryIsFull.kind === 'swap' ? { kind: 'queue' } : spec.whenMemoryIsFull;
    const cores = 2 ** (spec.cores >> 1);
    const speed = spec.speed === 1.3 ? 1 : spec.speed;
    return {
      ...spec,
      discipline: 'fifo',
      varies: false,
      cores,
      speed,
      whenMemoryIsFull,
      scalability: { contention: 0, coherency: 0 },
    };
  });
  const autoscalers = model.autoscalers?.filter(
    ({ action }) => action.kind === 'out' && action.launch.warmUp === undefined,
  );
  const faults = model.faults?.map((fault): Fault =>
    fault.effect.kind === 'slow' ? { ...fault, effect: { kind: 'slow', share: 0.5 } } : fault,
  );
  return {
    ...model,
    balancers,
    servers,
    ...(faults && { faults }),
    ...(events && { events }),
    ...(autoscalers && { autoscalers }),
  };
}

/** A failure shows the model as data: strategies by their labels. */
function printable(model: Model): Model {
  const show = () =>
    JSON.stringify(model, (key, value: unknown) => {
      if (key === 'strategy') return (value as StrategyChoice).label;
      if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
      return value === Infinity ? 'Infinity' : value;
    });
  return Object.defineProperty(model, fc.toStringMethod, { value: show });
}
