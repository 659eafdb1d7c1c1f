import { countsIn, indexOfDispersion } from '../../records/burstiness.ts';
import { ksByChance, ksDistance, quantileOf, sortedQuantile } from '../statistics/distribution-distance.ts';
import { incompleteGamma } from '../statistics/gamma-function.ts';
import { expectedBetween, fitRate, type PiecewiseRate } from '../statistics/piecewise-rate.ts';
import { blockStarts, type Halves, isFitted } from './halves.ts';

/** A process of the scenario language with its rate, and how the times between requests of the unseen half are like it. */
export interface ArrivalFit {
  process: 'constant' | 'poisson' | 'gamma';
  rate: PiecewiseRate;
  /** Squared coefficient of variation of the times between requests, with the rate taken out of them. */
  scv: number;
  /** Whether times are cut to so long a step that the times between them say nothing; `scv` is then told from counts. */
  isCoarse: boolean;
  /** Null where times are coarse. */
  gaps: GapCheck | null;
}

/** Times between requests of the unseen half, in expected requests: their mean is 1 where the rate is right. */
export interface GapCheck {
  count: number;
  ks: number;
  /** What `ks` reaches by chance, once in a hundred times. */
  ksByChance: number;
  quantiles: { p: number; seen: number; fitted: number }[];
}

/** Windows that dispersion is told of, seconds. */
export const WINDOWS_S: readonly number[] = [1, 10, 60];
/** Dispersion is told from so many windows at least. */
const FEWEST_WINDOWS = 10;
const QUANTILES = [0.5, 0.9, 0.99];
/** Steps that logs cut times to, nanoseconds. */
const RESOLUTIONS = [1e9, 1e6, 1e3];
/** A metronome, if less than what the gamma of the scenario language can be. */
const LEAST_SCV = 1e-4;
/** The most that the gamma of the scenario language can be. */
const LARGEST_SCV = 1e4;
/** A squared coefficient of variation so near to 1 makes no difference. */
const NEAR_POISSON = 0.1;
/** Standard errors beyond which chance does not explain a difference, at 1 %. */
const BEYOND_CHANCE = 2.576;

/** Fits a process to the fitted half of arrivals, which begin at 0. */
export function fitArrivals(arrivalAt: Float64Array, halves: Halves): ArrivalFit {
  const { blockLength, span } = halves;
  const rate = fitRate(
    blockStarts(halves, 'fitted').map((from) => ({
      from,
      to: from + blockLength,
      count: countsIn(arrivalAt, from, blockLength, 1)[0]!,
    })),
    span,
  );
  const gaps = operationalGaps(arrivalAt, rate);
  const half = (isFirst: boolean) => gaps.filter((_, index) => isFitted(halves, arrivalAt[index + 1]!) === isFirst);
  const fitted = half(true);
  const resolution = resolutionOf(arrivalAt);
  const isCoarse = resolution > 1 && medianGap(arrivalAt) <= resolution;
  const { scv, error } = isCoarse ? variationOfCounts(arrivalAt, rate, halves) : variationOf(fitted);
  const process = processOf(scv, error);
  const check = () => checkGaps(half(false), process, scv, (resolution * arrivalAt.length) / halves.span);
  return { process, rate, scv, isCoarse, gaps: isCoarse ? null : check() };
}

/** Index of dispersion of the counts in windows of the unseen half, for windows of 1, 10 and 60 s; null where these are too few. */
export function unseenDispersion(arrivalAt: Float64Array, halves: Halves): (number | null)[] {
  return WINDOWS_S.map((seconds) => {
    const window = seconds * 1e9;
    const windows = Math.floor(halves.blockLength / window);
    const starts = blockStarts(halves, 'unseen');
    if (windows * starts.length < FEWEST_WINDOWS) return null;
    return indexOfDispersion(starts.flatMap((from) => Array.from(countsIn(arrivalAt, from, window, windows))));
  });
}

/** Expected arrivals between each two neighbours. */
function operationalGaps(arrivalAt: Float64Array, rate: PiecewiseRate): Float64Array {
  return arrivalAt.subarray(1).map((at, index) => expectedBetween(rate, arrivalAt[index]!, at));
}

/** A squared coefficient of variation, and its standard error where arrivals are Poisson. */
interface Variation {
  scv: number;
  error: number;
}

/** Of times between arrivals, whose mean need not be 1 in a half. Of n exponentials the standard error is 2 / sqrt(n). */
function variationOf(gaps: Float64Array): Variation {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) * (gap - mean), 0) / gaps.length;
  return { scv: Math.min(LARGEST_SCV, variance / (mean * mean)), error: 2 / Math.sqrt(gaps.length) };
}

/** The step that all times are a multiple of; 1 ns where there is no longer one. */
function resolutionOf(arrivalAt: Float64Array): number {
  return RESOLUTIONS.find((step) => arrivalAt.every((at) => at % step === 0)) ?? 1;
}

function medianGap(arrivalAt: Float64Array): number {
  const gaps = arrivalAt.subarray(1).map((at, index) => at - arrivalAt[index]!);
  return sortedQuantile(gaps.sort(), 0.5);
}

/**
 * Variance of counts around what is expected, over the mean: what the squared coefficient of variation of the times between
 * arrivals tends to in windows with many of them (Cox and Lewis, The Statistical Analysis of Series of Events, 1966, chapter 4).
 * In n windows of Poisson arrivals its standard error is sqrt(2 / n).
 */
function variationOfCounts(arrivalAt: Float64Array, rate: PiecewiseRate, halves: Halves): Variation {
  const window = Math.min(halves.blockLength, 10e9);
  const windows = Math.floor(halves.blockLength / window);
  const starts = blockStarts(halves, 'fitted');
  let [squares, expected] = [0, 0];
  for (const from of starts) {
    for (const [index, count] of countsIn(arrivalAt, from, window, windows).entries()) {
      const mean = expectedBetween(rate, from + index * window, from + (index + 1) * window);
      squares += (count - mean) * (count - mean);
      expected += mean;
    }
  }
  return { scv: Math.min(LARGEST_SCV, squares / expected), error: Math.sqrt(2 / (windows * starts.length)) };
}

function processOf(scv: number, error: number): ArrivalFit['process'] {
  if (scv < LEAST_SCV) return 'constant';
  return Math.abs(scv - 1) <= Math.max(NEAR_POISSON, BEYOND_CHANCE * error) ? 'poisson' : 'gamma';
}

function checkGaps(unseen: Float64Array, process: ArrivalFit['process'], scv: number, resolution: number): GapCheck {
  const sorted = unseen.sort();
  const shape = process === 'poisson' ? 1 : 1 / scv;
  const cdf =
    process === 'constant' ? (x: number) => (x >= 1 ? 1 : 0) : (x: number) => incompleteGamma(shape, shape * x);
  return {
    count: sorted.length,
    ks: ksDistance(sorted, cdf, resolution),
    ksByChance: ksByChance(sorted.length),
    quantiles: QUANTILES.map((p) => ({ p, seen: sortedQuantile(sorted, p), fitted: quantileOf(cdf, p, 1) })),
  };
}
