import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { mergeObservations } from '../../records/merge.ts';
import type { Observation } from '../../records/observation.ts';
import { play } from '../../sim/experiment/play.ts';
import { createReplications } from '../../sim/experiment/replications.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { filesOf } from '../scenario/scenarios.ts';

const SCENARIO = {
  duration: '1s',
  clients: { a: { arrivals: { process: 'poisson', rate: '50/s' }, demand: { exponential: '10ms' } } },
  servers: { web: {} },
  balancer: { strategy: 'random' },
};

const loaded = await loadScenario(JSON.stringify(SCENARIO), 'small', filesOf());
const model = compile(loaded, loaded.strategies[0]);
const seen: Observation[] = [];
for (const nth of [0, 1, 2]) seen.push(await play({ ...model, seed: model.seed + nth }));
const [first, second, third] = seen;
const cut = (observation: Observation): Observation => ({ ...observation, partial: true });

/** Of three runs, as they come. */
function mergedOf(...added: [nth: number, observation: Observation][]): Observation | undefined {
  const replications = createReplications(3);
  for (const [nth, observation] of added) replications.add(nth, observation);
  return replications.merged();
}

const same = (t: ExecutionContext, actual: Observation | undefined, expected: Observation): boolean =>
  t.true(isDeepStrictEqual(actual, expected));

test('they are merged by seed, in whatever order they come', (t) => {
  const all = mergeObservations(mergeObservations(first, second), third);
  same(t, mergedOf([0, first], [1, second], [2, third]), all);
  same(t, mergedOf([2, third], [1, second], [0, first]), all);
});

test('interrupted: those up to the first that is missing or not over count', (t) => {
  const two = cut(mergeObservations(first, second));
  same(t, mergedOf([1, second], [0, first]), two);
  same(t, mergedOf([0, first], [1, second], [2, cut(third)]), two);
  same(t, mergedOf([0, first], [2, third], [1, cut(second)]), cut(first));
});

test('interrupted: the first counts though it is not over, and nothing without it', (t) => {
  same(t, mergedOf([1, second], [0, cut(first)]), cut(first));
  t.is(mergedOf([1, second], [2, third]), undefined);
});
