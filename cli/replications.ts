/** Plays the replications of what is compared on worker threads, with a progress bar. */
import { extname } from 'node:path';
import type { Figures } from '../reports/compare/figures.ts';
import { playOnWorkers, type Run } from '../sim/experiment/workers.ts';
import { createProgress } from './progress.ts';
import type { Replicated } from './replication-worker.ts';
import { sent, valueOf, type Answer, type SentModel } from './sent-model.ts';
import type { Variant } from './variants.ts';

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
    await playOnWorkers<SentModel, Answer<Replicated>>({
      worker: WORKER,
      variants: variants.map(({ model, requests }) => ({ data: sent(model), requests })),
      runs: missing,
      workers,
      signal,
      onResult: (run, answer) => {
        const { figures } = valueOf(answer);
        done[run.variant]!.set(run.seed, figures);
        onDone(run, figures);
        left--;
        progress.update(1 - left / runs.length, `${runs.length - left} of ${runs.length} runs`);
      },
    });
  } finally {
    progress.stop();
  }
}
