/** Runs the engine and the reference simulator side by side. */
import type { Model } from '../../sim/model/model.ts';
import { hashOf, runEngine, storiesOf, type Story } from './engine.ts';
import { measure, measured } from './measure.ts';
import { simulate } from './simulator.ts';

/** The stories of the model's requests. Throws where the two differ. */
export function compare(model: Model): Story[] {
  const reference = simulate(model);
  const expected = storiesOf(reference.requests, model);
  const { stories, observation } = runEngine(model);
  for (const [i, story] of stories.entries()) same(`request ${i}`, story, expected[i]);
  same('hash', hashOf(stories), hashOf(expected));
  same('end of the run', observation.endedAt, reference.endedAt);
  same('observation', measured(observation), measure(model, reference));
  return stories;
}

/** Numbers may differ by rounding: sums of work are added up in another order. */
function same(what: string, actual: unknown, expected: unknown): void {
  if (isRecord(actual) && isRecord(expected)) {
    for (const key of Object.keys({ ...expected, ...actual })) same(`${what}: ${key}`, actual[key], expected[key]);
  } else if (!isClose(actual, expected)) {
    throw new Error(`${what} is ${String(actual)}, expected ${String(expected)}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number' || (Number.isInteger(a) && Number.isInteger(b))) return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
