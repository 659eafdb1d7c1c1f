import { stringify } from 'csv-stringify/sync';
import type { Comparison } from '../compare/comparison.ts';
import { METRICS } from '../compare/metrics.ts';
import { differenceBetween, placesBy } from '../compare/places.ts';

/**
 * A comparison as CSV: a header, then a row for each metric and variant, the best first, with the places it may have, its mean, and how it differs
 * from the first of that metric. A value that is not known is empty. The values of each replication are in the JSON only.
 */
export function writeComparisonCsv(comparison: Comparison): string {
  const { scenario, seed, replications } = comparison;
  const rows = METRICS.flatMap(({ name: metric }) => {
    const places = placesBy(comparison, metric);
    const first = places[0]!.variant.name;
    return places.map(({ variant, place, lastPlace }) => {
      const { mean, ci95 } = variant.metrics[metric];
      const from = variant.name === first ? null : differenceBetween(comparison, metric, variant.name, first);
      return {
        scenario,
        seed,
        replications,
        metric,
        place,
        lastPlace,
        variant: variant.name,
        mean,
        'ci95.low': ci95?.[0],
        'ci95.high': ci95?.[1],
        from: from === null ? null : first,
        verdict: from?.verdict,
        'difference.mean': from?.difference?.mean,
        'difference.low': from?.difference?.low,
        'difference.high': from?.difference?.high,
        'ratio.mean': from?.ratio?.mean,
        'ratio.low': from?.ratio?.low,
        'ratio.high': from?.ratio?.high,
      };
    });
  });
  return stringify(rows, { header: true, escape_formulas: true });
}
