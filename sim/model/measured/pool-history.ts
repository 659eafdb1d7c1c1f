/** How many members of a balancer's pool were there, and how many of them could be picked, over time: by group of servers. */
import type { PoolSteps } from '../../../records/observation.ts';
import type { Cell } from '../../kernel/cells.ts';
import { HELD, type Pool } from '../balancers/pool.ts';
import type { Model } from '../model.ts';

/** Steps nearer to each other than this part of a run become one: the later of them. */
const FINEST = 1024;

export interface PoolHistory {
  /** By group, in the order of the pool. */
  readonly steps: PoolSteps[];
  /** A member came, left, or is held back or not from now on. O(members) */
  readonly record: (member: number) => void;
}

export function createPoolHistory(
  now: Cell,
  { duration, servers }: Pick<Model, 'duration' | 'servers'>,
  pool: Pick<Pool, 'size' | 'serverOf' | 'held'>,
): PoolHistory {
  const groups = [...new Set(Array.from({ length: pool.size }, (_, member) => groupOf(member)))];
  const steps = groups.map((group): PoolSteps => ({ group, at: [0], ...countOf(group) }));
  const shortest = duration / FINEST;

  function groupOf(member: number): string {
    return pool.serverOf[member] < 0 ? '' : servers[pool.serverOf[member]].group;
  }

  function countOf(group: string): { present: number[]; available: number[] } {
    let present = 0;
    let available = 0;
    for (let member = 0; member < pool.size; member++) {
      if (groupOf(member) !== group) continue;
      if ((pool.held[member] & HELD.REMOVED) === 0) present++;
      if ((pool.held[member] & ~HELD.FULL) === 0) available++;
    }
    return { present: [present], available: [available] };
  }

  return {
    steps,
    record(member) {
      const group = groupOf(member);
      const { at, present, available } = steps.find((each) => each.group === group)!;
      const counts = countOf(group);
      const last = at.length - 1;
      if (counts.present[0] === present[last] && counts.available[0] === available[last]) return;
      const isSameStep = last > 0 && now[0] < at[last] + shortest;
      const step = isSameStep ? last : last + 1;
      if (!isSameStep) at.push(now[0]);
      [present[step]] = counts.present;
      [available[step]] = counts.available;
    },
  };
}
