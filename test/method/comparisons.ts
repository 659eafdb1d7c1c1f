/** How often all intervals of a comparison hold together, near overload too: two loads on the same draws, by Lindley's recursion. */
import { mean } from 'simple-statistics';
import { differencesOf, type Compared } from '../../reports/compare/comparison.ts';
import { METRIC_NAMES, type MetricName } from '../../reports/compare/metrics.ts';
import { lindley } from './lindley.ts';

/** Loads that are compared, and requests of a replication. */
export interface Loads {
  one: number;
  other: number;
  requests: number;
}

/** Comparisons of so many replications each. */
export interface Together {
  loads: Loads;
  replications: number;
  comparisons: number;
  /** Those whose intervals of all metrics hold the truth. */
  held: number;
  /** Differences that were called real, of all there are: each comparison has one in each metric of latency. */
  found: number;
  differences: number;
}

export const LOADS: readonly Loads[] = [
  { one: 0.5, other: 0.45, requests: 10_000 },
  { one: 0.75, other: 0.6, requests: 3500 },
  { one: 0.93, other: 0.75, requests: 3500 },
  { one: 0.95, other: 0.9, requests: 10_000 },
];

const SHARES: Partial<Record<MetricName, number>> = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 };
type Values = Compared['replications'][number]['values'];

/** `runs` runs tell the truth, and as many others are shared out to comparisons. */
export function heldTogether(loads: Loads, runs: number, replications: number): Together {
  const pairOf = (seed: number) => [loads.one, loads.other].map((load) => valuesOf(seed, load, loads.requests));
  const logarithms = METRIC_NAMES.map((): number[] => []);
  for (let seed = 1; seed <= runs; seed++) {
    const [a, b] = pairOf(seed);
    METRIC_NAMES.forEach((name, at) => logarithms[at].push(Math.log(a[name]! / b[name]!)));
  }
  const truth = new Map(METRIC_NAMES.map((name, at) => [name, Math.exp(mean(logarithms[at]))]));
  const comparisons = Math.floor(runs / replications);
  let held = 0;
  let [found, differencesInAll] = [0, 0];
  for (let nth = 0; nth < comparisons; nth++) {
    const pairs = Array.from({ length: replications }, (_, i) => pairOf(runs + 1 + nth * replications + i));
    const { differences } = differencesOf([[compared('one', pairs, 0), compared('other', pairs, 1)]]);
    const real = differences.filter(({ verdict }) => verdict !== 'equal');
    if (real.every(({ metric, ratio }) => ratio!.low <= truth.get(metric)! && truth.get(metric)! <= ratio!.high))
      held++;
    found += real.filter(({ verdict }) => verdict === 'higher').length;
    differencesInAll += real.length;
  }
  return { loads, replications, comparisons, held, found, differences: differencesInAll };
}

/** Of a run of M/M/1 with mean demand `load` and an arrival a unit of time. What has no latency is equal. */
function valuesOf(seed: number, load: number, requests: number): Values {
  const sojourn = lindley(seed, 1, requests, load).sojourn.sort();
  const of = (name: MetricName): number =>
    name === 'mean' ? mean([...sojourn]) : name in SHARES ? sojourn[Math.ceil(SHARES[name]! * requests) - 1] : 1;
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, of(name)])) as Values;
}

function compared(name: string, pairs: readonly Values[][], at: number): Compared {
  const replications = pairs.map((values, seed) => ({
    seed,
    arrived: 1,
    values: values[at],
    objectives: [],
    checks: { conservation: true, littlesLawError: 0, littlesLawTriesError: 0, workError: 0 },
    warnings: [],
  }));
  return { name, scenario: '', strategy: name, set: [], durationS: 1, warmupS: 0, objectives: [], replications };
}
