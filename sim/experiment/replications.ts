/** Independent replications: the same model with other chance, so that what is chance can be told from what is not. */
import { mergeObservations } from '../../records/merge.ts';
import type { Observation } from '../../records/observation.ts';
import type { Listener } from '../model/measured/listener.ts';
import type { Model } from '../model/model.ts';
import { play, type PlayOptions } from './play.ts';

export interface ReplicationsOptions extends Omit<PlayOptions, 'listener'> {
  /** Hears the run of this seed. */
  listenerFor?: ((seed: number) => Listener) | undefined;
}

/**
 * Plays the model `count` times, with the seeds `seed`, `seed + 1` and so on, and merges what was seen. When it is
 * interrupted, the run that is not over is left out unless it is the first, and the whole is partial.
 *
 * @throws UserError as `play` does
 */
export async function playReplications(
  model: Model,
  count: number,
  { listenerFor, onProgress, isInterrupted }: ReplicationsOptions = {},
): Promise<Observation> {
  const playNth = async (nth: number): Promise<Observation> => {
    const seed = model.seed + nth;
    return await play(
      { ...model, seed },
      { listener: listenerFor?.(seed), onProgress: (done) => onProgress?.((nth + done) / count), isInterrupted },
    );
  };
  let all = await playNth(0);
  for (let nth = 1; nth < count; nth++) {
    const next = all.partial || isInterrupted?.() === true ? undefined : await playNth(nth);
    if (next === undefined || next.partial) return { ...all, partial: true };
    all = mergeObservations(all, next);
  }
  return all;
}
