/** An objective such as `p99 < 250ms` or `availability >= 99.9%`. */
import type { Objective } from '../../records/observation.ts';
import { parseQuantity } from './units.ts';
import { didYouMean, listOf, show } from './wording.ts';

const METRICS = {
  p50: 'duration',
  p90: 'duration',
  p95: 'duration',
  p99: 'duration',
  'p99.9': 'duration',
  mean: 'duration',
  availability: 'fraction',
  throughput: 'rate',
  jain: 'fraction',
  cost: 'number',
} as const;

const OBJECTIVE = /^\s*([^\s<>=]+)\s*(<=|<|>=|>)\s*([^<>=]+?)\s*$/;
const NS_PER_S = 1e9;

export const OBJECTIVE_PATTERN = `^\\s*(${Object.keys(METRICS).join('|').replace('.', '\\.')})\\s*(<|<=|>|>=)\\s*[^<>=]+$`;

/** The objective; for anything else a string: what was expected. */
export function parseObjective(input: string | number): Objective | string {
  const [, metric = '', operator, bound = ''] = (typeof input === 'string' && OBJECTIVE.exec(input)) || [];
  if (typeof input !== 'string' || operator === undefined) {
    return `expected METRIC <, <=, > or >= QUANTITY, such as "p99 < 250ms" or "availability >= 99.9%"; got ${show(input)}`;
  }
  if (!isMetric(metric)) {
    const known = Object.keys(METRICS);
    return `unknown metric "${metric}"${didYouMean(metric, known) || `; expected ${listOf(known, 'or')}`}`;
  }
  const value = parseBound(metric, bound);
  if (typeof value === 'string') return `${metric}: ${value}; got ${show(bound)}`;
  return { text: input.trim().replace(/\s+/g, ' '), metric, operator: operator as Objective['operator'], value };
}

const isMetric = (name: string): name is keyof typeof METRICS => Object.hasOwn(METRICS, name);

function parseBound(metric: keyof typeof METRICS, bound: string): number | string {
  const kind = METRICS[metric];
  const number = /^\d+(\.\d+)?$/.test(bound) ? Number(bound) : undefined;
  if (kind === 'number') return number ?? 'expected a plain number, the price an hour';
  const value = parseQuantity(kind, number ?? bound);
  if (typeof value === 'string') return value;
  if (kind === 'fraction' && value > 1) return 'expected at most 100%';
  return kind === 'rate' ? value * NS_PER_S : value;
}
