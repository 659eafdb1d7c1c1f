/** What the entries of `faults:` name: servers by their place in the model, balancers, and all that is in a zone. */
import { kindOf } from '../keys/fault-keys.ts';
import type { FaultKeys } from '../keys/fault-keys.ts';
import { balancersOf } from '../parts.ts';
import type { Scenario } from '../schema.ts';

export interface FaultTargets {
  /** Names of servers, or of the one thing that is hit as a whole. */
  name: string;
  servers: number[];
  balancers: number[];
}

/** A target such as web/2, in its parts. */
export function partsOfTarget(target: string): { group: string | undefined; which: string } {
  if (target === 'random') return { group: undefined, which: 'random' };
  const [group, which = '*'] = target.split('/');
  return { group, which };
}

/** By group. */
type Reserve = ReadonlyMap<string, number>;

const NOBODY: Reserve = new Map();

interface ServerGroup {
  name: string;
  /** How many are there at the start. */
  count: number;
  zone: string | undefined;
  /** In the model: of those, and then of those in reserve. */
  indices: number[];
}

/** The groups of servers; `reserve` tells of each how many may be launched later. */
export function groupsOf({ servers }: Scenario, reserve: Reserve = NOBODY): ServerGroup[] {
  const groups = Object.entries(servers);
  let first = 0;
  let firstLater = groups.reduce((sum, [, { count }]) => sum + count, 0);
  return groups.map(([name, { count, zone }]) => {
    const later = reserve.get(name) ?? 0;
    const indices = [...upFrom(first, count), ...upFrom(firstLater, later)];
    first += count;
    firstLater += later;
    return { name, count, zone, indices };
  });
}

const upFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

/** What an entry hits, each by itself: with `every`, each has a process of its own. The entry was checked. `reserve` as above. */
export function targetsOf(scenario: Scenario, keys: FaultKeys, reserve?: Reserve): FaultTargets[] {
  const kind = kindOf(keys);
  if (kind === 'network') return [{ name: zonesHit(keys).join('-'), servers: [], balancers: [] }];
  if (kind === 'zone') return [{ name: keys.zone!, ...inZone(scenario, keys.zone!, reserve) }];
  if (kind === 'balancer') {
    return balancersOf(scenario).flatMap(({ name, group }, index) =>
      name === keys.balancer || group === keys.balancer ? [{ name, servers: [], balancers: [index] }] : [],
    );
  }
  return serversHit(scenario, serverTargetOf(keys)!, reserve);
}

/** The zones at both ends of a `network` fault. */
export function zonesHit({ network }: FaultKeys): [string, string] {
  const { between, partition, within = '' } = network!;
  return between ?? partition ?? [within, within];
}

/** The servers that an entry names, as written; undefined for one that names none. */
export function serverTargetOf(keys: FaultKeys): string | undefined {
  return keys.crash ?? keys.pause ?? keys.on;
}

function serversHit(scenario: Scenario, target: string, reserve: Reserve | undefined): FaultTargets[] {
  const { group, which } = partsOfTarget(target);
  const groups = groupsOf(scenario, reserve).filter(({ name }) => group === undefined || name === group);
  const all = groups.flatMap(({ name, indices }) =>
    indices.map((index, i) => ({ name: `${name}/${i}`, servers: [index], balancers: [] })),
  );
  if (which === 'random') return [{ name: target, servers: all.flatMap(({ servers }) => servers), balancers: [] }];
  return which === '*' ? all : all.slice(Number(which), Number(which) + 1);
}

function inZone(scenario: Scenario, wanted: string, reserve: Reserve | undefined): Omit<FaultTargets, 'name'> {
  return {
    servers: groupsOf(scenario, reserve).flatMap(({ zone, indices }) => (zone === wanted ? indices : [])),
    balancers: balancersOf(scenario).flatMap(({ keys }, index) => (keys.zone === wanted ? [index] : [])),
  };
}
