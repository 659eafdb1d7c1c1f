/** `--replications N`: N runs of successive seeds as one result. */
import test from 'ava';
import type { Report, Result } from '../../reports/report.ts';
import { studentTQuantile } from '../../reports/statistics/student-t.ts';
import { steelyard } from './steelyard.ts';

const ARGS = ['run', 'scenarios/steady.yaml', '--set', 'duration=40s', '--strategy', 'random', '--format', 'json'];

const resultOf = async (...more: string[]): Promise<Result> => {
  const { stdout } = await steelyard(...ARGS, ...more);
  return (JSON.parse(stdout) as Report).results[0];
};

test('counts are added, means are over all, and intervals are those of the runs’ own values', async (t) => {
  const runs = await Promise.all(['7', '8', '9'].map((seed) => resultOf('--seed', seed)));
  const all = await resultOf('--seed', '7', '--replications', '3');
  t.is(all.replications, 3);
  t.is(all.requests.arrived, sum(runs.map(({ requests }) => requests.arrived)));
  t.is(all.servers[3].tries, sum(runs.map(({ servers }) => servers[3].tries)));
  t.is(all.latencyMs.max, Math.max(...runs.map(({ latencyMs }) => latencyMs.max!)));
  const mean =
    sum(runs.map(({ latencyMs, requests }) => latencyMs.mean! * requests.succeeded)) / all.requests.succeeded;
  near(mean, all.latencyMs.mean!);
  near(sum(runs.map(({ throughputPerS }) => throughputPerS!)) / 3, all.throughputPerS!);
  near(sum(runs.map(({ servers }) => servers[0].inFlightMean!)) / 3, all.servers[0].inFlightMean!);
  t.is(all.servers[0].uptime, 1);
  t.is(all.availability.time, 1);
  t.true(all.checks.conservation);
  t.is(all.latencyMs.ci95.method, 'replications');
  for (const figure of ['mean', 'p99'] as const) {
    const [low, high] = interval(runs.map(({ latencyMs }) => latencyMs[figure]!));
    near(low, all.latencyMs.ci95[figure][0]!);
    near(high, all.latencyMs.ci95[figure][1]!);
  }

  function near(actual: number, expected: number): void {
    t.true(Math.abs(actual / expected - 1) < 1e-7, `${actual} and ${expected}`);
  }
});

test('one replication is a run', async (t) => {
  t.deepEqual(await resultOf('--replications', '1'), await resultOf());
});

test('text says how many, and how sure the mean is', async (t) => {
  const { stdout } = await steelyard(...ARGS.slice(0, -2), '--replications', '4');
  t.regex(stdout, /in 4 replications of 10 s/);
  t.regex(stdout, /^strategy +mean +± +p50/m);
  t.regex(stdout, /± 95 % confidence of the mean/);
});

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function interval(values: number[]): [number, number] {
  const mean = sum(values) / values.length;
  const variance = sum(values.map((value) => (value - mean) * (value - mean))) / (values.length - 1);
  const half = studentTQuantile(0.975, values.length - 1) * Math.sqrt(variance / values.length);
  return [mean - half, mean + half];
}
