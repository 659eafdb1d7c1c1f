/** From a checked scenario to the model that a run consumes. */
import type { Trace } from '../../../records/trace.ts';
import type {
  Arrivals,
  ClientGroup,
  Member,
  MemoryPolicy,
  Model,
  RequestClass,
  ServerSpec,
  StrategyChoice,
} from '../../model/model.ts';
import { compileAutoscalers } from './compile-autoscalers.ts';
import { compileFaults } from './compile-faults.ts';
import { compileEvents, reserveOf, varyingGroups } from './compile-events.ts';
import { compileTries } from './compile-tries.ts';
import { compileAdmission } from './compile-admission.ts';
import { compileDistribution } from '../keys/distributions.ts';
import type { Files } from '../keys/distributions.ts';
import { compileHealth } from '../keys/health-keys.ts';
import type { Inputs } from '../inputs.ts';
import { balancersOf, drainOf, entryOf, zonesOf } from '../parts.ts';
import type { ClientGroupKeys, Scenario, ServerGroupKeys } from '../schema.ts';
import type { Loaded, World } from './world.ts';

const SECOND = 1e9;
const SWAP_SLOWDOWN = 10;
const CRASH_RESTART = 30 * SECOND;

/** The model of a scenario with `choice` as the strategy of the balancer whose strategies are compared, and of those that name none. */
export function compile({ world, compared }: Loaded, choice: StrategyChoice): Model {
  const balancers = world.balancers.map((balancer, i) => ({
    ...balancer,
    strategy: i === compared ? choice : (balancer.strategy ?? choice),
  }));
  const { reserve, ...rest } = world;
  return { ...rest, servers: [...world.servers, ...reserve], balancers, compared };
}

/** All of the model but the strategies. The scenario and its inputs were checked. */
export function compileWorld(scenario: Scenario, name: string, inputs: Inputs): World {
  const zones = ['', ...zonesOf(scenario)];
  const clients = Object.entries(scenario.clients).map(([group, keys]) =>
    compileClients(scenario, group, keys, zones, inputs),
  );
  const servers = Object.entries(scenario.servers).flatMap(([group, keys]) =>
    compileServers(scenario, group, keys, zones),
  );
  const reserve = compileReserve(scenario, servers);
  return {
    name,
    summary: scenario.summary.trim().replace(/\s+/g, ' '),
    seed: scenario.seed,
    duration: scenario.duration,
    ...compileWarmup(scenario),
    drain: drainOf(scenario),
    clients,
    servers,
    reserve,
    ...(scenario.events !== undefined && { events: compileEvents(scenario, indexIn([...servers, ...reserve])) }),
    ...(scenario.autoscaler !== undefined && { autoscalers: compileAutoscalers(scenario) }),
    balancers: compileBalancers(scenario, zones),
    zones,
    networkLatency: compileNetwork(scenario, zones),
    ...(scenario.faults !== undefined && {
      faults: compileFaults(scenario, zones, { values: inputs.values, trace: undefined }),
    }),
    objectives: scenario.objectives,
    warnings: [],
  };
}

const compileWarmup = ({ warmup }: Scenario): Pick<Model, 'warmup' | 'warmupMethod'> =>
  typeof warmup === 'number' ? { warmup } : { warmup: 0, warmupMethod: 'MSER-5' };

const zoneIndex = (zones: readonly string[], zone: string | undefined): number => zones.indexOf(zone ?? '');

function compileClients(
  scenario: Scenario,
  group: string,
  keys: ClientGroupKeys,
  zones: readonly string[],
  { values, traces }: Inputs,
): ClientGroup {
  const trace = keys.arrivals.process === 'trace' ? traces.get(keys.arrivals.file) : undefined;
  const files = { values, trace };
  return {
    name: group,
    arrivals: compileArrivals(keys.arrivals, files, scenario.duration),
    classes: compileClasses(group, keys, files),
    addresses: keys.addresses,
    keys: keys.keys ?? { count: 0, zipf: 0 },
    timeout: keys.timeout ?? Infinity,
    afterTimeout: keys.afterTimeout,
    zone: zoneIndex(zones, keys.zone),
    ...compileTries(keys),
    via:
      keys.via === undefined ? entryOf(scenario) : balancersOf(scenario).findIndex(({ group }) => group === keys.via),
  };
}

function compileArrivals(keys: ClientGroupKeys['arrivals'], files: Files, duration: number): Arrivals {
  if (keys.process === 'users') return { ...keys, think: compileDistribution(keys.think, files) };
  if (keys.process !== 'trace' || files.trace === undefined) return keys as Exclude<typeof keys, { process: 'trace' }>;
  return compileTrace(files.trace, keys.speed, duration);
}

/** The part of the trace that falls into the run. */
function compileTrace(trace: Trace, speed: number, duration: number): Arrivals {
  const all = trace.arrivalAt.map((at) => Math.round(at / speed));
  const end = all.findIndex((at) => at >= duration);
  const { address, addresses, key, keys } = trace;
  return { process: 'trace', at: end < 0 ? all : all.subarray(0, end), address, addresses, key, keys };
}

function compileClasses(group: string, keys: ClientGroupKeys, files: Files): RequestClass[] {
  const entries = keys.mix ?? { [keys.class ?? group]: { share: 1, demand: keys.demand } };
  const total = Object.values(entries).reduce((sum, { share }) => sum + share, 0);
  return Object.entries(entries).map(([name, entry]) => {
    const { share, demand, wait, memory, bytes } = { ...keys, ...entry };
    return {
      name,
      share: share / total,
      demand: compileDistribution(demand ?? NO_TIME, files),
      wait: compileDistribution(wait ?? NO_TIME, files),
      memory: memory ?? 0,
      bytesIn: bytes?.in ?? 0,
      bytesOut: bytes?.out ?? 0,
    };
  });
}

const NO_TIME = { kind: 'constant', value: 0 } as const;

/** The servers that may still come, numbered on from those of their group. */
function compileReserve(scenario: Scenario, servers: readonly ServerSpec[]): ServerSpec[] {
  return [...reserveOf(scenario)].flatMap(([group, count]) => {
    const spec = servers.find((server) => server.group === group);
    const first = scenario.servers[group]?.count ?? 0;
    if (spec === undefined) return [];
    return Array.from({ length: count }, (_, i) => ({ ...spec, name: `${group}/${first + i}`, reserve: true }));
  });
}

function indexIn(servers: readonly ServerSpec[]): (name: string) => number {
  const indices = new Map(servers.map(({ name }, index) => [name, index]));
  return (name) => indices.get(name) ?? -1;
}

function compileServers(
  scenario: Scenario,
  group: string,
  keys: ServerGroupKeys,
  zones: readonly string[],
): ServerSpec[] {
  const { count, cores, speed, discipline, weight, priority, backup, price } = keys;
  const equal = {
    group,
    cores,
    speed,
    memory: keys.memory ?? Infinity,
    discipline,
    concurrency: keys.concurrency ?? Infinity,
    queue: keys.queue ?? Infinity,
    whenMemoryIsFull: memoryPolicy(keys.whenMemoryIsFull),
    ...(keys.cache !== undefined && { cache: keys.cache }),
    scalability: keys.scalability ?? { contention: 0, coherency: 0 },
    weight,
    priority,
    backup,
    zone: zoneIndex(zones, keys.zone),
    price,
    ...(varyingGroups(scenario).has(group) && { varies: true }),
  };
  return Array.from({ length: count }, (_, i) => ({ name: `${group}/${i}`, ...equal }));
}

function memoryPolicy(keys: ServerGroupKeys['whenMemoryIsFull']): MemoryPolicy {
  if (typeof keys === 'object') {
    return 'swap' in keys ? { kind: 'swap', slowdown: keys.swap } : { kind: 'crash', restart: keys.crash };
  }
  if (keys === 'swap') return { kind: 'swap', slowdown: SWAP_SLOWDOWN };
  return keys === 'crash' ? { kind: 'crash', restart: CRASH_RESTART } : { kind: keys };
}

function compileBalancers(scenario: Scenario, zones: readonly string[]): World['balancers'] {
  const balancers = balancersOf(scenario);
  const members = membersByName(scenario);
  return balancers.map(({ name, keys }) => ({
    name,
    strategy: Array.isArray(keys.strategy) ? undefined : keys.strategy,
    members: (keys.pool ?? Object.keys(scenario.servers)).flatMap((member) => members.get(member) ?? []),
    zone: zoneIndex(zones, keys.zone),
    cost: keys.cost,
    capacity: keys.capacity ?? Infinity,
    queue: keys.queue ?? Infinity,
    price: keys.price,
    ...compileTries(keys),
    ...compileAdmission(keys),
    ...(keys.health !== undefined && { health: compileHealth(keys.health) }),
  }));
}

/** What each name in a pool stands for. */
function membersByName(scenario: Scenario): Map<string, Member[]> {
  const members = new Map<string, Member[]>();
  for (const [index, { group, keys }] of balancersOf(scenario).entries()) {
    members.set(group, [...(members.get(group) ?? []), { kind: 'balancer', index, weight: keys.weight }]);
  }
  let first = 0;
  for (const [group, { count }] of Object.entries(scenario.servers)) {
    const start = first;
    members.set(
      group,
      Array.from({ length: count }, (_, i) => ({ kind: 'server', index: start + i })),
    );
    first += count;
  }
  return members;
}

function compileNetwork(scenario: Scenario, zones: readonly string[]): number[] {
  const latencies = Array.from({ length: zones.length * zones.length }, () => 0);
  for (const latency of scenario.network?.latency ?? []) {
    const [from, to] = 'within' in latency ? [latency.within, latency.within] : latency.between;
    const [a, b] = [zones.indexOf(from), zones.indexOf(to)];
    latencies[a * zones.length + b] = latency.is;
    latencies[b * zones.length + a] = latency.is;
  }
  return latencies;
}
