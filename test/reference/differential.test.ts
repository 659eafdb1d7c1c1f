import test from 'ava';
import * as fc from 'fast-check';
import { compare } from './compare.ts';
import { anyModel } from './models.ts';

/** Set to look longer, or elsewhere: `REFERENCE_RUNS=100000 REFERENCE_SEED=7`. A failure prints the seed and path to replay. */
const RUNS = Number(process.env['REFERENCE_RUNS'] ?? 400);
const SEED = Number(process.env['REFERENCE_SEED'] ?? 2026);

test('the engine and the reference simulator agree on every request of random models', (t) => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(anyModel, (model) => {
      const stories = compare(model);
      for (const { outcome } of stories) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
  t.log(Object.fromEntries(outcomes));
  for (const outcome of ['succeeded', 'failed', 'timedOut', 'refused', 'unfinished']) t.true(outcomes.get(outcome)! > RUNS, outcome);
});
