/**
 * Target tracking as Kubernetes' Horizontal Pod Autoscaler does it: as many servers as bring the metric, a mean over servers, to its
 * target. https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
 */

/** Sums of doubles leave a trace of themselves, which must not cost a server. */
const TRACE = 1e-9;

/** The least whole number, 0 or more, that is not below `value` by more than rounding. */
export const ceilOf = (value: number): number => Math.max(0, Math.ceil(value - TRACE));

/**
 * How many servers there should be.
 *
 * Servers that do not run yet have no metric. Where the others have too much to do, they count as idle ones, so that what boots
 * is not asked for again; where the others have too little, they are left out. Where none runs nothing changes.
 *
 * @param current servers that were asked for
 * @param running the part of them that runs
 * @param ratio metric over target
 * @param tolerance how far the ratio may be from 1 without any change
 */
export function trackTarget(current: number, running: number, ratio: number, tolerance: number): number {
  if (running === 0) return current;
  const known = ratio > 1 ? (ratio * running) / current : ratio;
  const isSmall = Math.abs(1 - known) <= tolerance + TRACE;
  if (isSmall || (ratio > 1 && known < 1)) return current;
  return ceilOf(ratio * running);
}
