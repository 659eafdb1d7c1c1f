/** `warmup: auto`: a run beforehand tells when the system has settled. */
import { OUTCOMES, type Windows } from '../../records/observation.ts';
import { mser5 } from '../../reports/statistics/mser.ts';
import type { Model } from '../model/model.ts';
import { play, type PlayOptions } from './play.ts';

const UNSETTLED =
  'warmup: auto found no steady state in the first half of the run; play longer, or say how much is to be left out';

/**
 * The models that are compared with each other, with the warmup that their scenarios leave open: each is played without one,
 * MSER-5 looks at the mean latencies of the run's up to 256 time windows, and the longest that it finds is for all, so that they
 * are compared on the same requests. A model that does not settle gets a warning. Models whose warmup is given stay as they
 * are, and so do all when they are interrupted.
 *
 * Costs one run more a model. All replications get the warmup that the first seed tells.
 *
 * @throws UserError as `play` does
 */
export async function withFoundWarmup(
  models: readonly Model[],
  { onProgress, isInterrupted }: Omit<PlayOptions, 'listener'> = {},
): Promise<readonly Model[]> {
  const open = models.filter(({ warmupMethod }) => warmupMethod !== undefined);
  const found = new Map<Model, number | null>();
  for (const [index, model] of open.entries()) {
    const { windows, partial } = await play(
      { ...model, warmup: 0 },
      { onProgress: (done) => onProgress?.((index + done) / open.length), isInterrupted },
    );
    if (partial) return models;
    const settled = mser5(meanLatencies(windows));
    found.set(model, settled === null ? null : settled * windows.length);
  }
  const warmup = [...found.values()].reduce<number>((longest, each) => Math.max(longest, each ?? 0), 0);
  return models.map((model) => {
    if (!found.has(model)) return model;
    const warnings = found.get(model) === null ? [...model.warnings, UNSETTLED] : model.warnings;
    return { ...model, warmup, warnings };
  });
}

/** By window; where no request succeeded, that of the window before. */
function meanLatencies({ count, latencySum, outcomes }: Windows): number[] {
  const succeeded = OUTCOMES.indexOf('succeeded');
  const means: number[] = [];
  for (let window = 0; window < count; window++) {
    const values = outcomes[window * OUTCOMES.length + succeeded]!;
    means.push(values > 0 ? latencySum[window]! / values : (means.at(-1) ?? 0));
  }
  return means;
}
