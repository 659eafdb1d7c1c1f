import type { Observation } from '../records/observation.ts';

/** Length of what was measured, nanoseconds: [warmup, duration), or to the instant at which the run was interrupted. */
export function measuredTime(observation: Observation): number {
  const { warmup, duration, endedAt, partial } = observation;
  return Math.max(0, (partial ? Math.min(duration, endedAt) : duration) - warmup);
}

/** `part / whole`, or null when there is nothing to divide by. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
