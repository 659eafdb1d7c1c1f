/** From what is compared to the comparison: plays as many replications as are asked for, or as it takes to be sure. */
import packageFile from '../package.json' with { type: 'json' };
import { buildComparison, type Compared, type Comparison } from '../reports/compare/comparison.ts';
import type { Change } from '../reports/compare/gate.ts';
import { areChangesKnownWithin } from '../reports/compare/precision.ts';
import type { Figures } from '../reports/compare/figures.ts';
import type { MetricName } from '../reports/compare/metrics.ts';
import type { Run } from '../sim/experiment/workers.ts';
import { digest } from './digest.ts';
import { playReplications } from './replications.ts';
import type { Variant } from './variants.ts';

/** Replications that are added at a time; fixed, so that it does not depend on the number of workers when it is enough. */
const BATCH = 10;

export interface Comparing {
  /** How many; with `until` at most. */
  replications: number;
  /** Half the width of the intervals of differences that is wanted, as a share. */
  until: number | undefined;
  metric: MetricName;
  workers: number;
  signal: AbortSignal;
  /** Of the only variant, since its baseline: what `until` looks at then. */
  changesOf: ((played: ComparedVariants) => Change[]) | undefined;
  /** What is known already: figures by seed, for each variant. Those that are played are added. */
  done: Map<number, Figures>[];
  onDone: (run: Run, figures: Figures) => void;
}

export interface ComparedVariants {
  comparison: Comparison;
  compared: Compared[];
}

/** @throws what a run throws, and an AbortError for the signal */
export async function compareVariants(variants: readonly Variant[], comparing: Comparing): Promise<ComparedVariants> {
  const { replications, until, metric, workers, signal, done, onDone } = comparing;
  const [{ model }] = variants as [Variant];
  const sameRequests = new Set(variants.map(requestsOf)).size === 1;
  const options = { version: packageFile.version, summary: model.summary, metric, until, sameRequests };
  for (let from = 0; ;) {
    const to = until === undefined ? replications : Math.min(from + BATCH, replications);
    await playReplications(variants, done, { from, to, workers, signal, onDone });
    const all = variants.map((variant, index) => compared(variant, done[index]!, to));
    const played = withChanges({ comparison: buildComparison(all, options), compared: all }, comparing);
    if (to === replications || played.comparison.method.until?.reached === true) return played;
    from = to;
  }
}

/** Where there is but one variant, its changes are what `until` asks about. */
function withChanges(played: ComparedVariants, { changesOf, until, metric }: Comparing): ComparedVariants {
  if (changesOf === undefined || until === undefined) return played;
  const { comparison, compared } = played;
  const reached = areChangesKnownWithin(changesOf(played), metric, until);
  const method = { ...comparison.method, until: { halfWidth: until, reached } };
  return { comparison: { ...comparison, method }, compared };
}

/** What the requests of a seed depend on. */
const requestsOf = ({ model: { duration, clients } }: Variant): string => digest({ duration, clients });

function compared({ name, strategy, set, model }: Variant, done: Map<number, Figures>, count: number): Compared {
  return {
    name,
    scenario: model.name,
    strategy,
    set,
    durationS: model.duration / 1e9,
    warmupS: model.warmup / 1e9,
    ...(model.warmupMethod !== undefined && { warmupMethod: model.warmupMethod }),
    objectives: model.objectives.map(({ text }) => text),
    replications: Array.from({ length: count }, (_, nth) => done.get(model.seed + nth)!),
  };
}
