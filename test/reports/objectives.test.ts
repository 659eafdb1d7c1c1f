import test from 'ava';
import type { Objective, Observation, Outcome } from '../../records/observation.ts';
import { latencyDistribution } from '../../reports/latency.ts';
import { objectiveResults, type ObjectiveResult } from '../../reports/objectives.ts';
import { addRequest, empty } from './observations.ts';

const MS = 1e6;

test('latency is judged over all requests', (t) => {
  const observation = run({ succeeded: 98, refused: 2 });
  t.true(judged(observation, 'p95', '<', 11 * MS).held);
  t.deepEqual(judged(observation, 'p99', '<', 1e15), { objective: 'p99 <', observed: null, held: false });
  t.deepEqual(judged(observation, 'mean', '<', 1e15), { objective: 'mean <', observed: null, held: false });
});

test('each operator at and beside its bound', (t) => {
  const observation = run({ succeeded: 3, failed: 1 });
  const held = (operator: Objective['operator'], value: number): boolean =>
    judged(observation, 'availability', operator, value).held;
  t.deepEqual([held('<', 0.75), held('<', 0.76)], [false, true]);
  t.deepEqual([held('<=', 0.75), held('<=', 0.74)], [true, false]);
  t.deepEqual([held('>', 0.75), held('>', 0.74)], [false, true]);
  t.deepEqual([held('>=', 0.75), held('>=', 0.76)], [true, false]);
});

test('the unit of what was observed', (t) => {
  const observation = run({ succeeded: 1080 });
  observation.servers.forEach((server) => Object.assign(server, { work: 1, price: 0.5 }));
  const observed = (metric: string): number | null => judged(observation, metric, '<', 1).observed;
  t.true(Math.abs(observed('p50')! / 10 - 1) < 0.001);
  t.is(observed('mean'), 10);
  t.is(observed('availability'), 1);
  t.is(observed('throughput'), 2);
  t.is(observed('jain'), 1);
  t.is(observed('cost'), 2);
});

test('any percentile may be an objective, and takes its exact rank', (t) => {
  // With rank 999 of 1000, p99.9 is the last of the fast ones.
  const observation = run({ succeeded: 999, failed: 1 });
  t.true(judged(observation, 'p99.9', '<', 11 * MS).held);
  t.false(judged(observation, 'p99.91', '<', 11 * MS).held);
  t.true(judged(observation, 'p75', '<', 11 * MS).held);
});

test('what unfinished requests may still break is not held', (t) => {
  const observation = run({ succeeded: 97, unfinished: 3 }, 1 * MS);
  const result = judged(observation, 'p99', '<', 20 * MS);
  t.false(result.held);
  t.true(Math.abs(result.observed! / 10 - 1) < 0.001);
  t.true(judged(observation, 'p95', '<', 20 * MS).held);
  t.false(judged(observation, 'mean', '<', 20 * MS).held);
});

test('without requests no objective is held', (t) => {
  for (const metric of ['p99', 'mean', 'availability', 'jain']) {
    t.deepEqual(judged(empty(), metric, '<', 1e15), { objective: `${metric} <`, observed: null, held: false });
  }
});

test('an unknown metric is a defect of ours', (t) => {
  t.throws(() => judged(empty(), 'beauty', '>', 1), { message: /beauty/ });
});

function judged(
  observation: Observation,
  metric: string,
  operator: Objective['operator'],
  value: number,
): ObjectiveResult {
  const objectives = [{ text: `${metric} ${operator}`, metric, operator, value }];
  return objectiveResults({ ...observation, objectives }, latencyDistribution(observation))[0];
}

/** Requests that took 10 ms or ended otherwise. */
function run(counts: Partial<Record<Outcome, number>>, age?: number): Observation {
  const observation = empty();
  for (const [outcome, count] of Object.entries(counts)) {
    for (let id = 0; id < count; id++) addRequest(observation, 0, outcome as Outcome, 10 * MS, age);
  }
  return observation;
}
