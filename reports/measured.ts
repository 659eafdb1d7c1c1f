import type { Observation } from '../records/observation.ts';

/**
 * Length of what was measured, nanoseconds: [warmup, duration), or to the instant at which the run was interrupted; over all
 * replications.
 */
export function measuredTime(observation: Observation): number {
  const { warmup, duration, endedAt, partial } = observation;
  return replicationCount(observation) * Math.max(0, (partial ? Math.min(duration, endedAt) : duration) - warmup);
}

/** How many runs the observation is of. */
export function replicationCount({ replications }: Observation): number {
  return replications?.length ?? 1;
}

/** `part / whole`, or null when there is nothing to divide by. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
