/** A listener that hears nothing, to be overridden in part. */
import type { Listener } from '../../sim/model/measured/listener.ts';

export const SILENT: Listener = {
  onArrival() {},
  onPick() {},
  onStart() {},
  onDeparture() {},
  onTryEnd() {},
  onOutcome() {},
};
