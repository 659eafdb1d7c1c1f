import test from 'ava';
import * as fc from 'fast-check';
import { compare } from './compare.ts';
import { anyModel, fuzz } from './models.ts';

test('the engine and the reference simulator agree on every request of random models', (t) => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(anyModel, (model) => {
      const stories = compare(model);
      for (const { outcome } of stories) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    fuzz(500),
  );
  t.log(Object.fromEntries(outcomes));
  for (const outcome of ['succeeded', 'failed', 'timedOut', 'refused', 'unfinished'])
    t.true(outcomes.has(outcome), outcome);
});
