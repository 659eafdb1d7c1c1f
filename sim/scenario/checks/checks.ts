/** What must hold between several keys of a scenario: names that refer to each other, shares, limits over the whole file. */
import { checkAutoscalers } from './autoscaler-checks.ts';
import { checkHealth } from './health-checks.ts';
import { checkEvents } from './event-checks.ts';
import { checkFaults } from './fault-checks.ts';
import { balancerGroupsOf, balancersOf, distributionsOf, entryOf, zonesOf } from '../parts.ts';
import type { Path, Problem } from '../problems.ts';
import type { BalancerKeys, ClientGroupKeys, Scenario } from '../schema.ts';
import { checkTries } from './try-checks.ts';
import { formatNumber } from '../units.ts';
import { listOf, unknownName } from '../wording.ts';

const MAX_SERVERS = 1_000_000;
const MAX_POOLED = 4_000_000;
const MAX_BALANCERS = 200;

/** Everything that is wrong between the keys of a scenario whose values are right one by one. */
export function crossCheck(scenario: Scenario): Problem[] {
  return [
    ...checkTimes(scenario),
    ...checkServers(scenario),
    ...Object.entries(scenario.clients).flatMap(([name, keys]) => [...checkClients(scenario, ['clients', name], keys)]),
    ...checkDistributions(scenario),
    ...checkBalancers(scenario),
    ...checkNetwork(scenario),
    ...checkFaults(scenario),
    ...checkHealth(scenario),
    ...checkEvents(scenario),
    ...checkAutoscalers(scenario),
  ];
}

function checkTimes({ duration, warmup }: Scenario): Problem[] {
  return typeof warmup !== 'number' || warmup < duration
    ? []
    : [{ path: ['warmup'], message: 'expected less than the duration' }];
}

function* checkServers(scenario: Scenario): Generator<Problem> {
  const { servers } = scenario;
  const count = (groups: readonly string[]) => groups.reduce((sum, group) => sum + (servers[group]?.count ?? 1), 0);
  const all = Object.keys(servers);
  const total = count(all);
  const pooled = balancersOf(scenario).reduce((sum, { keys }) => sum + count(keys.pool ?? all), 0);
  if (total > MAX_SERVERS) yield { path: ['servers'], message: atMost(MAX_SERVERS, 'all', total) };
  else if (pooled > MAX_POOLED)
    yield { path: ['balancers'], message: atMost(MAX_POOLED, 'all pools together', pooled) };
}

const atMost = (most: number, what: string, got: number): string =>
  `expected at most ${formatNumber(most)} servers in ${what}; got ${formatNumber(got)}`;

function* checkClients(scenario: Scenario, path: Path, group: ClientGroupKeys): Generator<Problem> {
  const { demand, mix, via } = group;
  if (demand === undefined && mix === undefined) {
    yield {
      path: [...path, 'demand'],
      message: 'missing; expected a distribution such as {exponential: 20ms}, or a mix',
    };
  }
  if (mix !== undefined) {
    for (const key of ['demand', 'class'] as const) {
      if (group[key] !== undefined)
        yield { path: [...path, key], message: `not together with mix, whose classes say it`, key: true };
    }
    const sum = Object.values(mix).reduce((total, { share }) => total + share, 0);
    if (Math.abs(sum - 1) > 1e-6) {
      yield {
        path: [...path, 'mix'],
        message: `expected shares that add up to 100%; got ${formatNumber(sum * 100)}%`,
        key: true,
      };
    }
  }
  yield* checkTries(path, group, group.timeout);
  if (via !== undefined) {
    const names = balancerGroupsOf(scenario).map(({ group: name }) => name);
    if (!names.includes(via)) yield { path: [...path, 'via'], message: unknownName('balancer', via, names) };
  }
}

function* checkDistributions(scenario: Scenario): Generator<Problem> {
  for (const { path, written, trace } of distributionsOf(scenario)) {
    if (written.kind !== 'column' || trace !== undefined) continue;
    yield { path: [...path, 'column'], message: 'a column is of a trace; expected arrivals with process: trace' };
  }
}

function* checkBalancers(scenario: Scenario): Generator<Problem> {
  if (scenario.balancer !== undefined && scenario.balancers !== undefined) {
    yield { path: ['balancers'], message: 'expected either balancer or balancers, not both', key: true };
    return;
  }
  const balancers = balancersOf(scenario);
  if (balancers.length > MAX_BALANCERS) {
    yield { path: ['balancers'], message: `expected at most ${MAX_BALANCERS} balancers; got ${balancers.length}` };
    return;
  }
  const groups = Object.keys(scenario.servers);
  const written = balancerGroupsOf(scenario);
  const names = written.map(({ group }) => group);
  const lists = written.filter(({ keys }) => Array.isArray(keys.strategy));
  for (const { path } of lists.slice(1)) {
    yield { path: [...path, 'strategy'], message: 'a list of strategies to compare may stand at one balancer only' };
  }
  for (const { group: name, path, keys } of written) {
    if (scenario.balancers !== undefined && groups.includes(name)) {
      yield { path, message: 'a group of servers has the same name; call one of them differently', key: true };
    }
    yield* checkPool([...path, 'pool'], keys.pool ?? [], [...groups, ...names]);
    yield* checkTries(path, keys);
    yield* checkShedding(scenario, [...path, 'shedding'], keys);
    const labels = [keys.strategy ?? []].flat().map(({ label }) => label);
    for (const [i, label] of labels.entries()) {
      if (labels.indexOf(label) < i)
        yield { path: [...path, 'strategy', i], message: `${label} stands twice in the list` };
    }
  }
  yield* findCycles(written);
  yield* checkEntry(scenario);
}

function* checkShedding({ clients }: Scenario, path: Path, { shedding = [] }: BalancerKeys): Generator<Problem> {
  const known = Object.entries(clients).flatMap(([group, { mix, class: name = group }]) =>
    mix === undefined ? [name] : Object.keys(mix),
  );
  for (const [i, { share, above, classes }] of [shedding].flat().entries()) {
    const place = Array.isArray(shedding) ? [...path, i] : path;
    if (share === 1 && above === 0 && classes === undefined)
      yield { path: place, message: 'turns all requests away; expected share, above or classes' };
    for (const [nth, name] of (classes ?? []).entries())
      if (!known.includes(name))
        yield { path: [...place, 'classes', nth], message: unknownName('class', name, [...new Set(known)]) };
  }
}

function* checkPool(path: Path, pool: readonly string[], known: readonly string[]): Generator<Problem> {
  for (const [i, member] of pool.entries()) {
    if (!known.includes(member)) yield { path: [...path, i], message: unknownName('group of servers', member, known) };
    else if (pool.indexOf(member) < i) yield { path: [...path, i], message: `"${member}" stands twice in this pool` };
  }
}

/** Clients do not choose among several equal balancers: what spreads them (DNS, anycast, another balancer) is a balancer too. */
function* checkEntry(scenario: Scenario): Generator<Problem> {
  const balancers = balancersOf(scenario);
  const entry = balancers[entryOf(scenario)];
  for (const [name, { via }] of Object.entries(scenario.clients)) {
    const to = via === undefined ? entry : balancers.find(({ group }) => group === via);
    if (to === undefined || to.keys.count === 1) continue;
    yield {
      path: ['clients', name],
      message: `these clients send to ${to.keys.count} balancers at once; put one in front, such as front: {pool: [${to.group}], strategy: random}`,
      key: true,
    };
  }
}

/** A request must not come back to where it was. */
function* findCycles(balancers: readonly { group: string; path: Path; keys: BalancerKeys }[]): Generator<Problem> {
  const pools = new Map(balancers.map(({ group, keys }) => [group, keys.pool ?? []]));
  const leadsTo = (target: string, from: string, seen: Set<string>): boolean =>
    (pools.get(from) ?? []).some((member) => {
      if (member === target) return true;
      return !seen.has(member) && leadsTo(target, member, seen.add(member));
    });
  for (const { group: name, path } of balancers) {
    if (!leadsTo(name, name, new Set())) continue;
    yield {
      path: [...path, 'pool'],
      message: `a request would come back to "${name}"; a pool must not lead to itself`,
    };
  }
}

function* checkNetwork(scenario: Scenario): Generator<Problem> {
  const zones = zonesOf(scenario);
  const seen = new Set<string>();
  for (const [i, latency] of (scenario.network?.latency ?? []).entries()) {
    const path = ['network', 'latency', i];
    const ends = 'within' in latency ? [latency.within] : latency.between;
    for (const [end, zone] of ends.entries()) {
      const place = 'within' in latency ? [...path, 'within'] : [...path, 'between', end];
      if (!zones.includes(zone)) yield { path: place, message: unknownName('zone', zone, zones) };
    }
    if (ends.length === 2 && ends[0] === ends[1]) yield { path, message: `for one zone, say within: ${ends[0]}` };
    const pair = ends.toSorted().join(' ');
    if (seen.has(pair)) yield { path, message: `the latency of ${listOf(ends, 'and')} stands here twice` };
    seen.add(pair);
  }
}
