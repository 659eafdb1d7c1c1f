import test from 'ava';
import { namedStream } from '../../sim/kernel/random-stream.ts';
import { exponential, fillExponential, normal } from '../../sim/kernel/ziggurat.ts';
import { hasMean, isBinomial, isDistributed, jstat } from './samples.ts';

const N = 400_000;

/** Where the tail begins that the layers leave out. */
const EXPONENTIAL_EDGE = 7.69711747013105;
const NORMAL_EDGE = 3.654152885361009;

function drawn(draw: () => number): number[] {
  return Array.from({ length: N }, draw);
}

/** In blocks of lengths that are, and are not, multiples of those inside. */
function filled(mean: number): number[] {
  const stream = namedStream(5, 'filled');
  const all: number[] = [];
  for (let length = 1; all.length < N; length = (length * 3 + 7) % 1000) {
    const block = new Float64Array(length);
    fillExponential(stream, mean, block);
    all.push(...block);
  }
  return all.slice(0, N);
}

const one = namedStream(4, 'exponential');

for (const [name, sample] of [
  ['exponential', drawn(() => exponential(one))],
  ['fillExponential', filled(2).map((x) => x / 2)],
] as const) {
  test(`${name} draws the standard exponential distribution`, (t) => {
    t.true(sample.every((x) => x >= 0));
    t.true(isDistributed(sample, (x) => -Math.expm1(-x)));
    // E X^k = k!, so the variance of X^k is (2k)! - k!^2.
    t.true(hasMean(sample, 1, 1), 'mean');
    t.true(
      hasMean(
        sample.map((x) => x ** 2),
        2,
        24 - 4,
      ),
      'second moment',
    );
    t.true(
      hasMean(
        sample.map((x) => x ** 3),
        6,
        720 - 36,
      ),
      'third moment',
    );
    const tail = sample.filter((x) => x > EXPONENTIAL_EDGE).map((x) => x - EXPONENTIAL_EDGE);
    t.true(isBinomial(tail.length, N, Math.exp(-EXPONENTIAL_EDGE)), 'weight of the tail');
    t.true(
      isDistributed(tail, (x) => -Math.expm1(-x)),
      'form of the tail',
    );
  });

  test(`${name} draws independent values`, (t) => {
    const products = sample.slice(1).map((x, i) => (x - 1) * (sample[i] - 1));
    t.true(hasMean(products, 0, 1));
  });
}

test('normal draws the standard normal distribution', (t) => {
  const stream = namedStream(6, 'normal');
  const sample = drawn(() => normal(stream));
  const cdf = (x: number) => jstat.normal.cdf(x, 0, 1);
  t.true(isDistributed(sample, cdf));
  t.true(hasMean(sample, 0, 1), 'mean');
  t.true(
    hasMean(
      sample.map((x) => x ** 2),
      1,
      3 - 1,
    ),
    'second moment',
  );
  t.true(
    hasMean(
      sample.map((x) => x ** 3),
      0,
      15,
    ),
    'third moment',
  );
  t.true(
    hasMean(
      sample.map((x) => x ** 4),
      3,
      105 - 9,
    ),
    'fourth moment',
  );
  t.true(
    hasMean(
      sample.slice(1).map((x, i) => x * sample[i]),
      0,
      1,
    ),
    'neighbours',
  );
  t.true(
    hasMean(
      sample.slice(1).map((x, i) => (x * x - 1) * Math.sign(sample[i])),
      0,
      2,
    ),
    'size and sign',
  );
  const beyond = 1 - cdf(NORMAL_EDGE);
  const tail = sample.map(Math.abs).filter((x) => x > NORMAL_EDGE);
  t.true(isBinomial(tail.length, N, 2 * beyond), 'weight of the tail');
  t.true(
    isDistributed(tail, (x) => (cdf(x) - cdf(NORMAL_EDGE)) / beyond),
    'form of the tail',
  );
});
