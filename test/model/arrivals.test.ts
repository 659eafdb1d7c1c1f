import test from 'ava';
import * as fc from 'fast-check';
import { namedStream } from '../../sim/kernel/random-stream.ts';
import { arrivalProcess, type OpenArrivals } from '../../sim/model/clients/arrivals.ts';
import type { Rate } from '../../sim/model/model.ts';
import { createRateInverse, expectedArrivals } from '../../sim/model/clients/rate.ts';
import { hasMean, hasVariance, isDistributed, isPoisson } from '../kernel/samples.ts';

const MS = 1_000_000;
const SECOND = 1000 * MS;

/** Arrivals before `until`, at most `most` of them. */
function arrivalsOf(arrivals: OpenArrivals, until: number, most = Infinity): number[] {
  const process = arrivalProcess(arrivals, namedStream(1, 'arrivals'));
  const block = new Float64Array(256);
  const all: number[] = [];
  for (;;) {
    process(block);
    for (const at of block) {
      if (at >= until || all.length === most) return all;
      all.push(at);
    }
  }
}

/** The integral of the rate from 0 to `end`, by the trapezium rule between points, which is exact. */
function integral(rate: Rate, end: number): number {
  const at = (time: number): number => {
    const after = rate.findIndex((point) => point.at > time);
    if (after === 0) return rate[0].rate;
    if (after < 0) return rate.at(-1)!.rate;
    const [a, b] = [rate[after - 1], rate[after]];
    return a.rate + ((b.rate - a.rate) * (time - a.at)) / (b.at - a.at);
  };
  const edges = [0, ...rate.map((point) => point.at).filter((time) => time > 0 && time < end), end];
  // At an edge the rate is taken just inside of the interval.
  return edges.slice(1).reduce((sum, to, i) => {
    const length = to - edges[i];
    return sum + ((at(edges[i]) + at(to - length * 1e-12)) / 2) * length;
  }, 0);
}

const surge: Rate = [
  { at: 0, rate: 300 / SECOND },
  { at: 20 * SECOND, rate: 900 / SECOND },
  { at: 40 * SECOND, rate: 900 / SECOND },
  { at: 50 * SECOND, rate: 0 },
  { at: 60 * SECOND, rate: 0 },
  { at: 70 * SECOND, rate: 500 / SECOND },
];

test('poisson arrivals follow a rate that changes, second by second', (t) => {
  const all = arrivalsOf({ process: 'poisson', rate: surge }, 100 * SECOND);
  for (let from = 0; from < 100; from++) {
    const count = all.filter((at) => at >= from * SECOND && at < (from + 1) * SECOND).length;
    const expected = integral(surge, (from + 1) * SECOND) - integral(surge, from * SECOND);
    t.true(isPoisson(count, expected), `second ${from}: ${count}, expected ${expected}`);
    if (from >= 50 && from < 60) t.is(count, 0);
  }
  t.true(isPoisson(all.length, integral(surge, 100 * SECOND)));
});

test('poisson arrivals, seen by the expected number, are a unit-rate process', (t) => {
  const all = arrivalsOf({ process: 'poisson', rate: surge }, 100 * SECOND);
  const expected = all.map((at) => integral(surge, at));
  const gaps = expected.slice(1).map((each, i) => each - expected[i]);
  t.true(isDistributed(gaps, (x) => -Math.expm1(-x)));
  t.true(
    hasMean(
      gaps.slice(1).map((gap, i) => (gap - 1) * (gaps[i] - 1)),
      0,
      1,
    ),
  );
});

for (const cv of [0.4, 2.5]) {
  test(`gamma arrivals have the rate and the coefficient of variation asked for: ${cv}`, (t) => {
    const all = arrivalsOf({ process: 'gamma', rate: [{ at: 0, rate: 1 / MS }], cv }, Infinity, 100_000);
    const gaps = all.map((at, i) => (at - (all[i - 1] ?? 0)) / MS);
    t.true(hasMean(gaps, 1, cv ** 2));
    t.true(hasVariance(gaps, 1, cv ** 2, (3 + 6 * cv ** 2) * cv ** 4));
  });
}

test('constant arrivals come where the expected number is whole, to the nanosecond', (t) => {
  const flat = arrivalsOf({ process: 'constant', rate: [{ at: 0, rate: 1 / (3 * MS) }] }, Infinity, 1000);
  for (const [i, at] of flat.entries()) t.true(Math.abs(at - (i + 1) * 3 * MS) <= 1, `arrival ${i} at ${at}`);
  const all = arrivalsOf({ process: 'constant', rate: surge }, 100 * SECOND);
  t.is(all.length, Math.ceil(integral(surge, 100 * SECOND)) - 1);
  for (const [i, at] of all.entries()) {
    t.true(integral(surge, at) < i + 1 + 1e-6 && integral(surge, at + 1) > i + 1 - 1e-6, `arrival ${i} at ${at}`);
  }
});

const point = fc.record({
  at: fc.oneof(
    fc.nat(100).map((ms) => ms * MS),
    fc.nat(100 * MS),
  ),
  rate: fc.oneof(fc.constantFrom(0, 0.5, 1, 2), fc.double({ min: 0, max: 3, noNaN: true })).map((perMs) => perMs / MS),
});
const anyRate: fc.Arbitrary<Rate> = fc
  .uniqueArray(point, { selector: ({ at }) => at, minLength: 1, maxLength: 6 })
  .map((points) => points.sort((a, b) => a.at - b.at));

test('the inverse of any rate is exact, never goes back, and ends where no more come', (t) => {
  fc.assert(
    fc.property(anyRate, fc.double({ min: 0.001, max: 2, noNaN: true }), (rate, gap) => {
      for (const step of [gap, 1, 0.5]) {
        const instants = new Float64Array(300).fill(step);
        createRateInverse(rate)(instants);
        for (const [i, at] of instants.entries()) {
          if (i > 0) t.true(at >= instants[i - 1] - 1e-6, `${at} after ${instants[i - 1]}`);
          const wanted = (i + 1) * step;
          if (at === Infinity) t.true(integral(rate, 1e15) < wanted + 1e-6, `${wanted} never comes`);
          else t.true(Math.abs(integral(rate, at) - wanted) < 1e-6 * Math.max(1, wanted), `${wanted} at ${at}`);
        }
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('an arrival that falls where a rate rises from 0 comes there', (t) => {
  const rate = [
    { at: 0, rate: 2 / MS },
    { at: 2 * MS, rate: 0 },
    { at: 3 * MS, rate: 0 },
    { at: 4 * MS, rate: 2 / MS },
  ];
  t.deepEqual(arrivalsOf({ process: 'constant', rate }, Infinity, 3), [
    Math.floor((2 - Math.SQRT2) * MS),
    3 * MS,
    4 * MS,
  ]);
});

test('the expected number of arrivals is the integral of the rate', (t) => {
  fc.assert(
    fc.property(anyRate, fc.nat(200 * MS), (rate, end) => {
      const expected = integral(rate, end);
      t.true(Math.abs(expectedArrivals(rate, end) - expected) < 1e-6 * Math.max(1, expected));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('a trace is played as it was recorded, then there are no more', (t) => {
  const process = arrivalProcess({ process: 'trace', at: Float64Array.of(0, 5, 5, 9) }, namedStream(1, 'trace'));
  const block = new Float64Array(3);
  process(block);
  t.deepEqual(Array.from(block), [0, 5, 5]);
  process(block);
  t.deepEqual(Array.from(block), [9, Infinity, Infinity]);
});
