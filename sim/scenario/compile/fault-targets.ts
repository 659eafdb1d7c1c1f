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

/** Groups of servers with the index of their first in the model. */
export function groupsOf({ servers }: Scenario): { name: string; first: number; count: number; zone?: string }[] {
  let first = 0;
  return Object.entries(servers).map(([name, { count, zone }]) => {
    first += count;
    return { name, first: first - count, count, ...(zone !== undefined && { zone }) };
  });
}

/** What an entry hits, each by itself: with `every`, each has a process of its own. The entry was checked. */
export function targetsOf(scenario: Scenario, keys: FaultKeys): FaultTargets[] {
  const kind = kindOf(keys);
  if (kind === 'network') return [{ name: zonesHit(keys).join('-'), servers: [], balancers: [] }];
  if (kind === 'zone') return [{ name: keys.zone!, ...inZone(scenario, keys.zone!) }];
  if (kind === 'balancer') {
    return balancersOf(scenario).flatMap(({ name, group }, index) =>
      name === keys.balancer || group === keys.balancer ? [{ name, servers: [], balancers: [index] }] : [],
    );
  }
  return serversHit(scenario, serverTargetOf(keys)!);
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

function serversHit(scenario: Scenario, target: string): FaultTargets[] {
  const { group, which } = partsOfTarget(target);
  const groups = groupsOf(scenario).filter(({ name }) => group === undefined || name === group);
  const all = groups.flatMap(({ name, first, count }) =>
    Array.from({ length: count }, (_, i) => ({ name: `${name}/${i}`, servers: [first + i], balancers: [] })),
  );
  if (which === 'random') return [{ name: target, servers: all.flatMap(({ servers }) => servers), balancers: [] }];
  return which === '*' ? all : all.slice(Number(which), Number(which) + 1);
}

function inZone(scenario: Scenario, wanted: string): Omit<FaultTargets, 'name'> {
  return {
    servers: groupsOf(scenario).flatMap(({ zone, first, count }) =>
      zone === wanted ? Array.from({ length: count }, (_, i) => first + i) : [],
    ),
    balancers: balancersOf(scenario).flatMap(({ keys }, index) => (keys.zone === wanted ? [index] : [])),
  };
}
