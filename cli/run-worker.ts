/** What a worker thread of `steelyard run` does: plays its model with the seeds that it is sent. */
import { workerData } from 'node:worker_threads';
import type { Observation } from '../records/observation.ts';
import { play } from '../sim/experiment/play.ts';
import { answered, received, type Answer, type SentModel } from './sent-model.ts';

export interface Task {
  model: SentModel;
  /** In shared memory: 1 when it is to stop. */
  stop: Int32Array;
  /** In shared memory: how much is done of each of its runs, by seed from the model's on, 0 to 1. */
  done: Float64Array;
}

export default function playSeed(seed: number): Promise<Answer<Observation>> {
  const { model, stop, done } = workerData as Task;
  const onProgress = (share: number): void => void (done[seed - model.seed] = share);
  const isInterrupted = (): boolean => Atomics.load(stop, 0) === 1;
  return answered(async () => await play({ ...(await received(model)), seed }, { onProgress, isInterrupted }));
}
