/**
 * Priority groups with over-provisioning: each has a strategy of its own, and a pick first draws the group by its share of the
 * traffic (priority-loads.ts). Source: Envoy, which keeps a balancer a priority.
 */
import type { PoolView, Random, ServerIndex, Strategy } from '../../../strategies/strategy.ts';

/** Backups come after every priority group (0 to 255). */
const BACKUPS = 256;

export interface PriorityGroups {
  /** The priority of each group, ascending. */
  readonly priorities: readonly number[];
  /** By member: its group. */
  readonly groupOf: Uint16Array;
  /** By group: its share of the traffic; all of it at the first before anything is known. */
  readonly loads: Float64Array;
}

/** The groups of a pool; one with all members where traffic is not split. */
export function priorityGroups(pool: PoolView, isSplit: boolean): PriorityGroups {
  const members = Array.from({ length: isSplit ? pool.size : 0 }, (_, member) => member);
  const priorities = isSplit ? [...new Set(members.map((member) => priorityOf(pool, member)))] : [0];
  const groups = {
    priorities: priorities.sort((a, b) => a - b),
    groupOf: new Uint16Array(pool.priority.length),
    loads: new Float64Array(priorities.length),
  };
  groups.loads[0] = 1;
  for (const member of members) joinGroup(groups, pool, member);
  return groups;
}

/** A member that joins is of a priority that is there. */
export function joinGroup({ priorities, groupOf }: PriorityGroups, pool: PoolView, member: ServerIndex): void {
  if (priorities.length > 1) groupOf[member] = priorities.indexOf(priorityOf(pool, member));
}

function priorityOf({ priority, backup }: PoolView, member: ServerIndex): number {
  return backup[member] === 1 ? BACKUPS : priority[member];
}

/** A strategy that sends each request to one of the groups' strategies, which `create` makes over the group's view of the pool. */
export function createGroupedStrategy(
  { priorities, groupOf, loads }: PriorityGroups,
  pool: PoolView,
  random: Random,
  create: (pool: PoolView) => Strategy,
): Strategy {
  const available = priorities.map((_, group) =>
    pool.available.map((each, member) => (groupOf[member] === group ? each : 0)),
  );
  // By inheritance, so that what changes in the pool is seen here.
  const strategies = available.map((column) =>
    create(Object.create(pool, { available: { value: column } }) as PoolView),
  );
  const of = (member: ServerIndex) => strategies[groupOf[member]];
  const [model] = strategies;

  function draw(): number {
    let left = random.unit();
    const last = loads.findLastIndex((load) => load > 0);
    for (let group = 0; group < last; group++) {
      if (left < loads[group]) return group;
      left -= loads[group];
    }
    return last;
  }

  return {
    pick: (request, now) => strategies[draw()].pick(request, now),
    onPoolChange(member, change, now) {
      available[groupOf[member]][member] = pool.available[member];
      of(member).onPoolChange?.(member, change, now);
    },
    ...(model.onDispatch && { onDispatch: (member, ...rest) => of(member).onDispatch!(member, ...rest) }),
    ...(model.onConnect && { onConnect: (member, ...rest) => of(member).onConnect!(member, ...rest) }),
    ...(model.onFirstByte && { onFirstByte: (member, ...rest) => of(member).onFirstByte!(member, ...rest) }),
    ...(model.onTryEnd && { onTryEnd: (member, ...rest) => of(member).onTryEnd!(member, ...rest) }),
    ...(model.onReport && { onReport: (member, ...rest) => of(member).onReport!(member, ...rest) }),
    ...(model.onSlotFree && { onSlotFree: (member, now) => of(member).onSlotFree!(member, now) }),
    get nextTickAt() {
      return strategies.reduce((least, { nextTickAt = Infinity }) => Math.min(least, nextTickAt), Infinity);
    },
    onTick(now) {
      for (const strategy of strategies) if ((strategy.nextTickAt ?? Infinity) <= now) strategy.onTick!(now);
    },
  } satisfies Strategy;
}
