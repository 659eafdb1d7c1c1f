/** Plays a model to its end, in slices, so that others get a turn: a progress bar, a Ctrl-C. */
import { setImmediate } from 'node:timers/promises';
import type { Observation } from '../../records/observation.ts';
import { UserError } from '../../records/user-error.ts';
import type { Listener } from '../model/measured/listener.ts';
import type { Model } from '../model/model.ts';
import { createSimulation } from '../model/simulation.ts';

/** Events a slice: some 50 ms, and at most half a second where a strategy looks at every server for each request. */
const LONGEST_SLICE = 200_000;
const LOOKS_A_SLICE = 50_000_000;

export interface PlayOptions {
  listener?: Listener | undefined;
  /** Told after each slice how much is done, 0 to 1. */
  onProgress?: (done: number) => void;
  /** Asked after each slice; true ends the run there, and its observation is partial. */
  isInterrupted?: () => boolean;
}

/** @throws UserError when more requests are in flight than a run can hold */
export async function play(
  model: Model,
  { listener, onProgress, isInterrupted }: PlayOptions = {},
): Promise<Observation> {
  const slice = Math.min(LONGEST_SLICE, Math.ceil(LOOKS_A_SLICE / model.servers.length));
  const simulation = createSimulation(model, listener);
  try {
    while (!simulation.run(slice)) {
      onProgress?.(Math.min(1, simulation.now() / model.duration));
      await setImmediate();
      if (isInterrupted?.() === true) return simulation.conclude(true);
    }
  } catch (error) {
    throw isTooMuch(error) ? tooMuch(model, error, simulation.now()) : error;
  }
  return simulation.conclude(false);
}

/** What sim/model/requests/requests.ts throws. */
const isTooMuch = (error: unknown): error is RangeError =>
  error instanceof RangeError && error.message.includes('requests in flight');

function tooMuch({ name, balancers, compared = 0 }: Model, { message }: RangeError, now: number): UserError {
  const [what] = message.split(':');
  const where = `with ${balancers[compared]!.strategy.label}, after ${Number((now / 1e9).toPrecision(3))} s`;
  const remedy = 'add servers, lower the rate, or limit what waits (queue, afterTimeout: cancel)';
  return new UserError(`${what} ${where}; the servers never catch up: ${remedy}`, name);
}
