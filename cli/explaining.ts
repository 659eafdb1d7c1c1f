/** `--why`: plays one run more of each variant, which explains itself. */
import type { Explanation } from '../records/explanation.ts';
import { buildWhy, type Why } from '../reports/compare/why.ts';
import { playOnWorkers } from '../sim/experiment/workers.ts';
import { createProgress } from './progress.ts';
import type { Replicated } from './replication-worker.ts';
import { WORKER } from './replications.ts';
import { sent, valueOf, type Answer, type SentModel } from './sent-model.ts';
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
    await playOnWorkers<SentModel, Answer<Replicated>>({
      worker: WORKER,
      variants: variants.map(({ model, requests }) => ({ data: sent({ ...model, explains: true }), requests })),
      runs: variants.map(({ model: { seed } }, variant) => ({ variant, seed })),
      workers,
      signal,
      onResult: ({ variant }, answer) => {
        explanations[variant] = valueOf(answer).explanation!;
        progress.update(++done / variants.length, 'why');
      },
    });
  } finally {
    progress.stop();
  }
  const explained = variants.map(({ name }, index) => ({ name, explanation: explanations[index]! }));
  return buildWhy(variants[0]!.model.seed, explained);
}
