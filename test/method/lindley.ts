/** One core, first come first served, by Lindley's recursion: a second way to runs with known answers, and a fast one. */
import { namedStream } from '../../sim/kernel/random-stream.ts';
import { exponential } from '../../sim/kernel/ziggurat.ts';

/** Sojourns in M/M/1 of so many requests in the order of their arrival, and their instants, from steady state on. `rho` arrivals a unit of time. */
export function lindley(
  seed: number,
  rho: number,
  requests: number,
  demand = 1,
): { at: Float64Array; sojourn: Float64Array } {
  const arrivals = namedStream(seed, 'arrivals');
  const demands = namedStream(seed, 'demands');
  const starts = namedStream(seed, 'start');
  const at = new Float64Array(requests);
  const sojourn = new Float64Array(requests);
  const load = rho * demand;
  let wait = starts.unit() < load ? (exponential(starts) * demand) / (1 - load) : 0;
  let now = 0;
  for (let request = 0; request < requests; request++) {
    at[request] = now;
    sojourn[request] = wait + exponential(demands) * demand;
    const gap = exponential(arrivals) / rho;
    now += gap;
    wait = Math.max(0, sojourn[request] - gap);
  }
  return { at, sojourn };
}
