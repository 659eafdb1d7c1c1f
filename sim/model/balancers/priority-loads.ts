/**
 * How much of the traffic each priority group gets, and which groups are in panic.
 * Source: Envoy's documents on priority levels, over-provisioning and the panic threshold. Envoy rounds shares down to whole
 * percents; here they are exact.
 */

/** The members of a priority group that take part at all, and those of them that are usable: healthy and not ejected. */
export interface GroupHealth {
  usable: number;
  total: number;
}

export interface GroupLoad {
  /** Share of the traffic, 0 to 1. */
  load: number;
  /** Whether all members are used, also those that are not usable. */
  panics: boolean;
}

/** Sums of shares that make 1 may be a little less. */
const NEARLY_ALL = 1 - 1e-9;

/**
 * A group can take `usable / total` of the traffic, times `overprovisioning`, at most all of it. The first group gets what it can
 * take, the next one of the rest what that can take, and so on. If all together cannot take everything, each gets its part in
 * proportion, and a group in which the usable are fewer than the share `panic` panics; if all do, they are loaded by size.
 */
export function priorityLoads(
  groups: readonly GroupHealth[],
  overprovisioning: number,
  panic: number,
): readonly GroupLoad[] {
  const takes = groups.map(({ usable, total }) => (total === 0 ? 0 : Math.min(1, (overprovisioning * usable) / total)));
  const all = sum(takes);
  if (all >= NEARLY_ALL) return fillUp(takes);
  const panics = groups.map(({ usable, total }) => usable < panic * total);
  const members = sum(groups.map(({ total }) => total));
  const isTotal = members > 0 && groups.every(({ total }, i) => panics[i] || total === 0);
  return groups.map(({ total }, i) => ({
    load: isTotal ? total / members : partOf(takes[i], all, i),
    panics: panics[i],
  }));
}

function fillUp(takes: readonly number[]): GroupLoad[] {
  let left = 1;
  return takes.map((most) => {
    const load = Math.min(left, most);
    left = left - load > 1 - NEARLY_ALL ? left - load : 0;
    return { load, panics: false };
  });
}

/** Where nobody can take anything, the first group gets all. */
function partOf(takes: number, all: number, group: number): number {
  if (all > 0) return takes / all;
  return group === 0 ? 1 : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
