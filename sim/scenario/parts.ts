/** Parts of a checked scenario, with where they stand. */
import type { WrittenDistribution } from './keys/distributions.ts';
import type { Path } from './problems.ts';
import type { BalancerKeys, Scenario } from './schema.ts';

const BALANCER: BalancerKeys = { count: 1, cost: 0, weight: 1, price: 0 };

/** One balancer. Of several equal ones each has a name of its own, `<group>/<index>`; pools and clients name the group. */
export interface BalancerPart {
  name: string;
  group: string;
  path: Path;
  keys: BalancerKeys;
}

/** Balancers as they are written, in the order of the file; there is always one. */
export function balancerGroupsOf({ balancer, balancers }: Scenario): Omit<BalancerPart, 'name'>[] {
  if (balancers === undefined) return [{ group: 'balancer', path: ['balancer'], keys: balancer ?? BALANCER }];
  return Object.entries(balancers).map(([group, keys]) => ({ group, path: ['balancers', group], keys }));
}

/** The balancers one by one. */
export function balancersOf(scenario: Scenario): BalancerPart[] {
  return balancerGroupsOf(scenario).flatMap((part) =>
    Array.from({ length: part.keys.count }, (_, i) => ({
      ...part,
      name: part.keys.count === 1 ? part.group : `${part.group}/${i}`,
    })),
  );
}

/** Index of the first balancer that is in no other's pool: where clients send to that name none. */
export function entryOf(scenario: Scenario): number {
  const balancers = balancersOf(scenario);
  const inner = new Set(balancers.flatMap(({ keys }) => keys.pool ?? []));
  return balancers.findIndex(({ group }) => !inner.has(group));
}

/** Index of the balancer whose strategies are compared: the one with a list, else the first that clients send to. */
export function comparedOf(scenario: Scenario): number {
  const withList = balancersOf(scenario).findIndex(({ keys }) => Array.isArray(keys.strategy));
  return withList < 0 ? entryOf(scenario) : withList;
}

/** The zones that anything is in, in the order of the file, without the unnamed one. */
export function zonesOf(scenario: Scenario): string[] {
  const places = [
    ...Object.values(scenario.clients),
    ...Object.values(scenario.servers),
    ...balancersOf(scenario).map(({ keys }) => keys),
  ];
  return [...new Set(places.flatMap(({ zone }) => zone ?? []))];
}

/** A distribution, and the file of its client group's trace, where it has one. */
export interface DistributionPart {
  path: Path;
  written: WrittenDistribution;
  trace: string | undefined;
}

/** All distributions of all client groups and faults. */
export function distributionsOf({ clients, faults = [] }: Scenario): DistributionPart[] {
  const ofFaults = faults.flatMap((keys, i) =>
    (['every', 'for'] as const).flatMap((key) => {
      const written = keys[key];
      return written === undefined ? [] : [{ path: ['faults', i, key], written, trace: undefined }];
    }),
  );
  return [...distributionsOfClients(clients), ...ofFaults];
}

function distributionsOfClients(clients: Scenario['clients']): DistributionPart[] {
  return Object.entries(clients).flatMap(([name, { arrivals, demand, wait, mix = {} }]) => {
    const parts: [Path, WrittenDistribution | undefined][] = [
      [['demand'], demand],
      [['wait'], wait],
      [['arrivals', 'think'], arrivals.process === 'users' ? arrivals.think : undefined],
      ...Object.entries(mix).flatMap(([entry, keys]): [Path, WrittenDistribution | undefined][] => [
        [['mix', entry, 'demand'], keys.demand],
        [['mix', entry, 'wait'], keys.wait],
      ]),
    ];
    const trace = arrivals.process === 'trace' ? arrivals.file : undefined;
    return parts.flatMap(([path, written]) =>
      written === undefined ? [] : [{ path: ['clients', name, ...path], written, trace }],
    );
  });
}

const DRAIN_WITHOUT_TIMEOUT = 60e9;

/** How long a run goes on at most after its clients stop, nanoseconds. */
export function drainOf({ drain, clients }: Scenario): number {
  const timeouts = Object.values(clients).flatMap(({ timeout }) => timeout ?? []);
  return drain ?? (timeouts.length > 0 ? timeouts.reduce((a, b) => Math.max(a, b)) : DRAIN_WITHOUT_TIMEOUT);
}
