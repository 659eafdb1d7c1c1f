/** Every mutant of a valid scenario is refused with a place, or compiles and runs to its end with finite numbers. */
import test from 'ava';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { UserError } from '../../records/user-error.ts';
import type { Model } from '../../sim/model/model.ts';
import { buildReport } from '../../reports/report.ts';
import { play } from '../../sim/experiment/play.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.ts';
import { expectedRequests } from '../../sim/scenario/offered-load.ts';
import { choose } from '../../sim/scenario/strategy-choice.ts';
import { strategies } from '../../strategies/index.ts';
import { FILES, mutant, oddNumbers, wholeTimes } from './mutants.ts';
import { load } from './scenarios.ts';
import { accepts } from './validate.ts';

const LINE = /^(flash\.yaml:\d+:\d+: \P{Cc}{1,500}|\.\.\. and \d+ more)$/u;

/** The model of the mutant, or undefined where it is refused, well. */
async function modelOf(text: string): Promise<Model | undefined> {
  try {
    const loaded = await load(text, [], FILES);
    const [choice = choose({ name: 'random', params: {} })] = loaded.strategies;
    if (Array.isArray(choice)) throw new Error('random is unknown');
    return compile(loaded, choice);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const lines = error.message
      .split('\n')
      .map((line) => (error.place === undefined ? line : `${error.place}: ${line}`));
    const odd = lines.filter((line) => !LINE.test(line) || line.includes('something else'));
    if (odd.length > 0) throw new Error(`not a good message: ${odd.join('\n')}`, { cause: error });
    return undefined;
  }
}

test('a mutant compiles to finite numbers, or is refused with file, line and column', async (t) => {
  let compiled = 0;
  await fc.assert(
    fc.asyncProperty(mutant, async (text) => {
      const model = await modelOf(text);
      if (model === undefined) return true;
      compiled++;
      const { clients, servers, balancers, ...rest } = model;
      const plain = {
        ...rest,
        clients,
        servers,
        balancers: balancers.map(({ strategy, ...keys }) => [keys, strategy.params]),
      };
      return oddNumbers(plain).length === 0 && wholeTimes(model);
    }),
    { numRuns: 1500 },
  );
  t.true(compiled > 50, `${compiled} mutants compiled`);
});

/** What rounding may leave of an invariant. */
const ROUNDING = 1e-9;
const MOST_REQUESTS = 3000;

/** The model with this strategy everywhere, and so short that few requests come. */
function shortened(model: Model, name: string): Model {
  const strategy = choose({ name, params: {} });
  if (Array.isArray(strategy)) throw new Error(`${name} is unknown`);
  const share = Math.min(1, MOST_REQUESTS / expectedRequests({ ...model, reserve: [] }));
  const duration = Math.max(2, Math.ceil(model.duration * share));
  return {
    ...model,
    duration,
    warmup: Math.min(model.warmup, Math.floor(duration / 2)),
    balancers: model.balancers.map((balancer) => ({ ...balancer, strategy })),
  };
}

test('a mutant that loads runs to its end, with finite numbers, and its invariants hold', async (t) => {
  let played = 0;
  const name = fc.constantFrom(...strategies.map((definition) => definition.name));
  await fc.assert(
    fc.asyncProperty(mutant, name, async (text, strategy) => {
      const model = await modelOf(text);
      if (model === undefined) return;
      played++;
      const report = buildReport([await play(shortened(model, strategy))], '0');
      t.deepEqual(oddNumbers(report, 'report'), []);
      const { conservation, ...errors } = report.results[0].checks;
      t.true(conservation);
      for (const [check, error] of Object.entries(errors)) t.true(error <= ROUNDING, `${check} is ${error}`);
    }),
    { numRuns: 1000 },
  );
  t.true(played > 50, `${played} mutants played`);
});

test('what loads is valid by the JSON Schema', async (t) => {
  const schema = scenarioJsonSchema() as Record<string, unknown>;
  await fc.assert(
    fc.asyncProperty(mutant, async (text) => (await modelOf(text)) === undefined || accepts(schema, parse(text))),
    { numRuns: 500 },
  );
  t.pass();
});
