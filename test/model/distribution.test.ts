import test from 'ava';
import { namedStream } from '../../sim/kernel/random-stream.ts';
import { blockSamplerOf, roundBlock, roundedDraw, samplerOf } from '../../sim/model/clients/distribution.ts';
import type { Distribution } from '../../sim/model/model.ts';
import { hasMean, hasVariance, isDistributed, jstat } from '../kernel/samples.ts';

const N = 200_000;

interface Expected {
  name: string;
  distribution: Distribution;
  variance: number;
  /** Fourth central moment; not there where it is infinite, or too large for a test. */
  fourth?: number;
  cdf?: (x: number) => number;
}

const MEAN = 5000;

/** Central moments from the raw ones, E X^k. */
function central([first, second, third, fourth]: number[]): { variance: number; fourth: number } {
  const variance = second - first ** 2;
  return { variance, fourth: fourth - 4 * first * third + 6 * first ** 2 * second - 3 * first ** 4 };
}

function gamma(cv: number): Expected {
  const shape = 1 / cv ** 2;
  const variance = (MEAN * cv) ** 2;
  return {
    name: `gamma, cv ${cv}`,
    distribution: { kind: 'gamma', mean: MEAN, cv },
    variance,
    fourth: (3 + 6 / shape) * variance ** 2,
    cdf: (x) => jstat.gamma.cdf(x, shape, MEAN / shape),
  };
}

/** Balanced means: with probability p an exponential of mean m / 2p, else one of mean m / 2(1 - p). */
function hyperexponential(cv: number): Expected {
  const p = (1 + Math.sqrt((cv ** 2 - 1) / (cv ** 2 + 1))) / 2;
  const branches = [p, 1 - p].map((share) => ({ share, mean: MEAN / (2 * share) }));
  const raw = (k: number, factorial: number) =>
    branches.reduce((sum, { share, mean }) => sum + share * factorial * mean ** k, 0);
  const moments = central([raw(1, 1), raw(2, 2), raw(3, 6), raw(4, 24)]);
  return {
    name: `hyperexponential, cv ${cv}`,
    distribution: { kind: 'hyperexponential', mean: MEAN, cv },
    ...moments,
    variance: (MEAN * cv) ** 2,
    cdf: (x) => branches.reduce((sum, { share, mean }) => sum - share * Math.expm1(-x / mean), 0),
  };
}

function lognormal(cv: number): Expected {
  const squared = Math.log(1 + cv ** 2);
  const mu = Math.log(MEAN) - squared / 2;
  const raw = (k: number) => Math.exp(k * mu + (k ** 2 * squared) / 2);
  return {
    name: `lognormal, cv ${cv}`,
    distribution: { kind: 'lognormal', mean: MEAN, cv },
    variance: (MEAN * cv) ** 2,
    fourth: cv < 1 ? central([1, 2, 3, 4].map(raw)).fourth : undefined,
    cdf: (x) => jstat.lognormal.cdf(x, mu, Math.sqrt(squared)),
  };
}

function pareto(shape: number): Expected {
  const least = (MEAN * (shape - 1)) / shape;
  return {
    name: `pareto, shape ${shape}`,
    distribution: { kind: 'pareto', mean: MEAN, shape },
    variance: (least ** 2 * shape) / ((shape - 1) ** 2 * (shape - 2)),
    cdf: (x) => (x < least ? 0 : 1 - (least / x) ** shape),
  };
}

const values = [1, 1, 2, 6];

const all: Expected[] = [
  { name: 'constant', distribution: { kind: 'constant', value: MEAN }, variance: 0 },
  {
    name: 'exponential',
    distribution: { kind: 'exponential', mean: MEAN },
    variance: MEAN ** 2,
    fourth: 9 * MEAN ** 4,
    cdf: (x) => -Math.expm1(-x / MEAN),
  },
  {
    name: 'uniform',
    distribution: { kind: 'uniform', low: MEAN - 300, high: MEAN + 300 },
    variance: 600 ** 2 / 12,
    fourth: 600 ** 4 / 80,
    cdf: (x) => (x - MEAN + 300) / 600,
  },
  gamma(0.2),
  gamma(0.9),
  gamma(1),
  gamma(1.5),
  gamma(3),
  hyperexponential(1),
  hyperexponential(2),
  hyperexponential(5),
  lognormal(0.5),
  lognormal(2),
  pareto(2.5),
  pareto(5),
  {
    name: 'empirical',
    distribution: { kind: 'empirical', values: Float64Array.from(values, (value) => value * 2000) },
    ...central([1, 2, 3, 4].map((k) => values.reduce((sum, value) => sum + (value * 2000) ** k / values.length, 0))),
  },
];

for (const { name, distribution, variance, fourth, cdf } of all) {
  const sampler = samplerOf(distribution);
  const stream = namedStream(1, name);
  const single = Array.from({ length: N }, (_, nth) => sampler(stream, nth));
  const block = new Float64Array(N);
  blockSamplerOf(distribution)(namedStream(2, name), block);
  for (const [how, sample] of [
    ['one by one', single],
    ['in blocks', Array.from(block)],
  ] as const) {
    test(`${name}, ${how}: mean, variance and form are those asked for`, (t) => {
      if (variance === 0) t.true(sample.every((value) => value === MEAN));
      else t.true(hasMean(sample, MEAN, variance), 'mean');
      if (fourth !== undefined) t.true(hasVariance(sample, MEAN, variance, fourth), 'variance');
      if (cdf !== undefined) t.true(isDistributed(sample, cdf), 'form');
    });
  }
}

test('the tests above can fail: they tell 1 % off in the mean or the deviation', (t) => {
  const stream = namedStream(3, 'wrong');
  const sampler = samplerOf({ kind: 'gamma', mean: 1.02 * MEAN, cv: 1 });
  const sample = Array.from({ length: N }, (_, nth) => sampler(stream, nth));
  t.false(hasMean(sample, MEAN, MEAN ** 2));
  t.false(hasVariance(sample, MEAN, MEAN ** 2, 9 * MEAN ** 4));
  t.false(isDistributed(sample, (x) => -Math.expm1(-x / MEAN)));
});

test('a column gives the n-th request the n-th value, and begins anew at its end', (t) => {
  const distribution: Distribution = { kind: 'column', values: Float64Array.of(5, 6, 7) };
  const stream = namedStream(1, 'column');
  t.deepEqual(
    [0, 1, 2, 3, 7].map((nth) => samplerOf(distribution)(stream, nth)),
    [5, 6, 7, 5, 6],
  );
  const sampler = blockSamplerOf(distribution);
  const [first, second] = [new Float64Array(2), new Float64Array(2)];
  sampler(stream, first);
  sampler(stream, second);
  t.deepEqual([...first, ...second], [5, 6, 7, 5]);
});

test('draws are rounded to the nearest nanosecond, half up, and not below the least', (t) => {
  const block = Float64Array.of(0, 0.4, 0.5, 1.49, 1.5, 1e15 + 0.3);
  roundBlock(block, 1);
  t.deepEqual(Array.from(block), [1, 1, 1, 1, 2, 1e15]);
  t.is(roundedDraw(0.2, 0), 0);
  t.is(roundedDraw(0.2, 1), 1);
  t.is(roundedDraw(2.5, 1), 3);
});
