/**
 * What a server can do at most: with the Universal Scalability Law more busy cores may do less (its retrograde part), so that the
 * capacity is that of the best number of them. Gunther, Guerrilla Capacity Planning, 2007.
 */
import type { ServerSpec } from '../model.ts';

/** Work a nanosecond at full use, in nanoseconds of a core of speed 1. O(cores). */
export function capacityOf({ cores, speed, scalability: { contention, coherency } }: ServerSpec): number {
  let most = 0;
  for (let busy = 1; busy <= cores; busy++) {
    most = Math.max(most, busy / (1 + (busy - 1) * (contention + coherency * busy)));
  }
  return speed * most;
}
