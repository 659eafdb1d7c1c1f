import { significant } from '../significant.ts';
import type { Comparison, Difference, VariantResult } from './comparison.ts';
import { metricOf, type MetricName } from './metrics.ts';

/** A variant in the ranking by a metric. */
export interface Place {
  variant: VariantResult;
  /** One more than there are variants that are really better: those that cannot be told apart share a place. */
  place: number;
  /** Another variant has the same place. */
  isShared: boolean;
}

/** The ranking by a metric, the best first; of equal places the one with the better mean. A variant without a value comes last. */
export function placesBy({ variants, differences }: Comparison, metric: MetricName): Place[] {
  const { better } = metricOf(metric);
  const beaten = new Map(variants.map(({ name }) => [name, 0]));
  for (const each of differences) {
    const loser = each.metric === metric ? loserOf(each, better, variants) : undefined;
    if (loser !== undefined) beaten.set(loser, beaten.get(loser)! + 1);
  }
  const rank = ({ metrics }: VariantResult): number => {
    const { mean } = metrics[metric];
    return mean === null ? Infinity : better === 'lower' ? mean : -mean;
  };
  const places = variants.map((variant) => ({ variant, place: beaten.get(variant.name)! + 1 }));
  return places
    .toSorted((one, other) => one.place - other.place || compare(rank(one.variant), rank(other.variant)))
    .map((one) => ({ ...one, isShared: places.filter(({ place }) => place === one.place).length > 1 }));
}

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);

/** Who of a pair is really worse, or has no value where the other has one. */
function loserOf(
  { metric, variant, from, verdict }: Difference,
  better: 'lower' | 'higher',
  variants: readonly VariantResult[],
): string | undefined {
  if (verdict === 'same' || verdict === 'equal') return undefined;
  if (verdict !== 'unknown') return verdict === better ? from : variant;
  const without = [variant, from].filter(
    (name) => variants.find((each) => each.name === name)!.metrics[metric].mean === null,
  );
  return without.length === 1 ? without[0] : undefined;
}

/** The difference of `variant` from `from`, whichever way round the comparison has it. */
export function differenceBetween(
  { differences }: Comparison,
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
