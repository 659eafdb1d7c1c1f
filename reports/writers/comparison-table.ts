import type { Comparison, VariantResult } from '../compare/comparison.ts';
import { METRICS, type Metric } from '../compare/metrics.ts';
import { differenceBetween, placesBy, type Place } from '../compare/places.ts';
import { lostOfResult } from '../compare/values.ts';
import { LATENCY_UNITS, percentDown, threeDigits, unitFor, type LatencyUnit } from './format.ts';

/** The results of a comparison as people read them: a row for each variant, the best of the ranking first. */
export interface ComparisonTable {
  latencyUnit: LatencyUnit;
  rows: Place[];
  columns: ComparisonColumn[];
}

export interface ComparisonColumn {
  title: string;
  /** Of numbers, a cell for each row; the best are those that cannot be told from the first of this metric. */
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

/** `2` or, where it is not known better, `1-3`. */
export const placeText = ({ place, lastPlace }: Place): string =>
  place === lastPlace ? String(place) : `${place}-${lastPlace}`;

/** What a place and the mark of the best mean. */
export const placesLegend = (mark: string): string =>
  `# 1-3: any of these places, because no difference can be seen; ${mark} cannot be told from the best`;

/** Whether there is anything to be seen of a metric. */
export function isShown({ name, unit }: Metric, { variants }: Comparison): boolean {
  return variants.some((variant) => {
    const { mean } = variant.metrics[name];
    return unit === 'price' ? mean! > 0 : mean !== null || lostOfResult(variant, name).infinite > 0;
  });
}

function metricColumn(
  metric: Metric,
  comparison: Comparison,
  rows: readonly Place[],
  unit: LatencyUnit,
): ComparisonColumn {
  const best = namesOfBest(metric, comparison);
  const isTied = best.size === comparison.variants.length;
  return {
    title: metric.unit === 'share' ? 'ok %' : metric.unit === 'price' ? 'cost/h' : metric.title,
    cells: rows.map(({ variant }) => ({
      text: valueText(metric, variant, unit),
      isBest: !isTied && best.has(variant.name),
    })),
  };
}

/** The first by a metric, and those that cannot be told from it. */
function namesOfBest({ name: metric }: Metric, comparison: Comparison): Set<string> {
  const [first, ...others] = placesBy(comparison, metric).map(({ variant }) => variant.name) as [string];
  const alike = others.filter((name) =>
    ['same', 'equal'].includes(differenceBetween(comparison, metric, name, first).verdict),
  );
  return new Set([first, ...alike]);
}

function valueText({ name, unit }: Metric, variant: VariantResult, latencyUnit: LatencyUnit): string {
  const { mean } = variant.metrics[name];
  if (mean === null) return lostOfResult(variant, name).infinite > 0 ? '∞' : '–';
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
