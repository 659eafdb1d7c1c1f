import { NONE } from '../strategy.ts';
import type { PoolView, ServerIndex } from '../strategy.ts';
import type { Candidates } from './candidates.ts';

/**
 * The candidate with the least (inService + 1) / weight, the delay that a request sent there may expect; the first of those
 * that tie; NONE without candidates. Ratios are compared by cross-multiplication. O(candidates).
 */
export function leastExpectedDelay({ weight, inService }: PoolView, { count, servers }: Candidates): ServerIndex {
  if (count === 0) return NONE;
  let least = servers[0];
  for (let i = 1; i < count; i++) {
    const server = servers[i];
    if ((inService[server] + 1) * weight[least] < (inService[least] + 1) * weight[server]) least = server;
  }
  return least;
}
