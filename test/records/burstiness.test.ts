import { createRequire } from 'node:module';
import test from 'ava';
import { countsIn, indexOfDispersion, interarrivalScv } from '../../records/burstiness.ts';
import { dailyShape } from '../../records/daily-shape.ts';
import { drawRequests } from '../../sim/experiment/drawn-requests.ts';
import { load, PLAIN, traceOf } from '../scenario/scenarios.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as { chisquare: { inv(p: number, freedom: number): number } };
const ERROR = 1e-4;

/** Instants that the engine draws, in 1,000 s. */
async function drawn(arrivals: string): Promise<Float64Array> {
  const text = PLAIN.replace(/arrivals: .*/, `arrivals: ${arrivals}`).replace('1m', '1000s');
  const { world } = await load(text);
  const instants: number[] = [];
  for (const { at } of drawRequests(world)) instants.push(at);
  return Float64Array.from(instants);
}

test('the index of dispersion, worked out by hand', (t) => {
  t.is(indexOfDispersion([2, 2, 2]), 0);
  // Mean 2, variance (4 + 0 + 4) / 3.
  t.is(indexOfDispersion([0, 2, 4]), 8 / 3 / 2);
  t.is(indexOfDispersion([3]), null);
  t.is(indexOfDispersion([0, 0]), null);
});

test('counts are by half-open windows, and what lies outside is left out', (t) => {
  const at = Float64Array.of(0, 9, 10, 19, 20, 30, 31);
  t.deepEqual(Array.from(countsIn(at, 10, 10, 2)), [2, 1]);
});

test('Poisson arrivals have 1 in windows of any length, as chi-square allows', async (t) => {
  const arrivalAt = await drawn('{process: poisson, rate: 50/s}');
  for (const seconds of [0.01, 0.1, 1, 10]) {
    const windows = 1000 / seconds;
    const dispersion = indexOfDispersion(countsIn(arrivalAt, 0, seconds * 1e9, windows))!;
    // (n - 1) variance / mean of Poisson counts is chi-square with n - 1 degrees of freedom, nearly; the variance here is over n.
    const within = [ERROR / 2, 1 - ERROR / 2].map((p) => jstat.chisquare.inv(p, windows - 1) / windows);
    t.true(within[0] < dispersion && dispersion < within[1], `${seconds} s: ${dispersion} of ${within.join(' to ')}`);
  }
  // The standard error of the squared coefficient of variation of n exponentials is 2 / sqrt(n).
  t.true(Math.abs(interarrivalScv(arrivalAt)! - 1) < (3.9 * 2) / Math.sqrt(arrivalAt.length));
});

test('arrivals with independent gaps tend to their squared coefficient of variation in long windows', async (t) => {
  const arrivalAt = await drawn('{process: gamma, cv: 2, rate: 50/s}');
  const windows = 200;
  const dispersion = indexOfDispersion(countsIn(arrivalAt, 0, 5e9, windows))!;
  const [low, high] = [ERROR / 2, 1 - ERROR / 2].map((p) => jstat.chisquare.inv(p, windows - 1) / windows);
  t.true(4 * low < dispersion && dispersion < 4 * high, String(dispersion));
});

test('the daily shape is requests over the time that each hour was seen', (t) => {
  const hour = 3600e9;
  const trace = { ...traceOf([0, hour / 4, hour, 3 * hour]), startedAt: '2024-01-01T22:30:00.000000000Z' };
  const shape = dailyShape(trace);
  // 22:30 to 01:30: half an hour of 22 h with two requests, 23 h with one, 0 h with none, half an hour of 1 h with one.
  const expected = Array.from({ length: 24 }, () => null as number | null);
  Object.assign(expected, { 22: 2 / 1800, 23: 1 / 3600, 0: 0, 1: 1 / 1800 });
  t.deepEqual(shape, expected);
});

test('days fold onto each other, and a trace without a clock has no daily shape', (t) => {
  const day = 86_400e9;
  const trace = { ...traceOf([0, day, 2 * day]), startedAt: '2024-01-01T12:00:00.000000000Z' };
  const shape = dailyShape(trace)!;
  t.is(shape[12], 3 / 7200);
  t.is(shape[13], 0);
  t.is(dailyShape({ ...trace, startedAt: '1970-01-01T00:00:00.000000000Z' }), null);
});
