/** What the author of a scenario should know before the run: overload, and what has no effect. */
import type { ClientGroup } from '../../model/model.ts';
import { reserveOf } from '../compile/compile-events.ts';
import type { World } from '../compile/world.ts';
import { effectWarnings, neverWaits } from './effect-checks.ts';
import { faultWarnings } from './fault-checks.ts';
import type { Inputs } from '../inputs.ts';
import { capacityOf } from '../../model/servers/capacity.ts';
import { countPriorities } from './health-checks.ts';
import { launchWarnings } from './launch-checks.ts';
import { keysOf } from '../../model/clients/population.ts';
import { clustersOf, flowOf, growthOf, isCached, leastAsked, peakOf, reachOf } from '../offered-load.ts';
import type { Cluster, Flow } from '../offered-load.ts';
import { balancersOf } from '../parts.ts';
import type { BalancerKeys, Scenario } from '../schema.ts';
import { formatNumber, formatQuantity } from '../units.ts';
import { listOf } from '../wording.ts';

/** One line each, which names what it is about. No place in a file: reports carry them, and are the same on every machine. */
export function warningsOf(scenario: Scenario, world: World, inputs: Inputs): string[] {
  return [
    ...clustersOf(world).flatMap((cluster) => [...serverOverload(world, cluster)]),
    ...balancerOverload(world),
    ...shortTraces(scenario, inputs),
    ...unreached(scenario, world),
    ...limitsWithoutEffect(scenario),
    ...cachesWithoutEffect(scenario, world),
    ...faultWarnings(scenario, world),
    ...healthWithoutEffect(scenario),
    ...eventsAfterTheEnd(scenario),
    ...effectWarnings(scenario, world),
    ...launchWarnings(scenario),
  ];
}

/** More work than the cores do, or more requests at once than the servers take. */
function* serverOverload(world: World, { clients, groups }: Cluster): Generator<string> {
  const servers = world.servers.filter(({ group }) => groups.has(group));
  const growth = new Map([...groups].map((group) => [group, growthOf(world, group)]));
  const isScaled = [...groups].some((group) => world.autoscalers?.some((each) => each.group === group));
  const have = isScaled ? 'have at most' : 'have';
  const sum = (of: (server: (typeof servers)[number]) => number) =>
    servers.reduce((total, server) => total + of(server) * (growth.get(server.group)?.servers ?? 1), 0);
  const names = `servers ${listOf([...groups], 'and')}`;
  const cores = sum((server) => capacityOf(server) * (growth.get(server.group)?.cores ?? 1));
  const work = flowOf(world, clients, (group) => leastAsked(world, group).demand);
  const atLeast = clients.some((group) => isCached(world, group)) ? 'at least ' : '';
  yield* overload(
    clients,
    work,
    cores,
    `${atLeast}${formatNumber(peakOf(work))} cores of work, ${names} ${have} ${formatNumber(cores)}`,
  );

  const fastest = servers.reduce((most, { speed }) => Math.max(most, speed), 0);
  const places = sum(({ concurrency }) => concurrency);
  const holding = (group: ClientGroup) => {
    const { demand, wait } = leastAsked(world, group);
    return demand / fastest + wait;
  };
  const held = flowOf(world, clients, holding);
  const words = `at least ${formatNumber(peakOf(held))} requests at once, ${names} take ${formatNumber(places)}`;
  yield* overload(clients, held, places, words);
}

function* balancerOverload(world: World): Generator<string> {
  for (const [i, { name, capacity }] of world.balancers.entries()) {
    const clients = world.clients.filter(({ via, arrivals }) => via === i && arrivals.process !== 'users');
    const rate = flowOf(world, clients, () => 1);
    const words = `${formatQuantity('rate', peakOf(rate))}, ${name} handles ${formatQuantity('rate', capacity)}`;
    yield* overload(clients, rate, capacity, words);
  }
}

/** A warning where the flow is above capacity at some time: by how much, and when. */
function* overload(clients: readonly ClientGroup[], flow: Flow, capacity: number, words: string): Generator<string> {
  const excess = peakOf(flow) / capacity - 1;
  if (!(excess > 1e-9)) return;
  const { points, mean } = flow;
  const percent = `${formatNumber(excess * 100)}%`;
  const always = points.every(({ value }) => value > capacity);
  const when = always
    ? ''
    : ` at peak (${whenAbove(points, capacity)}; ${formatNumber((mean / capacity) * 100)}% busy on average)`;
  const names = listOf(
    clients.map(({ name }) => name),
    'and',
  );
  yield `clients ${names} offer ${words}: overloaded by ${percent}${when}`;
}

/** `from 2m to 4m`: from the first instant above to the last. */
function whenAbove(points: Flow['points'], capacity: number): string {
  const first = points.findIndex(({ value }) => value > capacity);
  const last = points.findLastIndex(({ value }) => value > capacity);
  const from = crossing(points[first - 1], points[first], capacity);
  const to = crossing(points[last], points[last + 1], capacity);
  return `from ${formatQuantity('duration', from)} to ${formatQuantity('duration', to)}`;
}

/** When the line from one point to the next is at `value`; the instant of the one that is there, where the other is missing. */
function crossing(a: Flow['points'][number] | undefined, b: Flow['points'][number] | undefined, value: number): number {
  if (a === undefined || b === undefined) return (a ?? b)?.at ?? 0;
  return a.at + ((b.at - a.at) * (value - a.value)) / (b.value - a.value);
}

function* shortTraces({ clients, duration }: Scenario, { traces }: Inputs): Generator<string> {
  for (const [name, { arrivals }] of Object.entries(clients)) {
    if (arrivals.process !== 'trace') continue;
    const end = (traces.get(arrivals.file)?.arrivalAt.at(-1) ?? 0) / arrivals.speed;
    if (end >= duration * 0.99) continue;
    const rest = `nothing comes in the rest of ${formatQuantity('duration', duration)}`;
    yield `clients ${name}: the trace ends after ${formatQuantity('duration', end)}, ${rest}`;
  }
}

function* unreached({ servers }: Scenario, world: World): Generator<string> {
  const reach = reachOf(world);
  const reached = new Set(world.clients.flatMap(({ via }) => [...(reach[via] ?? [])]));
  for (const name of Object.keys(servers)) {
    if (!reached.has(name)) yield `servers ${name}: no requests get there`;
  }
}

function* limitsWithoutEffect({ servers }: Scenario): Generator<string> {
  for (const [name, keys] of Object.entries(servers)) {
    const { queue, memory, whenMemoryIsFull } = keys;
    if (memory === undefined && whenMemoryIsFull !== 'queue') {
      yield `servers ${name}: whenMemoryIsFull has no effect without memory`;
    }
    if (queue !== undefined && neverWaits(keys)) {
      yield `servers ${name}: queue has no effect without concurrency or memory, since nothing waits`;
    }
  }
}

function* cachesWithoutEffect({ servers }: Scenario, world: World): Generator<string> {
  const reach = reachOf(world);
  const keyed = new Set(world.clients.flatMap((group) => (keysOf(group) > 0 ? [...(reach[group.via] ?? [])] : [])));
  for (const [name, { cache }] of Object.entries(servers)) {
    if (cache !== undefined && !keyed.has(name))
      yield `servers ${name}: cache has no effect, since no request with a key gets there`;
  }
}

function* healthWithoutEffect(scenario: Scenario): Generator<string> {
  for (const { name, keys } of balancersOf(scenario)) {
    const { health } = keys;
    if (health === undefined) continue;
    const isBlind = health.active === undefined && health.passive === undefined;
    if (isBlind && health.panic !== undefined)
      yield `${name}: panic has no effect without active or passive health checks`;
    if (isBlind && health.slowStart !== undefined && !mayGrow(scenario, keys))
      yield `${name}: slowStart has no effect without active or passive health checks, since no server joins the pool`;
    if (health.overprovisioning !== undefined && countPriorities(scenario, keys) < 2)
      yield `${name}: overprovisioning has no effect on servers of one priority`;
  }
}

/** Whether events or an autoscaler may bring the balancer servers. */
function mayGrow(scenario: Scenario, { pool }: BalancerKeys): boolean {
  const reserve = reserveOf(scenario);
  return (pool ?? Object.keys(scenario.servers)).some((member) => (reserve.get(member) ?? 0) > 0);
}

function* eventsAfterTheEnd({ events = [], duration }: Scenario): Generator<string> {
  const end = formatQuantity('duration', duration);
  for (const [i, { at }] of events.entries()) {
    if (at >= duration)
      yield `events.${i}: at ${formatQuantity('duration', at)} it comes after the end, ${end}, and has no effect`;
  }
}
