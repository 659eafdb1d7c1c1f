/** Plays the strategies of a scenario one after the other, with a progress bar, until the end or a Ctrl-C. */
import type { Observation } from '../records/observation.ts';
import { listOf } from '../sim/scenario/wording.ts';
import type { Model } from '../sim/model/model.ts';
import type { EventsFile } from './events-file.ts';
import type { Interruption } from './interruption.ts';

export interface Playing {
  /** Runs of each strategy, of successive seeds. */
  replications: number;
  interruption: Pick<Interruption, 'exitCode'>;
  events?: EventsFile | undefined;
}

/** What was seen with each model; models that were not begun when an interruption came are missing, and a warning names them. */
export async function playModels(
  models: readonly Model[],
  { replications, interruption, events }: Playing,
): Promise<Observation[]> {
  const { createProgress } = await import('./progress.ts');
  const { playReplications } = await import('../sim/experiment/replications.ts');
  const { withFoundWarmup } = await import('../sim/experiment/warmup.ts');
  const isInterrupted = (): boolean => interruption.exitCode !== undefined;
  const progress = await createProgress(process.stderr);
  const observations: Observation[] = [];
  try {
    const settled = await withFoundWarmup(models, {
      onProgress: (done) => progress.update(done, 'warmup'),
      isInterrupted,
    });
    for (const [index, model] of settled.entries()) {
      if (isInterrupted()) break;
      const label = labelOf(model);
      const onProgress = (done: number) => progress.update((index + done) / models.length, label);
      const listenerFor = events && ((seed: number) => events.listenerFor(label, seed));
      observations.push(await playReplications(model, replications, { listenerFor, onProgress, isInterrupted }));
    }
  } finally {
    progress.stop();
  }
  return warned(observations, models.slice(observations.length).map(labelOf));
}

/** What reports call the strategy that the model plays. */
export const labelOf = ({ balancers, compared = 0 }: Model): string => balancers[compared]!.strategy.label;

function warned(observations: Observation[], notBegun: readonly string[]): Observation[] {
  if (notBegun.length === 0) return observations;
  const warning = `interrupted: ${listOf(notBegun, 'and')} ${notBegun.length === 1 ? 'was' : 'were'} not begun`;
  return observations.map((observation) => ({ ...observation, warnings: [...observation.warnings, warning] }));
}
