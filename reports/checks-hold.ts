import type { Checks } from '../records/observation.ts';

/** An invariant may be off by rounding; more than this is a defect. */
export const ROUNDING = 1e-9;

/** Whether all invariants of a run hold. */
export function checksHold({ conservation, littlesLawError, littlesLawTriesError, workError }: Checks): boolean {
  return conservation && [littlesLawError, littlesLawTriesError, workError].every((error) => error <= ROUNDING);
}
