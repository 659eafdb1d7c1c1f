/** What of a scenario is right, and yet can have no effect: one line each, with the path, what is the matter, and what to do. */
import { partsOf } from '../compile/compile-events.ts';
import type { TriesKeys } from '../compile/compile-tries.ts';
import type { World } from '../compile/world.ts';
import { targetOf } from './event-checks.ts';
import { keysOf } from '../../model/clients/population.ts';
import type { ClientGroup, Distribution } from '../../model/model.ts';
import { meanOf } from '../keys/distributions.ts';
import { kindOf } from '../keys/fault-keys.ts';
import type { FaultKeys } from '../keys/fault-keys.ts';
import { expectedRequests, meanOverClasses, reachOf } from '../offered-load.ts';
import { balancerGroupsOf, balancersOf, drainOf } from '../parts.ts';
import type { Path } from '../problems.ts';
import type { BalancerKeys, EventKeys, Scenario, ServerGroupKeys } from '../schema.ts';
import { formatQuantity } from '../units.ts';
import { listOf } from '../wording.ts';
import { zonesHit } from '../compile/fault-targets.ts';

export const time = (value: number): string => formatQuantity('duration', value);
export const line = (path: Path, message: string): string => `${path.join('.')}: ${message}`;

export function effectWarnings(scenario: Scenario, world: World): string[] {
  return [
    ...fewRequests(scenario, world),
    ...patientClients(scenario),
    ...uselessRetries(scenario),
    ...uselessMemory(scenario, world),
    ...uselessSizes(scenario, world),
    ...emptyPools(scenario),
    ...idleBalancers(scenario, world),
    ...uselessQueues(scenario),
    ...uselessLimits(scenario),
    ...uselessHealth(scenario),
    ...uselessNetwork(scenario, world),
    ...uselessFaults(scenario),
    ...freeCosts(scenario),
  ];
}

function* fewRequests({ duration }: Scenario, world: World): Generator<string> {
  for (const group of world.clients) {
    if (maySend(world, group)) continue;
    const message = `fewer than one request is expected in ${time(duration)}; give it more arrivals, or a longer duration`;
    yield line(['clients', group.name, 'arrivals'], message);
  }
}

/** Whether one request or more is to be expected. Users may send as soon as they have thought. */
function maySend(world: World, group: ClientGroup): boolean {
  const { arrivals } = group;
  if (arrivals.process === 'users') return leastOf(arrivals.think) < world.duration;
  return expectedRequests({ ...world, clients: [group] }) >= 1;
}

const givesUp = ({ tryTimeout, hedge }: TriesKeys): boolean => tryTimeout !== undefined || hedge !== undefined;

/** Nobody gives up, so that it does not matter what becomes of the work. */
function* patientClients(scenario: Scenario): Generator<string> {
  const { clients, faults = [] } = scenario;
  if (balancerGroupsOf(scenario).some(({ keys }) => givesUp(keys))) return;
  // A balancer that dies gives up, too.
  if (faults.some(({ balancer, zone }) => (balancer ?? zone) !== undefined)) return;
  for (const [name, keys] of Object.entries(clients)) {
    if (keys.afterTimeout === 'continue' || keys.timeout !== undefined || givesUp(keys)) continue;
    yield line(
      ['clients', name, 'afterTimeout'],
      'has no effect, since these clients never give up; give them a timeout',
    );
  }
}

/** A try times out by `tryTimeout` only: that of the sender, or of a balancer behind it. */
function* uselessRetries(scenario: Scenario): Generator<string> {
  const balancers = balancerGroupsOf(scenario);
  if (balancers.some(({ keys }) => keys.tryTimeout !== undefined)) return;
  const clients = Object.entries(scenario.clients).map(([name, keys]) => ({ path: ['clients', name], keys }));
  for (const { path, keys } of [...clients, ...balancers]) {
    const { retries, tryTimeout } = keys;
    if (retries === undefined || tryTimeout !== undefined || retries.on.some((end) => end !== 'timedOut')) continue;
    yield line([...path, 'retries', 'on'], 'no try ever ends as timedOut without a tryTimeout; give it one');
  }
}

/** Memory that nobody holds, or that has no limit. */
function* uselessMemory({ servers, faults = [] }: Scenario, world: World): Generator<string> {
  const reach = reachOf(world);
  const holders = world.clients.filter(({ classes }) => classes.some(({ memory }) => memory > 0));
  for (const { name, via } of holders) {
    if ([...(reach[via] ?? [])].some((group) => servers[group]?.memory !== undefined)) continue;
    yield line(
      ['clients', name],
      'memory has no effect, since no server that they reach has a limit of memory; give it one',
    );
  }
  const isLeaking = faults.some((keys) => kindOf(keys) === 'memory-leak');
  for (const [name, { memory, whenMemoryIsFull }] of Object.entries(servers)) {
    if (memory === undefined || whenMemoryIsFull === 'queue') continue;
    const path = ['servers', name, 'whenMemoryIsFull'];
    if (!isLeaking && !holders.some(({ via }) => reach[via]?.has(name)))
      yield line(path, 'has no effect, since no request that gets there holds memory; give clients memory');
    else if (typeof whenMemoryIsFull === 'object' && 'swap' in whenMemoryIsFull && whenMemoryIsFull.swap === 1)
      yield line(path, 'a swap of 1x slows nothing down; give a larger factor such as 10x');
  }
}

/** Whether a hit in a cache may spare the group a wait. */
const waitsByKey = (group: ClientGroup): boolean =>
  keysOf(group) > 0 && meanOverClasses(group, ({ wait }) => meanOf(wait)) > 0;

/** What of a server is never used, or changes nothing. */
function* uselessSizes({ servers }: Scenario, world: World): Generator<string> {
  const reach = reachOf(world);
  for (const [name, { cores, concurrency = Infinity, cache }] of Object.entries(servers)) {
    const path = ['servers', name];
    if (concurrency < cores) {
      yield line(
        [...path, 'cores'],
        `at most ${concurrency} of ${cores} are ever busy, since concurrency is ${concurrency}; raise it, or take fewer cores`,
      );
    }
    if (cache?.hit === 1 && !world.clients.some((group) => reach[group.via]?.has(name) === true && waitsByKey(group))) {
      yield line(
        [...path, 'cache'],
        'has no effect, since a hit of 100% needs all of its demand; give the share that a hit still needs',
      );
    }
  }
}

function* emptyPools(scenario: Scenario): Generator<string> {
  const { servers, events = [], duration, autoscaler = {} } = scenario;
  const inTime = events.filter(({ at }) => at < duration).toSorted((a, b) => a.at - b.at);
  const eventsOf = Map.groupBy(inTime, (event) => partsOf(targetOf(event).target).group);
  const emptyAt = new Map(
    Object.entries(servers).map(([name, group]) => [
      name,
      emptyFrom(group, eventsOf.get(name) ?? [], autoscaler[name] !== undefined),
    ]),
  );
  for (const { path, keys } of balancerGroupsOf(scenario)) {
    const { pool = Object.keys(servers) } = keys;
    const from = pool.reduce((last, name) => Math.max(last, emptyAt.get(name) ?? Infinity), 0);
    if (from === Infinity) continue;
    const when = from === 0 ? 'the start' : time(from);
    yield line(
      path,
      `from ${when} on no server of its pool can be picked, since all have left or have a weight of 0; keep one`,
    );
  }
}

/**
 * From when on no server of a group can be picked, until the end; Infinity where one can. `events`: those of the group, by time.
 * Cost: the servers once, and for each event those with a weight of their own.
 */
function emptyFrom(group: ServerGroupKeys, events: readonly EventKeys[], isScaled: boolean): number {
  let { weight, count } = group;
  let from = weight > 0 ? Infinity : 0;
  if (weight > 0 && !events.some(mayEmpty)) return from;
  const there = new Set(Array.from({ length: count }, (_, i) => i));
  /** By server: a weight that is not the group's. */
  const own = new Map<number, number>();
  // Of these nobody knows before the run when they come and go.
  const hasOthers = isScaled || events.some((event) => 'deploy' in event);
  for (const event of events) {
    const { number } = partsOf(targetOf(event).target);
    if ('add' in event) for (let i = 0; i < event.count; i++) there.add(count++);
    if (number === undefined) {
      if ('weight' in event) weight = event.weight;
      if ('weight' in event || retires(event)) own.clear();
      if (retires(event)) there.clear();
    } else {
      if ('weight' in event && (hasOthers || there.has(number))) own.set(number, event.weight);
      if (retires(event)) own.delete(number);
      if (retires(event)) there.delete(number);
    }
    const isOfGroup = weight > 0 && (hasOthers || there.size > own.size);
    from = isOfGroup || isAnyAbove0(own.values()) ? Infinity : Math.min(from, event.at);
  }
  return from;
}

const mayEmpty = (event: EventKeys): boolean => retires(event) || ('weight' in event && event.weight === 0);

function isAnyAbove0(values: Iterable<number>): boolean {
  for (const value of values) if (value > 0) return true;
  return false;
}

const retires = (event: EventKeys): boolean =>
  'remove' in event || ('drain' in event && typeof event.drain === 'string');

/** By balancer: the client groups whose requests may get there. */
function clientsOf({ clients, balancers }: World): Set<ClientGroup>[] {
  const reached = balancers.map(() => new Set<ClientGroup>());
  const inner = balancers.map(({ members }) => members.filter(({ kind }) => kind === 'balancer'));
  const reach = (balancer: number, group: ClientGroup): void => {
    if (reached[balancer]?.has(group) !== false) return;
    reached[balancer]?.add(group);
    for (const { index } of inner[balancer] ?? []) reach(index, group);
  };
  for (const group of clients) reach(group.via, group);
  return reached;
}

/** A balancer that nobody sends to, or that would be more patient than all who do. */
function* idleBalancers(scenario: Scenario, world: World): Generator<string> {
  const reached = clientsOf(world);
  const reach = reachOf(world);
  const served = new Set(world.clients.flatMap(({ via }) => [...(reach[via] ?? [])]));
  const seen = new Set<string>();
  for (const [i, { group, path, keys }] of balancersOf(scenario).entries()) {
    if (seen.has(group)) continue;
    seen.add(group);
    const clients = [...(reached[i] ?? [])];
    if (clients.length > 0) yield* impatientClients(path, keys, clients);
    // Of servers that only it leads to the author hears anyhow.
    else if ([...(reach[i] ?? [])].every((name) => served.has(name)))
      yield line(path, 'no requests get there; name it in the via of clients, or in a pool');
  }
}

function* impatientClients(path: Path, keys: BalancerKeys, clients: ClientGroup[]): Generator<string> {
  const patience = clients.reduce(
    (most, { timeout, tries }) => Math.max(most, Math.min(timeout, tries?.timeout ?? Infinity)),
    0,
  );
  const { hedge, tryTimeout, queueTimeout } = keys;
  const after = hedge && 'time' in hedge.after ? hedge.after.time : undefined;
  for (const [key, value = 0] of Object.entries({ tryTimeout, queueTimeout, 'hedge.after': after })) {
    if (value <= patience) continue;
    yield line(
      [...path, key],
      `${time(value)} has no effect, since its clients give up after ${time(patience)}; shorten it`,
    );
  }
}

/** Whether all requests of a server are in service at once. */
export const neverWaits = ({ discipline, concurrency, memory }: ServerGroupKeys): boolean =>
  discipline === 'processor-sharing' && concurrency === undefined && memory === undefined;

/**
 * Whether a request may queue at the balancer. Of the strategies that a file can name only those of HAProxy let it wait by themselves,
 * for the sake of the servers' limits; where none is named, the command line names it.
 */
export function mayQueue(scenario: Scenario, keys: BalancerKeys): boolean {
  const { pool = Object.keys(scenario.servers), limit, strategy } = keys;
  if (limit?.perServer !== undefined || strategy === undefined) return true;
  const waits = [strategy].flat().some(({ definition }) => definition.name.startsWith('haproxy/'));
  return waits && pool.some((name) => scenario.servers[name]?.concurrency !== undefined);
}

function* uselessQueues(scenario: Scenario): Generator<string> {
  for (const { path, keys } of balancerGroupsOf(scenario)) {
    const given = (['queue', 'queueTimeout', 'codel'] as const).filter((key) => keys[key] !== undefined);
    if (given.length > 0 && !mayQueue(scenario, keys)) {
      const message = `${given.length === 1 ? 'has' : 'have'} no effect with the strategies named here, since nothing queues without limit.perServer (with a strategy of HAProxy, without concurrency of its servers); give it a limit`;
      yield line([...path, listOf(given, 'and')], message);
      continue;
    }
    const { codel, queueTimeout = Infinity } = keys;
    if (codel === undefined || codel.target <= queueTimeout) continue;
    yield line(
      [...path, 'codel', 'target'],
      `nothing queues for ${time(codel.target)}, since queueTimeout is ${time(queueTimeout)}; shorten the target`,
    );
  }
}

function* uselessLimits(scenario: Scenario): Generator<string> {
  for (const { path, keys } of balancerGroupsOf(scenario)) {
    const { limit, shedding = [] } = keys;
    const most = limit?.inFlight ?? Infinity;
    for (const [i, { above }] of [shedding].flat().entries()) {
      if (above < most) continue;
      const place = [...path, 'shedding', ...(Array.isArray(shedding) ? [i] : []), 'above'];
      yield line(place, `has no effect at ${above}, since limit.inFlight refuses all at ${most}; lower it`);
    }
  }
}

function* uselessHealth(scenario: Scenario): Generator<string> {
  const { duration, servers } = scenario;
  // Checks go on while requests are there.
  const end = duration + drainOf(scenario);
  for (const { path, keys } of balancerGroupsOf(scenario)) {
    const { health, pool = Object.keys(servers) } = keys;
    if (health === undefined) continue;
    const { active, passive } = health;
    const place = [...path, 'health'];
    if (Object.values(health).every((value) => value === undefined))
      yield line(place, 'has no effect without active or passive; add active: {} for checks');
    if (active !== undefined && !pool.some((name) => Object.hasOwn(servers, name)))
      yield line(
        [...place, 'active'],
        'has no effect, since only servers are checked, and its pool has balancers only; check where the servers are',
      );
    if (active !== undefined && (active.fall - 1) * active.every >= end) {
      const least = time((active.fall - 1) * active.every);
      yield line(
        [...place, 'active'],
        `has no effect, since ${active.fall} failed checks take ${least}, and the run with its drain ${time(end)}; lower fall or every`,
      );
    }
    const { window = 0 } = passive?.errorRate ?? {};
    if (window >= end)
      yield line(
        [...place, 'passive', 'errorRate', 'window'],
        `a window of ${time(window)} is not over before the end of the drain, ${time(end)}, so nobody is judged; shorten it`,
      );
  }
}

/** What is sent from zone to zone. */
function waysOf({ clients, balancers, servers }: World): Set<string> {
  const ways = new Set<string>();
  for (const { zone, via } of clients) ways.add(wayBetween(zone, balancers[via]?.zone ?? 0));
  for (const { zone, members } of balancers)
    for (const { kind, index } of members)
      ways.add(wayBetween(zone, (kind === 'server' ? servers : balancers)[index]?.zone ?? 0));
  return ways;
}

const wayBetween = (a: number, b: number): string => `${Math.min(a, b)} ${Math.max(a, b)}`;

/** Latencies count together: of a whole matrix some may be unused. */
function* uselessNetwork({ network, faults = [] }: Scenario, world: World): Generator<string> {
  const ofNetwork = [...faults.entries()].filter(([, keys]) => keys.network !== undefined);
  if (network === undefined && ofNetwork.length === 0) return;
  const ways = waysOf(world);
  const isUsed = (a: string, b: string) => ways.has(wayBetween(world.zones.indexOf(a), world.zones.indexOf(b)));
  const ends = network?.latency.map((each) =>
    'within' in each ? ([each.within, each.within] as const) : each.between,
  );
  if (ends?.some(([a, b]) => isUsed(a, b)) === false) {
    const message = 'has no effect, since nothing goes between these zones; give clients, balancers and servers a zone';
    yield line(['network', 'latency'], message);
  }
  for (const [i, keys] of ofNetwork) {
    const [a, b] = zonesHit(keys);
    if (isUsed(a, b)) continue;
    const where = a === b ? `within zone ${a}` : `between zones ${a} and ${b}`;
    yield line(['faults', i], `network has no effect, since nothing goes ${where}; name zones that send to each other`);
  }
}

function* uselessFaults({ faults = [], duration }: Scenario): Generator<string> {
  for (const [i, keys] of faults.entries()) {
    const path = ['faults', i];
    if (keys.slow === 1) yield line(path, 'slow has no effect at 1; give a smaller share such as 0.2');
    const first = leastOf(keys.every);
    if (first >= duration)
      yield line(
        path,
        `${kindOf(keys)} comes for the first time after ${time(first)}, not before the end, ${time(duration)}; lower every`,
      );
  }
}

/** The least that is certain of such times. */
function leastOf(times: FaultKeys['every'] | Distribution): number {
  if (times?.kind === 'constant') return times.value;
  return times?.kind === 'uniform' ? times.low : 0;
}

/** An objective of which nobody would learn that it is always held. */
function* freeCosts(scenario: Scenario): Generator<string> {
  const parts = [...Object.values(scenario.servers), ...balancerGroupsOf(scenario).map(({ keys }) => keys)];
  if (parts.some(({ price }) => price > 0)) return;
  for (const [i, { metric }] of scenario.objectives.entries())
    if (metric === 'cost')
      yield line(['objectives', i], 'the cost is always 0, since nothing has a price; give servers one');
}
