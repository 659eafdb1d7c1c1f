/** Strategies as they are named on the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { strategiesFromOption, strategiesToPlay } from '../../cli/strategies.ts';
import { UserError } from '../../records/user-error.ts';
import { parseStrategies } from '../../sim/scenario/strategy-choice.ts';
import { load, PLAIN } from './scenarios.ts';

const labels = async (text: string) => (await strategiesFromOption(text, '--strategy')).map(({ label }) => label);

async function refusal(choosing: Promise<unknown>): Promise<string> {
  try {
    await choosing;
    return '';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.place ?? ''}: ${error.message}`;
  }
}

test('a list, with parameters and without', (t) => {
  t.deepEqual(parseStrategies('random, power-of-two{choices: 3, replacement: true} ,./my own.ts{a: [1, 2]}'), [
    { name: 'random', params: {} },
    { name: 'power-of-two', params: { choices: 3, replacement: true } },
    { name: './my own.ts', params: { a: [1, 2] } },
  ]);
  t.deepEqual(parseStrategies('power-of-two{choices:3}'), [{ name: 'power-of-two', params: { choices: 3 } }]);
});

test('labels say the parameters that were given', async (t) => {
  t.deepEqual(await labels('random,power-of-two{choices: 3},prequal{maxAge: 500ms}'), [
    'random',
    'power-of-two{choices: 3}',
    'prequal{maxAge: 500ms}',
  ]);
  const [, twice, probing] = await strategiesFromOption('random,power-of-two{choices: 3},prequal{maxAge: 500ms}', '');
  t.like(twice.params, { choices: 3, replacement: false });
  t.like(probing.params, { maxAge: 500e6 });
});

const REFUSED: [string, string][] = [
  ['', 'expected NAME or NAME{PARAMETER: VALUE}, apart by commas; got ""'],
  ['random,', 'expected NAME or NAME{PARAMETER: VALUE}, apart by commas; got "random,"'],
  ['random{', 'expected NAME or NAME{PARAMETER: VALUE}, apart by commas; got "random{"'],
  ['a b}c', 'expected NAME or NAME{PARAMETER: VALUE}, apart by commas; got "a b}c"'],
  ['rondom', 'unknown strategy "rondom"; did you mean "random"?'],
  ['random,random', 'random is named twice'],
  ['power-of-two{choices: 0}', 'power-of-two: choices must be an integer from 1 to 1000, not 0'],
  ['power-of-two{choices: [}', 'power-of-two: expected {PARAMETER: VALUE, ...}; got "{choices: [}"'],
  ['ring-hash{minSize: 100, maxSize: 10}', 'ring-hash: minSize must be at most maxSize, but 100 is more than 10'],
  ['constructor', 'unknown strategy "constructor"; `steelyard list strategies` names them'],
  ['power-of-two{constructor: 1}', 'power-of-two: unknown parameter "constructor"; it takes choices, replacement'],
];

for (const [text, message] of REFUSED) {
  test(`refused: ${JSON.stringify(text)}`, async (t) => {
    t.is(await refusal(strategiesFromOption(text, '--strategies')), `--strategies: ${message}`);
  });
}

test('what the command line names goes before what the scenario names', async (t) => {
  const loaded = await load(PLAIN);
  t.deepEqual(
    (await strategiesToPlay(loaded, undefined)).map(({ label }) => label),
    ['random'],
  );
  t.deepEqual(
    (await strategiesToPlay(loaded, 'ip-hash')).map(({ label }) => label),
    ['ip-hash'],
  );
  const without = await load(PLAIN.replace('balancer:\n  strategy: random\n', ''));
  t.is(
    await refusal(strategiesToPlay(without, undefined)),
    ': flash names no strategy: give --strategy NAME, or say it at the balancer',
  );
});

function own(t: ExecutionContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'steelyard-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'mine.ts');
  writeFileSync(path, text);
  return path;
}

test('a file of the user’s own is a strategy like the others', async (t) => {
  const path = own(
    t,
    `export default {
      name: 'mine',
      defaults: { step: 1 },
      schema: { step: { kind: 'integer', min: 1, description: 'How far to go.' } },
      create: (pool: { size: number }) => ({ pick: (): number => pool.size - 1 }),
    };`,
  );
  const [{ label, definition, params }] = await strategiesFromOption(`${path}{step: 2}`, '--strategy');
  t.is(label, 'mine{step: 2}');
  t.deepEqual(params, { step: 2 });
  t.is(definition.summary, '');
  t.is(
    await refusal(strategiesFromOption(`${path}{step: 0}`, '--strategy')),
    '--strategy: mine: step must be an integer of at least 1, not 0',
  );
});

const BAD: [string, string, RegExp][] = [
  ['no default export', 'export const a = 1;', /expected a strategy as the default export/],
  ['no create', "export default { name: 'mine' };", /the strategy lacks or has otherwise: create: a function/],
  ['a name of two words', "export default { name: 'my own', create() {} };", /otherwise: name: a word/],
  ['laws that are no list', "export default { name: 'mine', laws: 'even', create() {} };", /otherwise: laws: a list/],
  [
    'a default without a schema',
    "export default { name: 'mine', defaults: { step: 1 }, create() {} };",
    /parameter step must stand in defaults and in schema/,
  ],
  ['an error while it loads', "throw new Error('no luck\\ntoday');", /mine\.ts:1:7: cannot be loaded: Error: no luck$/],
  ['no TypeScript', 'export default {{{', /cannot be loaded: /],
];

for (const [title, text, message] of BAD) {
  test(`a file with ${title} is refused in one line`, async (t) => {
    const path = own(t, text);
    const line = await refusal(strategiesFromOption(path, '--strategy'));
    t.regex(line, message);
    t.true(line.startsWith(`${path}:`));
    t.false(line.includes('\n'));
  });
}

test('a file that is not there', async (t) => {
  t.is(await refusal(strategiesFromOption('./nobody.ts', '--strategy')), './nobody.ts: no such file');
});
