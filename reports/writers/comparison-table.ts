import type { Comparison, VariantResult } from '../compare/comparison.ts';
import { METRICS, type Metric } from '../compare/metrics.ts';
import { placesBy, type Place } from '../compare/places.ts';
import { LATENCY_UNITS, percentDown, threeDigits, unitFor, type LatencyUnit } from './format.ts';

/** The results of a comparison as people read them: a row for each variant, the best of the ranking first. */
export interface ComparisonTable {
  latencyUnit: LatencyUnit;
  rows: Place[];
  columns: ComparisonColumn[];
}

export interface ComparisonColumn {
  title: string;
  /** Of numbers, a cell for each row. */
  cells: { text: string; isBest: boolean }[];
}

/** Metrics that have a value somewhere; prices only where there are any. */
export function comparisonTable(comparison: Comparison): ComparisonTable {
  const rows = placesBy(comparison, comparison.metric);
  const latencies = METRICS.filter(({ unit }) => unit === 'ms').flatMap(({ name }) =>
    comparison.variants.flatMap(({ metrics }) => metrics[name].mean ?? []),
  );
  const latencyUnit = unitFor(latencies);
  const columns = METRICS.filter((metric) => isShown(metric, comparison)).flatMap((metric) => {
    const column = metricColumn(metric, comparison, rows, latencyUnit);
    return metric.name === comparison.metric ? [column, errorColumn(metric, rows, latencyUnit)] : [column];
  });
  return { latencyUnit, rows, columns };
}

/** `1` or, where several share it, `1=`. */
export const placeText = ({ place, isShared }: Place): string => `${place}${isShared ? '=' : ''}`;

function isShown({ name, unit }: Metric, { variants }: Comparison): boolean {
  return variants.some(({ metrics }) => (unit === 'price' ? metrics[name].mean! > 0 : metrics[name].mean !== null));
}

function metricColumn(
  metric: Metric,
  comparison: Comparison,
  rows: readonly Place[],
  unit: LatencyUnit,
): ComparisonColumn {
  const places = new Map(placesBy(comparison, metric.name).map(({ variant, place }) => [variant.name, place]));
  const isTied = [...places.values()].every((place) => place === 1);
  return {
    title: metric.unit === 'share' ? 'ok %' : metric.unit === 'price' ? 'cost/h' : metric.title,
    cells: rows.map(({ variant }) => ({
      text: valueText(metric, variant, unit),
      isBest: !isTied && places.get(variant.name) === 1,
    })),
  };
}

function valueText({ name, unit }: Metric, { metrics }: VariantResult, latencyUnit: LatencyUnit): string {
  const { mean } = metrics[name];
  if (mean === null) return unit === 'ms' ? '∞' : '–';
  if (unit === 'ms') return threeDigits(mean / LATENCY_UNITS[latencyUnit]);
  if (unit === 'share') return percentDown(mean);
  return unit === 'index' ? mean.toFixed(3) : mean.toFixed(2);
}

/** Half of the 95 % interval of the metric by which the ranking is. */
function errorColumn({ name, unit }: Metric, rows: readonly Place[], latencyUnit: LatencyUnit): ComparisonColumn {
  const factor = unit === 'ms' ? LATENCY_UNITS[latencyUnit] : unit === 'share' ? 0.01 : 1;
  const cells = rows.map(({ variant }) => {
    const { ci95 } = variant.metrics[name];
    return { text: ci95 === null ? '–' : threeDigits((ci95[1] - ci95[0]) / 2 / factor), isBest: false };
  });
  return { title: '±', cells };
}
