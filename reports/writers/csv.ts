import { stringify } from 'csv-stringify/sync';
import type { Report, Result } from '../report.ts';

type Value = string | number | boolean | null;

/**
 * The report as CSV: a header, then one row for each strategy. Columns are named by their path in the JSON report
 * (`latencyMs.p99`); a value without samples is empty. Servers, balancers and groups are in the JSON report only.
 */
export function writeCsv(report: Report): string {
  const { scenario, seed } = report;
  const rows = report.results.map((result) => ({ scenario, seed, ...columns(result) }));
  return stringify(rows, { header: true, cast: { boolean: String }, escape_formulas: true });
}

function columns(result: Result): Record<string, Value> {
  const { latencyMs, latencyAllMs, fairness, objectives } = result;
  const { ci95, ...latency } = latencyMs;
  const { bounds, ...latencyAll } = latencyAllMs;
  const { budgets = [], ...availability } = result.availability;
  return {
    strategy: result.strategy,
    replications: result.replications,
    partial: result.partial,
    ...prefixed('requests', result.requests),
    ...prefixed('latencyMs', latency),
    'latencyMs.ci95.mean.low': ci95.mean[0],
    'latencyMs.ci95.mean.high': ci95.mean[1],
    ...prefixed('latencyAllMs', latencyAll),
    'latencyAllMs.bounds': bounds.join(' '),
    throughputPerS: result.throughputPerS,
    utilization: result.utilization,
    ...(result.cacheHitRatio !== undefined && { cacheHitRatio: result.cacheHitRatio }),
    'fairness.jain': fairness.jain,
    'fairness.maxOverMean': fairness.maxOverMean,
    ...prefixed('availability', availability),
    ...Object.fromEntries(budgets.map(({ objective, burnt }) => [`availability.burnt.${objective}`, burnt])),
    costPerHour: result.costPerHour,
    costPerMillionRequests: result.costPerMillionRequests,
    'objectives.held': objectives.filter((one) => one.held).length,
    'objectives.missed': objectives.filter((one) => !one.held).length,
    ...prefixed('checks', result.checks),
  };
}

function prefixed(prefix: string, values: object): Record<string, Value> {
  const entries = Object.entries(values) as [string, Value][];
  return Object.fromEntries(entries.map(([name, value]) => [`${prefix}.${name}`, value]));
}
