/** How many members of a balancer's pool were there, and how many of them could be picked, over time. */
import type { PoolSteps } from '../../../records/observation.ts';
import type { Cell } from '../../kernel/cells.ts';

/** Steps nearer to each other than this part of a run become one: the later of them. */
const FINEST = 1024;

export interface PoolHistory {
  readonly steps: PoolSteps;
  /** From now on so many are there, and so many of them available. */
  readonly record: (present: number, available: number) => void;
}

export function createPoolHistory(now: Cell, duration: number, size: number): PoolHistory {
  const steps: PoolSteps = { at: [0], present: [size], available: [size] };
  const shortest = duration / FINEST;

  return {
    steps,
    record(present, available) {
      const last = steps.at.length - 1;
      const isSameStep = last > 0 && now[0] < steps.at[last] + shortest;
      const step = isSameStep ? last : last + 1;
      if (!isSameStep) steps.at.push(now[0]);
      steps.present[step] = present;
      steps.available[step] = available;
    },
  };
}
