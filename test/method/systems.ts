/** Systems whose mean and percentiles are known, and runs of them. Mean demand is 1 us, so that many short runs cost little. */
import { BUCKETS, bucketOf } from '../../records/histogram.ts';
import { OUTCOMES, type Observation } from '../../records/observation.ts';
import type { Model } from '../../sim/model/model.ts';
import { createSimulation } from '../../sim/model/simulation.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { filesOf } from '../scenario/scenarios.ts';
import { erlangC, mg1, mm1 } from '../theory/formulas.ts';
import { lindley } from './lindley.ts';

const US = 1e3;

export interface System {
  name: string;
  /** Counted requests of one run, nearly. */
  requests: number;
  /** How many runs `npm run method` makes. */
  runs: number;
  /** What the figures of a report's `ci95` are in truth, in mean demands. */
  truth: Partial<Record<'mean' | 'p50' | 'p90' | 'p99', number>>;
  /** A run of this seed. */
  observe: (seed: number) => Observation;
}

/** Plays the model with a seed. */
export function engine(model: Model): System['observe'] {
  return (seed) => {
    const simulation = createSimulation({ ...model, seed });
    while (!simulation.run(1_000_000));
    return simulation.conclude(false);
  };
}

/** A model with Poisson arrivals, `rate` a mean demand; a tenth more than the counted requests comes before them. */
export async function modelOf(rate: number, requests: number, demand: object, server: object, balancer = 'balancer') {
  const counted = requests / rate;
  const scenario = {
    duration: `${Math.round(counted * 1.1 * US)}ns`,
    warmup: `${Math.round(counted * 0.1 * US)}ns`,
    clients: { all: { arrivals: { process: 'poisson', rate: `${rate * 1000}/ms` }, demand } },
    servers: { web: { discipline: 'fifo', ...server } },
    balancers: { [balancer]: { strategy: 'random' } },
  };
  const loaded = await loadScenario(JSON.stringify(scenario), 'method', filesOf());
  return compile(loaded, loaded.strategies[0]);
}

/** The p-quantile of a sojourn that is above t with probability `tail(t)`. */
function quantile(p: number, tail: (t: number) => number): number {
  let [low, high] = [0, 1000];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > 1 - p) low = middle;
    else high = middle;
  }
  return low;
}

const percentiles = (tail: (t: number) => number) => ({
  p50: quantile(0.5, tail),
  p90: quantile(0.9, tail),
  p99: quantile(0.99, tail),
});

/** Sojourns in M/M/1 are exponential, with the same mean as the rest of the queue (Kleinrock, Queueing Systems 1, 5.6). */
export const mm1Truth = (rho: number) => ({ mean: mm1(rho), ...percentiles((t) => Math.exp(-t * (1 - rho))) });

/** Sojourn in M/M/c: the wait is 0, or with Erlang C's probability exponential of rate c (1 - rho). */
function mmcTruth(cores: number, rho: number) {
  const { share, wait } = erlangC(cores, rho);
  const rest = cores * (1 - rho) - 1;
  const tail = (t: number): number => Math.exp(-t) * (1 + (share * (1 - Math.exp(-t * rest))) / rest);
  return { mean: 1 + wait, ...percentiles(tail) };
}

/** Runs through the engine: at a load, so many cores, so many requests. */
export async function systems(): Promise<System[]> {
  const exponential = { exponential: '1us' };
  const mixed = { gamma: { mean: '1us', cv: 1.5 } };
  return [
    {
      name: 'M/M/1, load 0.5',
      requests: 20_000,
      runs: 3000,
      truth: mm1Truth(0.5),
      observe: engine(await modelOf(0.5, 20_000, exponential, {})),
    },
    {
      name: 'M/M/2, load 0.7',
      requests: 40_000,
      runs: 1000,
      truth: mmcTruth(2, 0.7),
      observe: engine(await modelOf(1.4, 40_000, exponential, { cores: 2 })),
    },
    {
      name: 'M/G/1, load 0.5, gamma of cv 1.5',
      requests: 30_000,
      runs: 1000,
      truth: { mean: mg1(0.5, 1.5) },
      observe: engine(await modelOf(0.5, 30_000, mixed, {})),
    },
    byRecursion(0.8, 100_000),
  ];
}

/** M/M/1 by Lindley's recursion, brought into the form in which the engine's runs come. */
export function byRecursion(rho: number, requests: number): System {
  const count = 256;
  const histograms = new Uint32Array(count * BUCKETS);
  const observe = (seed: number): Observation => {
    const { at, sojourn } = lindley(seed, rho, requests);
    const outcomes = new Uint32Array(count * OUTCOMES.length);
    const latencySum = new Float64Array(count);
    histograms.fill(0);
    const end = at.at(-1)! * (1 + 1e-9);
    let max = 0;
    sojourn.forEach((each, request) => {
      const window = Math.floor((at[request] / end) * count);
      const latency = each * US;
      outcomes[window * OUTCOMES.length]++;
      latencySum[window] += latency;
      histograms[window * BUCKETS + bucketOf(latency)]++;
      max = Math.max(max, latency);
    });
    const windows = { length: (end * US) / count, count, outcomes, latencySum, histograms };
    const latency = { sum: latencySum.reduce((sum, each) => sum + each, 0), max };
    const counts = { arrived: requests, succeeded: requests, blocked: 0 };
    return { requests: counts, latency, windows, unfinishedAges: new Uint32Array(BUCKETS) } as unknown as Observation;
  };
  return { name: `M/M/1, load ${rho}, Lindley`, requests, runs: 1000, truth: mm1Truth(rho), observe };
}
