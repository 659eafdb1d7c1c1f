/** Every mutant of a valid scenario compiles to finite numbers or is refused with a place. */
import test from 'ava';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { UserError } from '../../records/user-error.ts';
import type { Model } from '../../sim/model/model.ts';
import { compile } from '../../sim/scenario/compile.ts';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.ts';
import { choose } from '../../sim/scenario/strategy-choice.ts';
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

test('what loads is valid by the JSON Schema', async (t) => {
  const schema = scenarioJsonSchema() as Record<string, unknown>;
  await fc.assert(
    fc.asyncProperty(mutant, async (text) => (await modelOf(text)) === undefined || accepts(schema, parse(text))),
    { numRuns: 500 },
  );
  t.pass();
});
