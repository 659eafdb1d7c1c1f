import test from 'ava';
import type { Trace } from '../../records/trace.ts';
import { UserError } from '../../records/user-error.ts';
import { fitArrivals, unseenDispersion } from '../../reports/fit/fit-arrivals.ts';
import { fitTrace } from '../../reports/fit/fit-trace.ts';
import { blockStarts, halvesOf, isFitted } from '../../reports/fit/halves.ts';
import { arrivalVerdict, demandVerdict } from '../../reports/fit/verdict.ts';
import { expectedBetween, fitRate } from '../../reports/statistics/piecewise-rate.ts';
import { drawRequests } from '../../sim/experiment/drawn-requests.ts';
import { load, PLAIN, traceOf } from '../scenario/scenarios.ts';

const HOUR = 3600e9;

/** The trace of an hour of these arrivals, with the demand in the column `ns`. */
async function drawn(arrivals: string, demand = '{exponential: 20ms}', seed = 1): Promise<Trace> {
  const text = PLAIN.replace(/arrivals: .*/, `arrivals: ${arrivals}`)
    .replace(/demand: .*/, `demand: ${demand}`)
    .replace('1m', '1h');
  const { world } = await load(`seed: ${seed}\n${text}`);
  const [instants, ns]: [number[], number[]] = [[], []];
  for (const { at, demand: value } of drawRequests(world)) {
    instants.push(at);
    ns.push(value);
  }
  return traceOf(instants, { ns });
}

const fitted = (trace: Trace) =>
  fitArrivals(
    trace.arrivalAt.map((at) => at - trace.arrivalAt[0]),
    halvesOf(trace.arrivalAt.at(-1)! - trace.arrivalAt[0] + 1),
  );

test('halves are blocks in turn, long enough for windows of a minute where the trace is', (t) => {
  const short = halvesOf(60e9);
  t.deepEqual([short.blocks, short.blockLength], [20, 3e9]);
  t.is(halvesOf(HOUR).blocks, 30);
  t.is(halvesOf(24 * HOUR).blocks, 96);
  t.true(isFitted(short, 0) && !isFitted(short, 3e9) && isFitted(short, 6e9) && !isFitted(short, 60e9));
  t.deepEqual(blockStarts(short, 'unseen').slice(0, 2), [3e9, 9e9]);
});

test('Poisson arrivals of one rate are found to be that', async (t) => {
  const { process, rate, scv, gaps } = fitted(await drawn('{process: poisson, rate: 20/s}'));
  t.is(process, 'poisson');
  t.is(rate.rates.length, 1);
  // Half of 72,000 requests: the standard error of the rate is 20 / sqrt(36,000).
  t.true(Math.abs(rate.rates[0] * 1e9 - 20) < (3.9 * 20) / Math.sqrt(36_000));
  t.true(Math.abs(scv - 1) < (3.9 * 2) / Math.sqrt(36_000));
  t.true(gaps!.ks < gaps!.ksByChance);
});

test('bursts and even arrivals are found with their coefficient of variation', async (t) => {
  for (const cv of [0.3, 3]) {
    const estimates: number[] = [];
    for (let seed = 1; seed <= 8; seed++) {
      const { process, scv } = fitted(await drawn(`{process: gamma, rate: 5/s, cv: ${cv}}`, '1ms', seed));
      t.is(process, 'gamma');
      estimates.push(Math.sqrt(scv));
    }
    const mean = estimates.reduce((sum, each) => sum + each) / 8;
    const error = Math.sqrt(estimates.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 7 / 8);
    // Student's t of 7 degrees of freedom, at 0.1 %.
    t.true(Math.abs(mean - cv) < 5.41 * error, `${mean} ± ${error}`);
    t.true(error < 0.03 * cv);
  }
});

test('a metronome is a metronome', async (t) => {
  t.is(fitted(await drawn('{process: constant, rate: 3/s}')).process, 'constant');
});

test('a rate that changes is found with few points, and Poisson arrivals within it', async (t) => {
  const { process, rate } = fitted(await drawn('{process: poisson, rate: [[0s, 5/s], [30m, 40/s], [1h, 5/s]]}'));
  t.is(process, 'poisson');
  t.true(rate.rates.length >= 3 && rate.rates.length <= 9, `${rate.rates.length} points`);
  const perS = (minute: number) => expectedBetween(rate, minute * 60e9 - 1e9, minute * 60e9 + 1e9) / 2;
  for (const [minute, expected] of [
    [10, 5 + 35 / 3],
    [30, 40],
    [50, 5 + 35 / 3],
  ] as const) {
    t.true(Math.abs(perS(minute) - expected) < 0.12 * expected, `${minute} min: ${perS(minute)}`);
  }
});

test('the rate expects as many as were counted, and is never below 0', (t) => {
  const stretches = Array.from({ length: 12 }, (_, n) => ({ from: 2 * n, to: 2 * n + 1, count: n < 6 ? 0 : 900 * n }));
  const rate = fitRate(stretches, 24);
  const expected = stretches.reduce((sum, { from, to }) => sum + expectedBetween(rate, from, to), 0);
  const counted = stretches.reduce((sum, { count }) => sum + count, 0);
  t.true(Math.abs(expected / counted - 1) < 1e-9);
  t.true(rate.rates.every((each) => each >= 0));
  const whole = expectedBetween(rate, 0, 24);
  t.true(Math.abs(expectedBetween(rate, 0, 7.3) + expectedBetween(rate, 7.3, 24) - whole) < 1e-9 * whole);
});

test('times cut to whole seconds: the variation is told from counts', async (t) => {
  const trace = await drawn('{process: poisson, rate: 20/s}');
  const cut = { ...trace, arrivalAt: trace.arrivalAt.map((at) => Math.floor(at / 1e9) * 1e9) };
  const { process, isCoarse, gaps, scv } = fitted(cut);
  t.true(isCoarse);
  t.is(gaps, null);
  t.is(process, 'poisson', String(scv));
});

test('the unseen half does not bear on the fit', async (t) => {
  const trace = await drawn('{process: poisson, rate: 20/s}', '{lognormal: {mean: 20ms, cv: 2}}');
  const arrivalAt = trace.arrivalAt.map((at) => at - trace.arrivalAt[0]);
  const halves = halvesOf(arrivalAt.at(-1)! + 1);
  const other = { ...trace, columns: { ns: trace.columns['ns'].slice() } };
  arrivalAt.forEach((at, index) => isFitted(halves, at) || (other.columns.ns[index] = 1));
  const [first, second] = [trace, other].map((each) => fitTrace(each, arrivalAt, 'ns').demand);
  t.deepEqual(
    second.families.map(({ fitted }) => fitted.lnLikelihood),
    first.families.map(({ fitted }) => fitted.lnLikelihood),
  );
  t.is(demandVerdict(first), 'good');
  t.is(demandVerdict(second), 'poor');

  // Twice the requests in the unseen blocks: the same rate.
  const doubled = Float64Array.from(Array.from(arrivalAt, (at) => (isFitted(halves, at) ? [at] : [at, at])).flat());
  t.deepEqual(fitArrivals(doubled, halves).rate, fitArrivals(arrivalAt, halves).rate);
});

test('dispersion of the unseen blocks, worked out by hand', (t) => {
  // 20 blocks of 2 s, one request in the first second of each that is not seen, and none in the other.
  const halves = halvesOf(40e9);
  const arrivalAt = Float64Array.from({ length: 10 }, (_, pair) => (4 * pair + 2.5) * 1e9);
  t.deepEqual(unseenDispersion(arrivalAt, halves), [0.5, null, null]);
});

test('a verdict is as bad as the worst that it knows of', async (t) => {
  const fit = fitted(await drawn('{process: poisson, rate: 20/s}'));
  const verdictOf = (seen: number) => arrivalVerdict(fit, [{ windowS: 1, seen, drawn: [0.9, 1.1] }]);
  t.deepEqual([1, 1.2, 1.9, 2.1, 0.4].map(verdictOf), ['good', 'good', 'rough', 'poor', 'poor']);
  t.is(arrivalVerdict({ ...fit, gaps: { ...fit.gaps!, ks: 0.2 } }, []), 'poor');
});

test('what cannot be fitted is refused in one line', (t) => {
  const refusal = (instants: number[], values = instants) =>
    t.throws(() => fitTrace(traceOf(instants, { n: values }), Float64Array.from(instants), 'n'), {
      instanceOf: UserError,
    }).message;
  const evenly = Array.from({ length: 200 }, (_, n) => n * 1e9);
  t.is(refusal([0]), 'it has a single request, and a fit needs 100; play it as it is, with process: trace');
  t.regex(refusal(evenly.slice(0, 99)), /^it has 99 requests, and a fit needs 100; /);
  t.regex(refusal(evenly.map(() => 0)), /^all its requests come at one instant, so there is no rate to fit; /);
  t.regex(refusal([...evenly.map(() => 0), 1000e9]), /^its requests come in so few bursts that half of its time /);
  const none = evenly.map(() => 0);
  t.regex(refusal(evenly, none), /^column n has too few values above 0 to fit demand to; /);
  t.is(refusal(evenly, [...none.slice(1), -1]), 'column n has values below 0, which no demand is');
});
