/**
 * Arrivals whose rate changes over time, by exact inversion of the cumulative rate: the n-th arrival stands where the integral
 * of the piecewise-linear rate reaches the n-th point of a unit-rate process. Cinlar, Introduction to Stochastic Processes, 1975.
 */
import { cell } from '../../kernel/cells.ts';
import type { Rate } from '../model.ts';

interface Segment {
  startAt: number;
  endAt: number;
  /** Expected arrivals before the segment. */
  before: number;
  /** Expected arrivals before its end. */
  until: number;
  rate: number;
  /** 1 / rate. */
  gap: number;
  slope: number;
}

/** Turns a block of gaps in operational time (expected arrivals) into the instants, not rounded, at which they end. */
export type RateInverse = (gaps: Float64Array) => void;

/** The inverse of a rate, from time 0 on. Instants that never come are Infinity. Amortised constant time an arrival. */
export function createRateInverse(rate: Rate): RateInverse {
  const segments = segmentsOf(rate);
  let current = 0;
  const passed = cell(0);
  return (gaps) => {
    let segment = segments[current];
    let expected = passed[0];
    for (let i = 0; i < gaps.length; i++) {
      expected += gaps[i];
      while (expected >= segment.until) segment = segments[++current];
      gaps[i] = instantIn(segment, expected - segment.before);
    }
    passed[0] = expected;
  };
}

/** Where the integral of the segment's rate reaches `wanted`: the root of rate x + slope x^2 / 2, in the form without cancellation. */
function instantIn({ startAt, rate, gap, slope }: Segment, wanted: number): number {
  if (wanted <= 0) return startAt;
  if (slope === 0) return startAt + wanted * gap;
  return startAt + (2 * wanted) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * wanted)));
}

/** The rate at an instant. */
export function rateAt(rate: Rate, at: number): number {
  let [low, high] = [0, rate.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (rate[middle].at > at) high = middle;
    else low = middle + 1;
  }
  const [before, after] = [rate[low - 1], rate[low]];
  if (before === undefined || after === undefined) return (before ?? after).rate;
  return before.rate + ((after.rate - before.rate) * (at - before.at)) / (after.at - before.at);
}

/** The largest rate in [from, to]. */
export function peakRate(rate: Rate, from: number, to: number): number {
  const inside = rate.filter(({ at }) => at > from && at < to).map((point) => point.rate);
  return Math.max(rateAt(rate, from), rateAt(rate, to), ...inside);
}

/** Expected arrivals in [0, end). */
export function expectedArrivals(rate: Rate, end: number): number {
  let expected = 0;
  for (const segment of segmentsOf(rate)) {
    const length = Math.min(end, segment.endAt) - segment.startAt;
    if (length > 0) expected += segment.rate * length + (segment.slope * length * length) / 2;
  }
  return expected;
}

function segmentsOf(rate: Rate): Segment[] {
  const points = rate[0].at > 0 ? [{ at: 0, rate: rate[0].rate }, ...rate] : rate;
  const segments: Segment[] = [];
  let before = 0;
  points.forEach(({ at, rate: from }, i) => {
    const next = points[i + 1] ?? { at: Infinity, rate: from };
    const slope = next.at === Infinity ? 0 : (next.rate - from) / (next.at - at);
    const until = next.at === Infinity ? Infinity : before + ((from + next.rate) / 2) * (next.at - at);
    segments.push({ startAt: at, endAt: next.at, before, until, rate: from, gap: 1 / from, slope });
    before = until;
  });
  return segments;
}
