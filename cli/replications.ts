/** Plays the replications of what is compared on worker threads, with a progress bar. */
import { extname } from 'node:path';
import { UserError } from '../records/user-error.ts';
import type { Figures } from '../reports/compare/figures.ts';
import { playOnWorkers, type Run } from '../sim/experiment/workers.ts';
import { createProgress } from './progress.ts';
import { sent, type Answer } from './replication-worker.ts';
import type { Variant } from './variants.ts';

/** From this many requests on a run takes longer in a used worker than a new one takes to start. */
const LONG_RUN = 500_000;

/** Of one seed of one variant. */
export const WORKER = new URL(`replication-worker${extname(import.meta.url)}`, import.meta.url);

export interface ReplicationsOptions {
  /** Which are wanted of each variant, counted from 0. */
  from: number;
  to: number;
  workers: number;
  signal: AbortSignal;
  /** Told of each that is done, in whatever order. */
  onDone: (run: Run, figures: Figures) => void;
}

/** Plays what is not in `done` yet, and adds it there: a list by variant, in the order of the seeds. */
export async function playReplications(
  variants: readonly Variant[],
  done: Map<number, Figures>[],
  { from, to, workers, signal, onDone }: ReplicationsOptions,
): Promise<void> {
  const runs = variants.flatMap(({ model }, variant) =>
    Array.from({ length: to - from }, (_, nth) => ({ variant, seed: model.seed + from + nth })),
  );
  const missing = runs.filter(({ variant, seed }) => !done[variant]!.has(seed));
  const progress = await createProgress(process.stderr);
  let left = missing.length;
  try {
    await playOnWorkers<ReturnType<typeof sent>, Answer>({
      worker: WORKER,
      variants: variants.map(({ model, requests }) => ({ data: sent(model), isLong: requests >= LONG_RUN })),
      runs: missing,
      workers,
      signal,
      onResult: (run, answer) => {
        if ('mistake' in answer) throw new UserError(answer.mistake.message, answer.mistake.place);
        done[run.variant]!.set(run.seed, answer.figures);
        onDone(run, answer.figures);
        left--;
        progress.update(1 - left / runs.length, `${runs.length - left} of ${runs.length} runs`);
      },
    });
  } finally {
    progress.stop();
  }
}
