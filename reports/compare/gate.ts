import { tidy } from '../significant.ts';
import { differencesOf, type Compared, type Comparison, type Difference } from './comparison.ts';
import { metricOf, type MetricName } from './metrics.ts';
import { lostOf, type Lost } from './values.ts';

/** What a gate decides: whether anything became worse, or misses an objective. */
export interface Gate {
  held: boolean;
  /** A change is let pass that is not larger, a share. */
  tolerance: number;
  /** Intervals of changes that hold together with 95 % confidence; 0 without a baseline. */
  comparisons: number;
  /** Against the baseline; empty without one. */
  changes: Change[];
  objectives: ObjectiveVerdict[];
}

/** How a metric of a variant differs from what it was in the baseline. */
export interface Change extends Pick<Difference, 'metric' | 'variant' | 'difference' | 'ratio' | 'verdict'> {
  before: number | null;
  now: number | null;
  /** Replications without a finite value. */
  lost: { before: Lost; now: Lost };
  /** How much worse, as a share of what it was; of availability as a share of the requests that were lost. Below 0 it is better; null: from nothing, or not known. */
  worse: number | null;
  held: boolean;
}

/** An objective is missed where more than half of the replications miss it. */
export interface ObjectiveVerdict {
  variant: string;
  objective: string;
  heldIn: number;
  observed: number | null;
  held: boolean;
}

/** A variant, and what it was in the baseline: the same seeds. */
export interface Judged {
  now: Compared;
  before: Compared;
}

/** Judges a comparison's objectives, and its variants against their baseline. */
export function judge({ variants, replications }: Comparison, judged: readonly Judged[], tolerance: number): Gate {
  const { differences, comparisons } = differencesOf(judged.map(({ now, before }) => [now, before]));
  const changes = differences
    .map((difference) =>
      changeOf(
        difference,
        judged.find(({ now }) => now.name === difference.variant)!,
        tolerance,
      ),
    )
    .filter(({ before, now, verdict }) => verdict !== 'equal' || before !== 0 || now !== 0);
  const objectives = variants.flatMap((variant) =>
    variant.objectives.map(({ objective, held, observed }) => ({
      variant: variant.name,
      objective,
      heldIn: held,
      observed,
      held: held * 2 >= replications,
    })),
  );
  const held = [...changes, ...objectives].every((one) => one.held);
  return tidy({ held, tolerance, comparisons, changes, objectives });
}

/**
 * A change fails when it is real, for the worse, and larger than the tolerance; and where more than half of the replications have
 * lost a value that all had, however few they are.
 */
function changeOf(found: Difference, { now, before }: Judged, tolerance: number): Change {
  const { metric, variant, difference, ratio, verdict } = found;
  const [valueNow, valueBefore] = [meanOf(now, metric), meanOf(before, metric)];
  const lost = { before: lostOf(before, metric), now: lostOf(now, metric) };
  const isWorse = verdict === (metricOf(metric).better === 'lower' ? 'higher' : 'lower') || isLost(lost);
  const worse = worseBy(found, valueNow, valueBefore);
  return {
    metric,
    variant,
    before: valueBefore,
    now: valueNow,
    lost,
    difference,
    ratio,
    verdict,
    worse,
    held: !isWorse || (worse !== null && worse <= tolerance),
  };
}

function worseBy({ metric, ratio }: Difference, now: number | null, before: number | null): number | null {
  if (ratio !== null) return ratio.mean - 1;
  if (now === null || before === null) return null;
  const { unit, better } = metricOf(metric);
  const [is, was] = unit === 'share' ? [1 - now, 1 - before] : [now, before];
  if (was === 0) return is === 0 ? 0 : null;
  return unit === 'share' || better === 'lower' ? is / was - 1 : 1 - is / was;
}

function meanOf({ replications }: Compared, metric: MetricName): number | null {
  const values = replications.map(({ values }) => values[metric]);
  return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
}

const isLost = ({ before, now }: Change['lost']): boolean =>
  before.infinite + before.none === 0 && (now.infinite + now.none) * 2 > now.of;
