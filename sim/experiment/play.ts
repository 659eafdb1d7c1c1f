/** Plays a model to its end, in slices, so that others get a turn: a progress bar, a Ctrl-C. */
import { setImmediate } from 'node:timers/promises';
import type { Observation } from '../../records/observation.ts';
import type { Listener } from '../model/listener.ts';
import type { Model } from '../model/model.ts';
import { createSimulation } from '../model/simulation.ts';

/** Events a slice: some 20 ms. */
const SLICE = 200_000;

export interface PlayOptions {
  listener?: Listener | undefined;
  /** Told after each slice how much is done, 0 to 1. */
  onProgress?: (done: number) => void;
  /** Asked after each slice; true ends the run there, and its observation is partial. */
  isInterrupted?: () => boolean;
}

export async function play(
  model: Model,
  { listener, onProgress, isInterrupted }: PlayOptions = {},
): Promise<Observation> {
  const simulation = createSimulation(model, listener);
  while (!simulation.run(SLICE)) {
    onProgress?.(Math.min(1, simulation.now() / model.duration));
    await setImmediate();
    if (isInterrupted?.() === true) return simulation.conclude(true);
  }
  return simulation.conclude(false);
}
