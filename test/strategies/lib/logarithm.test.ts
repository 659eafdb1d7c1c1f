import test from 'ava';
import * as fc from 'fast-check';
import { exp, ln } from '../../../strategies/lib/logarithm.ts';
import { createStream } from '../../../sim/kernel/random-stream.ts';
import { createFnv } from '../../reference/fnv.ts';

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** How many doubles lie from a to b. */
function ulps(a: number, b: number): number {
  float[0] = a;
  const ofA = bits[0];
  float[0] = b;
  const distance = Number(ofA - bits[0]);
  return Object.is(a, b) ? 0 : Math.abs(distance);
}

const positive = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 0.5, max: 2, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

test('ln is within 2 units in the last place of Math.log', (t) => {
  fc.assert(
    fc.property(positive, (x) => ulps(ln(x), Math.log(x)) <= 2),
    { seed: 1, numRuns: 20_000 },
  );
  for (const x of [1, 2, Math.E, 0.1, 1e300, 5e-324, 2.3e-308, Number.MAX_VALUE])
    t.true(ulps(ln(x), Math.log(x)) <= 2, `${x}`);
});

test('exp is within 2 units in the last place of Math.exp', (t) => {
  const exponents = fc.oneof(
    fc.double({ min: -708, max: 709, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -40, max: 40, noNaN: true }),
  );
  fc.assert(
    fc.property(exponents, (x) => ulps(exp(x), Math.exp(x)) <= 2),
    { seed: 1, numRuns: 20_000 },
  );
  for (const x of [0, 1, -1, 0.5, 709.7, -708.3, -730, -744]) t.true(ulps(exp(x), Math.exp(x)) <= 2, `${x}`);
});

test('the ends of their ranges', (t) => {
  t.is(ln(0), -Infinity);
  t.is(ln(-0), -Infinity);
  t.is(ln(-1), NaN);
  t.is(ln(NaN), NaN);
  t.is(ln(Infinity), Infinity);
  t.is(ln(1), 0);
  t.is(exp(0), 1);
  t.is(exp(-Infinity), 0);
  t.is(exp(-746), 0);
  t.is(exp(Infinity), Infinity);
  t.is(exp(710), Infinity);
  t.is(exp(NaN), NaN);
});

test('their bits are what they were', (t) => {
  const stream = createStream();
  stream.seed(1, 2, 3, 4);
  const logarithms = createFnv();
  const exponentials = createFnv();
  for (let i = 0; i < 20_000; i++) {
    logarithms.add(ln(stream.uint32() * stream.unit()));
    exponentials.add(exp(1400 * stream.unit() - 700));
  }
  t.is(logarithms.value(), 1947296968);
  t.is(exponentials.value(), 985848863);
});
