import test from 'ava';
import * as fc from 'fast-check';
import type { Observation, Outcome } from '../../records/observation.ts';
import { latencyDistribution, quantileOfAll, quantileOfSucceeded } from '../../reports/latency.ts';
import { buildReport, type Result } from '../../reports/report.ts';
import { writeCsv } from '../../reports/writers/csv.ts';
import { writeJson } from '../../reports/writers/json.ts';
import { resultTable } from '../../reports/writers/table.ts';
import { addRequest, empty, made } from './observations.ts';

const NO_INTERVALS = {
  mean: [null, null],
  p50: [null, null],
  p90: [null, null],
  p95: [null, null],
  p99: [null, null],
  p999: [null, null],
  method: null,
};

const MS = 1e6;

test('percentiles are those of the sorted latencies, within 0.1 %', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100_000_000_000 }), { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0.0001, max: 1, noNaN: true }),
      (latencies, p) => {
        const observation = empty('random', 3);
        latencies.forEach((latency, id) => addRequest(observation, id % 3, 'succeeded', latency));
        const exact = latencies.toSorted((one, other) => one - other)[Math.ceil(p * latencies.length) - 1];
        const distribution = latencyDistribution(observation);
        for (const value of [quantileOfSucceeded(distribution, p), quantileOfAll(distribution, p).value]) {
          t.true(Math.abs(value! / exact - 1) <= 0.001, `${value} for ${exact}`);
        }
      },
    ),
  );
});

test('all percentiles, mean and maximum of a large run', (t) => {
  const { observation, latencies } = made({ requests: 30_000 });
  const sorted = latencies.toSorted((one, other) => one - other);
  const { latencyMs, latencyAllMs } = resultOf(observation);
  for (const [name, p] of Object.entries({ p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 })) {
    const exact = sorted[Math.ceil(p * sorted.length) - 1] / MS;
    for (const percentiles of [latencyMs, latencyAllMs]) {
      const value = percentiles[name as 'p50']!;
      t.true(Math.abs(value / exact - 1) <= 0.001, `${name}: ${value} for ${exact}`);
    }
  }
  t.is(latencyMs.max, sorted.at(-1)! / MS);
  t.true(Math.abs(latencyMs.mean! / (latencies.reduce((sum, one) => sum + one, 0) / latencies.length / MS) - 1) < 1e-8);
});

test('no percentile is above the maximum', (t) => {
  const observation = empty();
  addRequest(observation, 0, 'succeeded', 10_000_001);
  const { latencyMs, latencyAllMs } = resultOf(observation);
  t.is(latencyMs.max, 10.000001);
  t.deepEqual([latencyMs.p50, latencyMs.p999, latencyAllMs.p50], [10.000001, 10.000001, 10.000001]);
});

test('a failure is an infinite latency, a blocked request none', (t) => {
  const observation = of({ succeeded: 98, timedOut: 1, failed: 1, blocked: 50 });
  const { latencyMs, latencyAllMs, availability } = resultOf(observation);
  near(t, latencyMs.p999, 10);
  near(t, latencyAllMs.p95, 10);
  t.is(latencyAllMs.p99, null);
  t.is(latencyAllMs.p999, null);
  t.deepEqual(latencyAllMs.bounds, []);
  t.is(availability.requests, 0.98);
});

test('an unfinished request counts at its age, as a bound', (t) => {
  const { latencyAllMs, latencyMs } = resultOf(of({ succeeded: 97, unfinished: 3 }, 40 * MS));
  near(t, latencyAllMs.p95, 10);
  near(t, latencyAllMs.p99, 40);
  near(t, latencyMs.p999, 10);
  t.deepEqual(latencyAllMs.bounds, ['p99', 'p999']);
});

test('a young unfinished request makes a bound of each percentile above it', (t) => {
  const { latencyAllMs } = resultOf(of({ succeeded: 97, unfinished: 3 }, 1 * MS));
  near(t, latencyAllMs.p50, 10);
  t.deepEqual(latencyAllMs.bounds, ['p50', 'p90', 'p95', 'p99', 'p999']);
});

test('a value without samples is null, and no number is anything but finite', (t) => {
  const result = resultOf(empty('round-robin', 4, 0));
  t.deepEqual(result.latencyMs, {
    mean: null,
    p50: null,
    p90: null,
    p95: null,
    p99: null,
    p999: null,
    max: null,
    ci95: NO_INTERVALS,
  });
  t.deepEqual(result.fairness, {
    jain: null,
    maxOverMean: null,
    groups: { latency: { jain: null, maxOverMean: null }, success: { jain: null, maxOverMean: null } },
  });
  t.deepEqual(result.availability, { requests: null, time: null, nines: null });
  t.is(result.costPerMillionRequests, null);
  for (const shape of [{ failures: 1 }, { failures: 0.5, failure: 'unfinished' as Outcome }, { requests: 1 }]) {
    t.deepEqual(strange(buildReport([made(shape).observation, empty()], '0.1.0')), []);
  }
});

test('availability over time counts windows in which 99 % succeeded, of those with requests', (t) => {
  const observation = empty('round-robin', 5);
  const fill = (window: number, succeeded: number, failed: number, blocked: number): void => {
    for (let id = 0; id < succeeded; id++) addRequest(observation, window, 'succeeded', MS);
    for (let id = 0; id < failed; id++) addRequest(observation, window, 'failed', MS);
    for (let id = 0; id < blocked; id++) addRequest(observation, window, 'blocked', MS);
  };
  fill(0, 99, 1, 0);
  fill(1, 98, 2, 0);
  fill(2, 100, 0, 900);
  fill(3, 0, 0, 10);
  const { availability } = resultOf(observation);
  near(t, availability.time, 2 / 3);
  t.is(availability.requests, 0.99);
});

test('fairness is of work over capacity while available, of servers that were', (t) => {
  const observation = of({ succeeded: 10 });
  const time = observation.duration - observation.warmup;
  observation.servers.forEach((server, index) => {
    server.capacity = index === 3 ? 0 : time * (index + 1);
    server.availableCapacity = server.capacity * [0.5, 0.8, 1, 1][index];
    server.work = server.availableCapacity / 2;
  });
  const { fairness, servers, utilization } = resultOf(observation);
  t.deepEqual([fairness.jain, fairness.maxOverMean, utilization], [1, 1, 0.425]);
  t.is(servers[3].utilization, null);
  t.is(servers[1].utilization, 0.4);
  near(t, servers[1].workShare, 1.6 / 5.1);
  near(t, servers[1].fairShare, 1.6 / 5.1);
});

test('rates, means over time and cost are over the measured time', (t) => {
  const observation = of({ succeeded: 5400 });
  const time = observation.duration - observation.warmup;
  Object.assign(observation.servers[0], { price: 2, up: time / 2, inFlightTime: time * 3 });
  Object.assign(observation.balancers[0], { price: 1, queuedTime: time / 4 });
  const result = resultOf(observation);
  t.is(result.throughputPerS, 10);
  t.is(result.servers[0].inFlightMean, 3);
  t.is(result.servers[0].uptime, 0.5);
  t.is(result.balancers[0].queuedMean, 0.25);
  t.is(result.costPerHour, 2);
  // 2 an hour for 540 s and 5400 requests.
  near(t, result.costPerMillionRequests, (2 * 540) / 3600 / 0.0054);
});

test('servers that came, left or changed size cost from launch to end, by their cores', (t) => {
  const observation = of({ succeeded: 5400 });
  const time = observation.duration - observation.warmup;
  t.is(resultOf(observation).serverGroups, undefined);
  const [first, second] = observation.servers;
  for (const server of observation.servers) Object.assign(server, { group: 'web', price: 2, up: time / 2 });
  Object.assign(first, { present: time / 4, paid: time / 4 });
  Object.assign(second, { present: time, paid: time * 3 });
  const result = resultOf(observation);
  const others = observation.servers.length - 2;
  const costPerHour = 2 * (0.25 + 3 + others / 2);
  t.is(result.costPerHour, costPerHour);
  const [web] = result.serverGroups!;
  t.is(web.name, 'web');
  t.is(web.serversMean, 1.25 + others);
  near(t, web.serverHours, ((1.25 + others) * time) / 3600e9);
  t.is(web.costPerHour, costPerHour);
  near(t, web.costPerMillionRequests, (costPerHour * 540) / 3600 / 0.0054);
});

test('an interrupted run is measured up to its end', (t) => {
  const observation = { ...of({ succeeded: 100 }), partial: true, endedAt: 110e9 };
  const result = resultOf(observation);
  t.true(result.partial);
  t.is(result.throughputPerS, 2);
  t.is(resultOf({ ...observation, endedAt: 30e9 }).throughputPerS, null);
});

test('a steady run has intervals of the mean and of the percentiles that it is long enough for, a surge has none', (t) => {
  const steady = resultOf(made({ requests: 60_000, seed: 'steady' }).observation).latencyMs;
  for (const figure of ['mean', 'p50', 'p90', 'p95', 'p99', 'p999'] as const) {
    const [low, high] = steady.ci95[figure];
    t.true(low! < steady[figure]! && steady[figure]! < high!, figure);
    t.true(high! - low! < 0.15 * steady[figure]!, figure);
  }
  t.is(steady.ci95.method, 'batch means');
  const short = resultOf(made({ requests: 6000, seed: 'short' }).observation).latencyMs;
  t.not(short.ci95.p99[0], null);
  t.deepEqual(short.ci95.p999, [null, null], '6 requests are slower');
  t.deepEqual(resultOf(made({ surge: 5 }).observation).latencyMs.ci95, NO_INTERVALS);
});

test('the hit ratio is over all servers with a cache, and is there only where one has', (t) => {
  const { observation } = made({ servers: 3 });
  observation.servers[0].cache = { lookups: 100, hits: 10 };
  observation.servers[1].cache = { lookups: 0, hits: 0 };
  const report = buildReport([observation], '0.0.0');
  const [{ cacheHitRatio, servers }] = report.results;
  t.deepEqual([cacheHitRatio, ...servers.map((server) => server.cacheHitRatio)], [0.1, 0.1, null, undefined]);
  const column = resultTable(report).columns.find(({ title }) => title === 'hit %');
  t.deepEqual(column?.cells, [{ text: '10.0', isBest: false }]);
  t.regex(writeCsv(report), /,cacheHitRatio,/);
  const without = buildReport([made({ servers: 3 }).observation], '0.0.0');
  t.false(resultTable(without).columns.some(({ title }) => title === 'hit %'));
  t.notRegex(writeJson(without) + writeCsv(without), /cacheHitRatio/);
});

test('results stand in the order of the observations', (t) => {
  const report = buildReport([empty('b'), empty('a')], '0.1.0');
  t.deepEqual(
    report.results.map((result) => result.strategy),
    ['b', 'a'],
  );
  t.throws(() => buildReport([], '0.1.0'), { message: /at least one/ });
});

test('the same observation gives the same bytes', (t) => {
  const bytes = (): string => writeJson(buildReport([made({ failures: 0.01 }).observation], '0.1.0'));
  t.is(bytes(), bytes());
});

/** 60 windows in which requests took 10 ms or ended otherwise. */
function of(counts: Partial<Record<Outcome, number>>, age?: number): Observation {
  const observation = empty();
  for (const [outcome, count] of Object.entries(counts)) {
    for (let id = 0; id < count; id++) addRequest(observation, id % 60, outcome as Outcome, 10 * MS, age);
  }
  return observation;
}

function resultOf(observation: Observation): Result {
  return buildReport([observation], '0.1.0').results[0];
}

function near(t: { true(actual: boolean, message: string): boolean }, value: number | null, expected: number): void {
  t.true(value !== null && Math.abs(value / expected - 1) <= 0.001, `${value} for ${expected}`);
}

/** Paths of numbers that are not finite. */
function strange(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => strange(inner, `${path}.${key}`));
}
