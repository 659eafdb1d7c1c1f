import { significant } from '../significant.ts';
import type { Comparison, Difference, VariantResult } from './comparison.ts';
import { metricOf, type MetricName } from './metrics.ts';

/** A variant in the ranking by a metric. Where it stands is not known better than from `place` to `lastPlace`. */
export interface Place {
  variant: VariantResult;
  /** One more than there are variants that are really better. */
  place: number;
  /** As many as there are variants that are not really worse. */
  lastPlace: number;
}

/** The ranking by a metric: by the mean, the best first. Those without a mean come last, the fewer replications lack a value the sooner. */
export function placesBy({ variants, differences }: Ranked, metric: MetricName): Place[] {
  const { better } = metricOf(metric);
  const real = differences
    .filter((each) => each.metric === metric && (each.verdict === 'lower' || each.verdict === 'higher'))
    .map(({ variant, from, verdict }) =>
      verdict === better ? { winner: variant, loser: from } : { winner: from, loser: variant },
    );
  return variants
    .toSorted((one, other) => compare(rank(one), rank(other)) || compare(lost(one), lost(other)))
    .map((variant) => ({
      variant,
      place: 1 + real.filter(({ loser }) => loser === variant.name).length,
      lastPlace: variants.length - real.filter(({ winner }) => winner === variant.name).length,
    }));

  function rank({ metrics }: VariantResult): number {
    const { mean } = metrics[metric];
    return mean === null ? Infinity : better === 'lower' ? mean : -mean;
  }

  function lost({ metrics }: VariantResult): number {
    return metrics[metric].values.filter((value) => value === null).length;
  }
}

type Ranked = Pick<Comparison, 'variants' | 'differences'>;

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);

/** The difference of `variant` from `from`, whichever way round the comparison has it. */
export function differenceBetween(
  { differences }: Pick<Comparison, 'differences'>,
  metric: MetricName,
  variant: string,
  from: string,
): Difference {
  for (const each of differences) {
    if (each.metric !== metric) continue;
    if (each.variant === variant && each.from === from) return each;
    if (each.variant === from && each.from === variant) return reversed(each);
  }
  throw new Error(`${variant} and ${from} are not compared`);
}

function reversed({ metric, variant, from, difference, ratio, verdict }: Difference): Difference {
  return {
    metric,
    variant: from,
    from: variant,
    difference: difference && { mean: -difference.mean, low: -difference.high, high: -difference.low },
    ratio: ratio && { mean: upsideDown(ratio.mean), low: upsideDown(ratio.high), high: upsideDown(ratio.low) },
    verdict: verdict === 'lower' ? 'higher' : verdict === 'higher' ? 'lower' : verdict,
  };
}

const upsideDown = (ratio: number): number => significant(1 / ratio);
