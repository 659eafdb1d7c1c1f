/** Independent replications: the same model with other chance, so that what is chance can be told from what is not. */
import { mergeObservations } from '../../records/merge.ts';
import type { Observation } from '../../records/observation.ts';

export interface Replications {
  /** What the run of the seed that is `nth` after the first saw; in whatever order they come. */
  add: (nth: number, observation: Observation) => void;
  /** All that were added, as one; undefined without the first. */
  merged: () => Observation | undefined;
}

/**
 * Merges what `count` runs of successive seeds saw, in the order of their seeds. Where they were interrupted, runs that are not over, and
 * those after one that is missing, are left out unless it is the first; the whole is partial then.
 */
export function createReplications(count: number): Replications {
  let all: Observation | undefined;
  let next = 0;
  /** Those before which one is missing. */
  const early = new Map<number, Observation>();

  return {
    add(nth, observation) {
      if (nth === 0 || !observation.partial) early.set(nth, observation);
      for (let found = early.get(next); found !== undefined && all?.partial !== true; found = early.get(next)) {
        early.delete(next++);
        all = all === undefined ? found : mergeObservations(all, found);
      }
    },
    merged: () => all && { ...all, partial: all.partial || next < count },
  };
}
