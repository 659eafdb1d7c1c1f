/** Parts of a checked scenario, with where they stand. */
import type { WrittenDistribution } from './distributions.ts';
import type { Path } from './problems.ts';
import type { BalancerKeys, Scenario } from './schema.ts';

const BALANCER: BalancerKeys = { cost: 0, weight: 1, price: 0 };

/** The balancers, in the order of the file; there is always one. */
export function balancersOf({ balancer, balancers }: Scenario): { name: string; path: Path; keys: BalancerKeys }[] {
  if (balancers === undefined) return [{ name: 'balancer', path: ['balancer'], keys: balancer ?? BALANCER }];
  return Object.entries(balancers).map(([name, keys]) => ({ name, path: ['balancers', name], keys }));
}

/** Index of the first balancer that is in no other's pool: where clients send to that name none. */
export function entryOf(scenario: Scenario): number {
  const balancers = balancersOf(scenario);
  const inner = new Set(balancers.flatMap(({ keys }) => keys.pool ?? []));
  return balancers.findIndex(({ name }) => !inner.has(name));
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
