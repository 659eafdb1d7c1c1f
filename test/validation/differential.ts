/** The engine against the reference simulator, and against itself: the same to the nanosecond, for every request. */
import { deepStrictEqual } from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Model } from '../../sim/model/model.ts';
import { compare } from '../reference/compare.ts';
import { observe, runEngine } from '../reference/engine.ts';
import { anyModel } from '../reference/models.ts';
import type { Size } from '../theory/estimate.ts';
import type { Entry } from './entry.ts';

const SEED = 2026;

/** Random models that `check` is asked of; it gives the requests that it looked at, and throws where something differs. */
function overModels(name: string, what: string, count: number, check: (model: Model) => number): Entry {
  return {
    name,
    play(size: Size) {
      const models = fc.sample(anyModel, { seed: SEED, numRuns: size === 'full' ? count : count / 20 });
      const faults: string[] = [];
      let requests = 0;
      for (const [i, model] of models.entries()) {
        try {
          requests += check(model);
        } catch (error) {
          faults.push(`model ${i}: ${(error as Error).message.split('\n')[0]}`);
        }
      }
      const row = { what: `${what}, of ${models.length}`, expected: 0, seen: faults.length };
      return { rows: [row], requests, faults, runs: models.length };
    },
  };
}

export const differential: Entry[] = [
  overModels('engine and reference simulator', 'models that differ', 2000, (model) => compare(model).length),
  overModels('a run in slices of 97 events, and in one go', 'models that differ', 400, (model) => {
    const observation = observe(model, 97);
    deepStrictEqual(observation, observe(model));
    return observation.requests.arrived;
  }),
  overModels('a run that is listened to, and one that is not', 'models that differ', 400, (model) => {
    const { observation, stories } = runEngine(model);
    deepStrictEqual(observation, observe(model));
    return stories.length;
  }),
];
