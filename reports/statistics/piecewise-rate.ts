import { ln } from './logarithm.ts';

/** A rate by time: linear between points at equal distances from 0 to `span`, the same throughout if there is one point. */
export interface PiecewiseRate {
  span: number;
  rates: Float64Array;
}

/** Arrivals counted in a stretch of time. */
export interface Counted {
  from: number;
  to: number;
  count: number;
}

const STEPS = 300;
/** Segments that are tried. */
const SEGMENTS = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24];
/** Chance gives each count a deviance of 1 or so. */
const IMMATERIAL = 0.1;
/** A prediction of no arrivals at all would be refuted for ever by one; half a one is. */
const LEAST_EXPECTED = 0.5;

/**
 * Fits a rate to counts in stretches of time between 0 and `span`, not necessarily all of it. More points are taken only where
 * they predict better: each stretch is predicted from all others, and of the numbers of points whose predictions (Poisson
 * deviance) are not worse than the best by more than one standard error of the difference, the smallest is taken.
 * Source: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2009, section 7.10.
 * Time: stretches^2.
 */
export function fitRate(stretches: readonly Counted[], span: number): PiecewiseRate {
  const most = stretches.length / 2;
  const tried = SEGMENTS.filter((segments) => segments <= most);
  const errors = tried.map((segments) => predictionErrors(stretches, span, segments));
  const sums = errors.map((each) => each.reduce((sum, error) => sum + error, 0));
  const best = errors[sums.indexOf(Math.min(...sums))]!;
  const enough = errors.findIndex((each) => !isWorse(each, best));
  return likeliestRate(stretches, span, tried[enough]!);
}

/** Poisson deviance of each stretch against the rate that the others tell. */
function predictionErrors(stretches: readonly Counted[], span: number, segments: number): number[] {
  return stretches.map(({ from, to, count }, index) => {
    const others = stretches.filter((_, other) => other !== index);
    const expected = Math.max(LEAST_EXPECTED, expectedBetween(likeliestRate(others, span, segments), from, to));
    return 2 * (expected - count + (count > 0 ? count * ln(count / expected) : 0));
  });
}

function isWorse(errors: readonly number[], best: readonly number[]): boolean {
  const differences = errors.map((error, index) => error - best[index]!);
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  const squares = differences.reduce((sum, each) => sum + (each - mean) * (each - mean), 0);
  const error = Math.sqrt(squares / differences.length / (differences.length - 1));
  return mean > Math.max(error, IMMATERIAL);
}

/**
 * The rate of the highest Poisson likelihood: the counts are shared out to the points in proportion to what each is expected to
 * give, over and over. The rates stay 0 or more, and the expected number is the number counted.
 * Source: the EM algorithm of L. A. Shepp, Y. Vardi, Maximum likelihood reconstruction for emission tomography, IEEE Transactions
 * on Medical Imaging 1(2), 1982.
 */
function likeliestRate(stretches: readonly Counted[], span: number, segments: number): PiecewiseRate {
  const time = stretches.reduce((sum, { from, to }) => sum + (to - from), 0);
  const count = stretches.reduce((sum, each) => sum + each.count, 0);
  const rates = new Float64Array(segments + 1).fill(count / time);
  if (segments === 0) return { span, rates };
  const parts = stretches.map(({ from, to }) => partsOf(span, segments, from, to));
  const times = new Float64Array(segments + 1);
  for (const part of parts) for (const [point, amount] of part) times[point]! += amount;
  for (let step = 0; step < STEPS; step++) {
    const shares = new Float64Array(segments + 1);
    for (const [index, part] of parts.entries()) {
      const expected = part.reduce((sum, [point, amount]) => sum + amount * rates[point]!, 0);
      if (expected > 0)
        for (const [point, amount] of part) shares[point]! += (amount * stretches[index]!.count) / expected;
    }
    for (let point = 0; point <= segments; point++)
      rates[point]! *= times[point]! > 0 ? shares[point]! / times[point]! : 1;
  }
  return { span, rates };
}

/** Expected arrivals between two instants in [0, span]. */
export function expectedBetween({ span, rates }: PiecewiseRate, from: number, to: number): number {
  if (rates.length === 1) return rates[0]! * (to - from);
  return partsOf(span, rates.length - 1, from, to).reduce((sum, [point, amount]) => sum + amount * rates[point]!, 0);
}

/** What the rate at each point counts for between two instants: the integral of a hat that is 1 there and 0 at its neighbours. */
function partsOf(span: number, segments: number, from: number, to: number): [point: number, amount: number][] {
  const length = span / segments;
  const first = Math.min(segments - 1, Math.floor(from / length));
  const parts: [number, number][] = [];
  for (let segment = first; segment < segments && segment * length < to; segment++) {
    const start = Math.max(0, from / length - segment);
    const end = Math.min(1, to / length - segment);
    const rising = ((end - start) * (end + start) * length) / 2;
    parts.push([segment, (end - start) * length - rising], [segment + 1, rising]);
  }
  return parts;
}
