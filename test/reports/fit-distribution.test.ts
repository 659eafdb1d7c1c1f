/** Families are fitted to what the engine draws of them, so a fitted scenario plays what was fitted. */
import test from 'ava';
import { fitDistribution } from '../../reports/statistics/fit-distribution.ts';
import { ksByChance, ksDistance, quantileOf, sortedQuantile } from '../../reports/statistics/distribution-distance.ts';
import { namedStream } from '../../sim/kernel/random-stream.ts';
import { samplerOf } from '../../sim/model/clients/distribution.ts';
import type { Distribution } from '../../sim/model/model.ts';

const MEAN = 20e6;
const COUNT = 100_000;
const BATCHES = 25;
/** Student's t of 24 degrees of freedom, exceeded once in 10,000 times in both directions together. */
const T = 4.65;

const DRAWN: { distribution: Distribution; parameter?: number }[] = [
  { distribution: { kind: 'constant', value: MEAN } },
  { distribution: { kind: 'exponential', mean: MEAN } },
  { distribution: { kind: 'gamma', mean: MEAN, cv: 0.4 }, parameter: 0.4 },
  { distribution: { kind: 'gamma', mean: MEAN, cv: 2 }, parameter: 2 },
  { distribution: { kind: 'hyperexponential', mean: MEAN, cv: 2 }, parameter: 2 },
  { distribution: { kind: 'lognormal', mean: MEAN, cv: 0.5 }, parameter: 0.5 },
  { distribution: { kind: 'lognormal', mean: MEAN, cv: 2 }, parameter: 2 },
  { distribution: { kind: 'pareto', mean: MEAN, shape: 3 }, parameter: 3 },
];

function draw(distribution: Distribution, count: number, name: string): Float64Array {
  const stream = namedStream(1, name);
  const sampler = samplerOf(distribution);
  return Float64Array.from({ length: count }, (_, nth) => sampler(stream, nth));
}

for (const { distribution, parameter } of DRAWN) {
  const { kind } = distribution;
  test(`${kind}${parameter === undefined ? '' : ` ${parameter}`}: the family is found, its parameter and its form`, (t) => {
    const values = draw(distribution, COUNT, kind);
    const [fitted] = fitDistribution(values);
    t.is(fitted.family, kind);
    t.true(Math.abs(fitted.mean / (values.reduce((sum, value) => sum + value) / COUNT) - 1) < 1e-9);
    if (parameter !== undefined) {
      const size = COUNT / BATCHES;
      const estimates = Array.from({ length: BATCHES }, (_, batch) => {
        const each = fitDistribution(values.subarray(batch * size, (batch + 1) * size));
        return each.find(({ family }) => family === kind)!.parameter!.value;
      });
      const mean = estimates.reduce((sum, each) => sum + each) / BATCHES;
      const variance = estimates.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (BATCHES - 1);
      const halfWidth = T * Math.sqrt(variance / BATCHES);
      t.true(Math.abs(fitted.parameter!.value - parameter) < halfWidth, `${fitted.parameter!.value} ± ${halfWidth}`);
      t.true(halfWidth < 0.15 * parameter, 'sharp enough to mean something');
    }
    const unseen = draw(distribution, COUNT, `${kind}, unseen`).sort();
    t.true(ksDistance(unseen, fitted.cdf) < 1.5 * ksByChance(COUNT), 'of the right form');
    if (kind === 'constant') return;
    const median = quantileOf(fitted.cdf, 0.5, MEAN);
    t.true(Math.abs(fitted.cdf(median) - 0.5) < 1e-9);
    t.true(Math.abs(median / sortedQuantile(unseen, 0.5) - 1) < 0.03);
  });
}

test('zeros are left out, and what no family of two parameters can be is not offered', (t) => {
  const values = Float64Array.of(0, 0, 4, 4, 4);
  const [first] = fitDistribution(values);
  t.is(first.family, 'constant');
  t.is(first.mean, 4);
  const even = fitDistribution(Float64Array.from({ length: 1000 }, (_, n) => 1000 + n));
  t.false(
    even.some(({ family }) => family === 'hyperexponential'),
    'it varies less than an exponential',
  );
});

test('Kolmogorov-Smirnov distances, worked out by hand', (t) => {
  const uniform = (x: number) => Math.min(1, Math.max(0, x));
  t.true(Math.abs(ksDistance(Float64Array.of(0.5), uniform) - 0.5) < 1e-5);
  // A third of the values is at or below 0.1, and two thirds are at 0.7 or below.
  t.true(Math.abs(ksDistance(Float64Array.of(0.1, 0.7, 0.8), uniform) - (0.7 - 1 / 3)) < 1e-5);
  t.true(Math.abs(ksDistance(Float64Array.of(0.1, 0.1, 0.1), uniform) - 0.9) < 1e-5, 'equal values are one step');
  t.is(
    ksDistance(Float64Array.of(5, 5), (x) => (x >= 5 ? 1 : 0)),
    0,
    'a step where all values are',
  );
  const cut = Float64Array.from({ length: 1000 }, (_, n) => Math.floor(n / 100) / 10);
  t.true(ksDistance(cut, uniform) > 0.09);
  t.true(ksDistance(cut, uniform, 0.1) < 1e-9, 'what the cut explains is no distance');
});

test('the distance by chance is exceeded once in a hundred times', (t) => {
  const trials = 2000;
  const stream = namedStream(1, 'uniform');
  let beyond = 0;
  for (let trial = 0; trial < trials; trial++) {
    const sorted = Float64Array.from({ length: 200 }, () => stream.unit()).sort();
    if (ksDistance(sorted, (x) => Math.min(1, x)) > ksByChance(200)) beyond++;
  }
  // Binomial of 2,000 and 1 %: mean 20, standard deviation 4.4; the limit is a little wide at 200 values.
  t.true(beyond >= 3 && beyond <= 38, String(beyond));
});
