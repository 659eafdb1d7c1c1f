/** `--why`: plays one run more of each variant, which explains itself. */
import type { Explanation } from '../records/explanation.ts';
import { UserError } from '../records/user-error.ts';
import { buildWhy, type Why } from '../reports/compare/why.ts';
import { playOnWorkers } from '../sim/experiment/workers.ts';
import { createProgress } from './progress.ts';
import { sent, type Answer } from './replication-worker.ts';
import { WORKER } from './replications.ts';
import type { Variant } from './variants.ts';

/** @throws what a run throws, and an AbortError for the signal */
export async function explain(
  variants: readonly Variant[],
  { workers, signal }: { workers: number; signal: AbortSignal },
): Promise<Why> {
  const explanations: Explanation[] = [];
  const progress = await createProgress(process.stderr);
  let done = 0;
  try {
    await playOnWorkers<ReturnType<typeof sent>, Answer>({
      worker: WORKER,
      variants: variants.map(({ model }) => ({ data: sent({ ...model, explains: true }), isLong: true })),
      runs: variants.map(({ model: { seed } }, variant) => ({ variant, seed })),
      workers,
      signal,
      onResult: ({ variant }, answer) => {
        if ('mistake' in answer) throw new UserError(answer.mistake.message, answer.mistake.place);
        explanations[variant] = answer.explanation!;
        progress.update(++done / variants.length, 'why');
      },
    });
  } finally {
    progress.stop();
  }
  const explained = variants.map(({ name }, index) => ({ name, explanation: explanations[index]! }));
  return buildWhy(variants[0]!.model.seed, explained);
}
