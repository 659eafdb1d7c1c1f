/** What is compared. */

/** `ms`: milliseconds; `share`: 0 to 1; `index`: a number without a unit; `price`: an hour, in the scenario's currency. */
export type Unit = 'ms' | 'share' | 'index' | 'price';

export interface Metric {
  /** Its key in the JSON. */
  name: MetricName;
  /** What people call it. */
  title: string;
  unit: Unit;
  better: 'lower' | 'higher';
}

export const METRIC_NAMES = ['mean', 'p50', 'p90', 'p99', 'p999', 'availability', 'jain', 'costPerHour'] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

const latency = (name: MetricName, title: string): Metric => ({ name, title, unit: 'ms', better: 'lower' });

/** In the order of METRIC_NAMES. */
export const METRICS: readonly Metric[] = [
  latency('mean', 'mean'),
  latency('p50', 'p50'),
  latency('p90', 'p90'),
  latency('p99', 'p99'),
  latency('p999', 'p99.9'),
  { name: 'availability', title: 'availability', unit: 'share', better: 'higher' },
  { name: 'jain', title: 'jain', unit: 'index', better: 'higher' },
  { name: 'costPerHour', title: 'cost', unit: 'price', better: 'lower' },
];

export const metricOf = (name: MetricName): Metric => METRICS[METRIC_NAMES.indexOf(name)]!;

/** Whether it is compared in percent. Shares and indices end at 1, so a ratio of them says little. */
export const isRelative = (name: MetricName): boolean => ['ms', 'price'].includes(metricOf(name).unit);
