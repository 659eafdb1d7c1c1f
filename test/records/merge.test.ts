/** Several runs as one observation. */
import test from 'ava';
import { mergeObservations } from '../../records/merge.ts';
import type { Observation } from '../../records/observation.ts';
import { buildReport } from '../../reports/report.ts';
import { made } from '../reports/observations.ts';

const RUNS = [1, 2, 3].map(
  (seed) =>
    made({
      seed: String(seed),
      requests: 4000 + seed,
      failures: 0.1 * seed,
      change: { seed, warnings: [`w${seed % 2}`] },
    }).observation,
);
const merged = RUNS.reduce(mergeObservations);
const sum = (of: (run: Observation) => number): number => RUNS.reduce((total, run) => total + of(run), 0);
const largest = (of: (run: Observation) => number): number => Math.max(...RUNS.map(of));

test('counts, times and histograms are added, the largest stay', (t) => {
  t.is(
    merged.requests.arrived,
    sum(({ requests }) => requests.arrived),
  );
  t.is(
    merged.requests.timedOut,
    sum(({ requests }) => requests.timedOut),
  );
  t.is(
    merged.latency.sum,
    sum(({ latency }) => latency.sum),
  );
  t.is(
    merged.latency.max,
    largest(({ latency }) => latency.max),
  );
  t.is(
    merged.groups[0].latencySum,
    sum(({ groups }) => groups[0].latencySum),
  );
  t.is(
    merged.servers[1].work,
    sum(({ servers }) => servers[1].work),
  );
  t.is(
    merged.servers[1].inFlightMax,
    largest(({ servers }) => servers[1].inFlightMax),
  );
  t.is(
    merged.balancers[0].dispatches,
    sum(({ balancers }) => balancers[0].dispatches),
  );
  const counted = (run: Observation): number => run.windows.histograms.reduce((total, count) => total + count, 0);
  t.is(counted(merged), sum(counted));
  t.is(
    merged.windows.outcomes[6],
    sum(({ windows }) => windows.outcomes[6]),
  );
  t.deepEqual([merged.seed, merged.warnings], [1, ['w1', 'w0']]);
});

test('what is merged is not changed', (t) => {
  const [one, other] = [made({ seed: 'a', requests: 50 }).observation, made({ seed: 'b', requests: 60 }).observation];
  const before = structuredClone(one.windows.histograms);
  mergeObservations(one, other);
  t.true(Buffer.from(one.windows.histograms.buffer).equals(Buffer.from(before.buffer)));
  t.is(one.requests.arrived, 50);
  t.is(one.replications, undefined);
});

test('a check holds if it holds in each', (t) => {
  const [one] = RUNS;
  const broken = { ...one, checks: { ...one.checks, conservation: false, workError: 0.5 } };
  for (const both of [mergeObservations(one, broken), mergeObservations(broken, one)]) {
    t.like(both.checks, { conservation: false, workError: 0.5, littlesLawError: one.checks.littlesLawError });
  }
});

test('however they are joined, the replications are the same', (t) => {
  const [a, b, c] = RUNS;
  const other = mergeObservations(a, mergeObservations(b, c));
  t.deepEqual(buildReport([other], '0'), buildReport([merged], '0'));
  t.deepEqual(
    merged.replications?.map(({ seed, succeeded }) => ({ seed, succeeded })),
    RUNS.map(({ seed, requests: { succeeded } }) => ({ seed, succeeded })),
  );
});

test('hits of caches are added', (t) => {
  const withCache = (run: Observation, lookups: number): Observation => ({
    ...run,
    servers: run.servers.map((server) => ({ ...server, cache: { lookups, hits: 10 } })),
  });
  const both = mergeObservations(withCache(RUNS[0], 40), withCache(RUNS[1], 60));
  t.deepEqual(both.servers[0].cache, { lookups: 100, hits: 20 });
  t.false('cache' in merged.servers[0]);
});

test('servers that were there in one run only are found by their names', (t) => {
  const [one, other] = [RUNS[0], RUNS[1]].map((run) => structuredClone(run));
  const time = one.duration - one.warmup;
  const { serverTimeline: timeline } = other;
  // In the other run the second server is one that came late.
  Object.assign(other.servers[1], { name: 'web/9', present: time / 2, paid: time });
  const both = mergeObservations(one, other);
  t.deepEqual(
    both.servers.map(({ name, present, paid }) => [name, present, paid]),
    [
      ['web/0', undefined, undefined],
      ['web/1', time, time],
      ['web/2', undefined, undefined],
      ['web/3', undefined, undefined],
      ['web/9', time / 2, time],
    ],
  );
  t.is(both.servers[0].work, one.servers[0].work + other.servers[0].work);
  t.is(both.servers[1].work, one.servers[1].work);
  t.is(both.servers[4].work, other.servers[1].work);
  t.is(both.serverTimeline.work[5 * 7 + 4], timeline.work[4 * 7 + 1]);
  t.is(both.serverTimeline.work[5 * 7 + 1], one.serverTimeline.work[4 * 7 + 1]);
  t.is(both.serverTimeline.work[5 * 7 + 2], one.serverTimeline.work[4 * 7 + 2] + timeline.work[4 * 7 + 2]);
});

test('servers are merged by their names, since not every run launched the same', (t) => {
  const [one, other] = RUNS;
  const time = one.duration - one.warmup;
  const [first, second, ...rest] = other.servers;
  const more: Observation = {
    ...other,
    servers: [second, first, ...rest, { ...first, name: 'web/new', present: 5 }],
    serverTimeline: {
      ...other.serverTimeline,
      work: Float64Array.from({ length: other.serverTimeline.count * (other.servers.length + 1) }, (_, i) => i),
    },
  };
  const both = mergeObservations(
    { ...one, servers: [{ ...one.servers[0], present: 3 }, ...one.servers.slice(1)] },
    more,
  );
  t.deepEqual(
    both.servers.map(({ name }) => name),
    [...one.servers.map(({ name }) => name), 'web/new'],
  );
  t.is(both.servers[0].work, one.servers[0].work + first.work);
  t.is(both.servers[0].present, 3 + time);
  t.is(both.servers[1].present, undefined);
  t.is(both.servers.at(-1)?.present, 5);
  const columns = both.servers.length;
  t.is(both.serverTimeline.work.length, both.serverTimeline.count * columns);
  t.is(both.serverTimeline.work[columns - 1], columns - 1);
  t.is(both.serverTimeline.work[1], one.serverTimeline.work[1] + 0);
});
