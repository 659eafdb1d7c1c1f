/** How often intervals hold what is true, and how often comparisons find what there is. */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { confidence } from '../../reports/confidence.ts';
import { latencyDistribution, meanOfSucceeded } from '../../reports/latency.ts';
import { plannedReplications } from '../../reports/statistics/planned-replications.ts';
import { replicationsInterval } from '../../reports/statistics/replications-interval.ts';
import type { Model } from '../../sim/model/model.ts';
import { lindley } from './lindley.ts';
import { engine, mm1Truth, modelOf, type System } from './systems.ts';

export type Figure = keyof System['truth'];

/** Of one figure of one system. */
export interface Coverage {
  system: string;
  requests: number;
  figure: Figure;
  runs: number;
  /** Runs that gave an interval, and those of them whose interval holds the truth. */
  given: number;
  held: number;
}

const MEAN_DEMAND_MS = 1e-3;

/** Runs of seeds 1, 2 and so on, each with intervals by batch means. */
export function oneRunCoverage(system: System, runs: number): Coverage[] {
  const { name, requests, truth, observe } = system;
  const figures = Object.entries(truth) as [Figure, number][];
  const all = figures.map(([figure]) => ({ system: name, requests, figure, runs, given: 0, held: 0 }));
  for (let seed = 1; seed <= runs; seed++) {
    const observation = observe(seed);
    const intervals = confidence(observation, latencyDistribution(observation));
    figures.forEach(([figure, value], at) => count(all[at], intervals[figure], value * MEAN_DEMAND_MS));
  }
  return all;
}

/** Intervals by `replications` runs of M/M/1 each, by Lindley's recursion. */
export function replicationsCoverage(trials: number, replications: number, requests: number): Coverage[] {
  const rho = 0.5;
  const truth = mm1Truth(rho);
  const system = `M/M/1, load ${rho}, ${replications} replications, Lindley`;
  const all = (['mean', 'p99'] as const).map((figure) => ({
    system,
    requests,
    figure,
    runs: trials,
    given: 0,
    held: 0,
  }));
  for (let trial = 0; trial < trials; trial++) {
    const runs = Array.from({ length: replications }, (_, nth) => {
      const { sojourn } = lindley(1 + trial * replications + nth, rho, requests);
      return { mean: mean([...sojourn]), p99: sojourn.sort()[Math.ceil(0.99 * requests) - 1] };
    });
    count(all[0], replicationsInterval(runs.map((run) => run.mean)), truth.mean);
    count(all[1], replicationsInterval(runs.map((run) => run.p99)), truth.p99);
  }
  return all;
}

function count(coverage: Coverage, interval: readonly (number | null)[] | null, truth: number): void {
  const [low = null, high = null] = interval ?? [];
  if (low === null || high === null) return;
  coverage.given++;
  if (low <= truth && truth <= high) coverage.held++;
}

/** Two servers, each an M/M/1 under `random`, at a load of `rho`; runs of 2,000 requests. */
const twoServers = async (rho: number, demandNs: number, balancer: string): Promise<Model> =>
  await modelOf(2 * rho, 2000, { exponential: `${demandNs}ns` }, { count: 2 }, balancer);

/** Comparisons of `random` with itself, on the same requests but with a random stream of its own: how many are called different. */
export async function nullComparisons(trials: number, replications: number): Promise<number> {
  const difference = differenceOf(await twoServers(0.5, 1000, 'one'), await twoServers(0.5, 1000, 'other'));
  return countDifferent(trials, replications, difference);
}

export interface Power {
  replications: number;
  planned: number;
  found: number;
  trials: number;
}

/**
 * The same where the mean sojourn of one of them is 1 % longer: how often it is found, with as many replications as are planned for
 * a probability of `power`, the spread being that of a pilot of 300.
 */
export async function foundDifferences(trials: number, power: number): Promise<Power> {
  const [rho, wanted] = [0.2, 1.01 * mm1Truth(0.2).mean];
  // The demand s of mean sojourn s / (1 - rho s).
  const longer = wanted / (1 + rho * wanted);
  const difference = differenceOf(
    await twoServers(rho, Number((1000 * longer).toFixed(3)), 'one'),
    await twoServers(rho, 1000, 'other'),
  );
  const pilot = Array.from({ length: 300 }, (_, nth) => difference(1_000_000 + nth));
  const replications = plannedReplications(10 * mm1Truth(rho).mean, sampleStandardDeviation(pilot), power);
  return { replications, planned: power, found: countDifferent(trials, replications, difference), trials };
}

/** By seed, the difference of the mean sojourns, nanoseconds. */
function differenceOf(one: Model, other: Model): (seed: number) => number {
  const played = (model: Model, seed: number): number => meanOfSucceeded(engine(model)(seed))!;
  return (seed) => played(one, seed) - played(other, seed);
}

/** Comparisons that are called different, by a paired t test: the interval of the differences leaves 0 out. */
function countDifferent(trials: number, replications: number, difference: (seed: number) => number): number {
  let different = 0;
  for (let trial = 0; trial < trials; trial++) {
    const first = 1 + trial * replications;
    const [low, high] = replicationsInterval(
      Array.from({ length: replications }, (_, nth) => difference(first + nth)),
    )!;
    if (low > 0 || high < 0) different++;
  }
  return different;
}
