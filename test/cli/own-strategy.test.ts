/** `--strategy ./mine.ts`: a mistake in a file of the user's own is told as such, and a file without one is played as it is. */
import { basename } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { watched } from '../../cli/own-strategy.ts';
import { strategiesFromOption } from '../../cli/strategies.ts';
import { UserError } from '../../records/user-error.ts';
import { buildReport } from '../../reports/report.ts';
import { play } from '../../sim/experiment/play.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { choose } from '../../sim/scenario/strategy-choice.ts';
import { strategies } from '../../strategies/index.ts';
import { fileOf } from '../records/files.ts';
import { load, PLAIN } from '../scenario/scenarios.ts';
import { steelyard } from './steelyard.ts';

const INDEX = 'expected the index of an available server, 0 to 1';
const ANSWER = `${INDEX}, or NONE (-1), or WAIT (-2)`;

/** What stands in `create` of the file, and what is said of it. */
const WRONG: Record<string, [create: string, said: string]> = {
  'pick throws': [
    '{\n  pick() { return pool.nothing.here; } }',
    "mine.ts:2:32: pick threw TypeError: Cannot read properties of undefined (reading 'here')",
  ],
  'a hook throws no error': [
    '{ pick: () => 0, onTryEnd() { throw "no\\nluck"; } }',
    String.raw`mine.ts: onTryEnd threw 'no\nluck'`,
  ],
  'a tick throws': [
    '{ pick: () => 0, nextTickAt: 0,\nonTick() { throw new RangeError("tock") } }',
    'mine.ts:2:18: onTick threw RangeError: tock',
  ],
  'create throws': ['null.x', "mine.ts:1:72: create threw TypeError: Cannot read properties of null (reading 'x')"],
  'no strategy': [
    '{ pik() {} }',
    'mine.ts: create returned { pik: [Function: pik] }; expected {pick(request, now) {...}}',
  ],
  'nothing is picked': ['{ pick() {} }', `mine.ts: pick returned undefined, for request 0; ${ANSWER}`],
  'not a number': ['{ pick: () => NaN }', `mine.ts: pick returned NaN, for request 0; ${ANSWER}`],
  'a fraction': ['{ pick: () => 0.5 }', `mine.ts: pick returned 0.5, for request 0; ${ANSWER}`],
  'a promise': [
    '{ pick: async () => { throw new Error() } }',
    'mine.ts: pick returned a promise; a strategy answers at once, so it can have nothing async',
  ],
  'a promise of a hook': [
    '{ pick: () => 0, async onTryEnd() {} }',
    'mine.ts: onTryEnd returned a promise; a strategy answers at once, so it can have nothing async',
  ],
  'above the pool': [
    '{ pick: ({ id }) => (id === 3 ? pool.size : 0) }',
    `mine.ts: pick returned 2, for request 3; ${ANSWER}`,
  ],
  'below it': ['{ pick: () => -3 }', `mine.ts: pick returned -3, for request 0; ${ANSWER}`],
  'not available': [
    '{ pick: () => { pool.available[1] = 0; return 1; } }',
    `mine.ts: pick returned 1, and web/1 is not available, for request 0; ${ANSWER}`,
  ],
  'a probe of nobody': ['{ pick() { actions.probe(NaN); return 0; } }', `mine.ts: it probes NaN; ${INDEX}`],
  'a timer that stands': [
    '{ pick: () => 0, nextTickAt: 5, onTick() {} }',
    'mine.ts: nextTickAt is 5; expected whole nanoseconds above 5',
  ],
  'a timer that is none': [
    '{ pick: () => 0, nextTickAt: NaN, onTick() {} }',
    'mine.ts: nextTickAt is NaN; expected whole nanoseconds above -1',
  ],
  'a timer for nobody': [
    '{ pick: () => 0, nextTickAt: 5 }',
    'mine.ts: nextTickAt is 5; expected a strategy with onTick',
  ],
};

/** Plays a file; what is said of it. */
async function said(t: ExecutionContext, source: string): Promise<string> {
  const file = fileOf(t, source, 'mine.ts');
  const playing = async () => {
    const [choice] = await strategiesFromOption(file, '--strategy');
    return await play(compile(await load(PLAIN, ['duration=1s']), choice));
  };
  const error = await t.throwsAsync(playing, { instanceOf: UserError });
  return `${error.place}: ${error.message}`.replaceAll(file, basename(file));
}

for (const [name, [create, expected]] of Object.entries(WRONG)) {
  test(`${name}: one line that names the file`, async (t) => {
    t.is(await said(t, `export default { name: 'mine', create: (pool, _, __, actions) => (${create}) };\n`), expected);
  });
}

test('a file that ends the process is told as such, by a run and by the workers of a comparison', async (t) => {
  const file = fileOf(
    t,
    `import { exit } from 'node:process';
    export default { name: 'mine', create: () => ({ pick({ id }) { if (id > 9) exit(0); return 0; } }) };`,
    'mine.ts',
  );
  const scenario = ['scenarios/steady.yaml', '--set', 'duration=12s', '--set', 'warmup=2s'];
  const ends = await Promise.all([
    steelyard('run', ...scenario, '--strategy', file),
    steelyard('compare', ...scenario, '--strategies', `${file},random`, '--replications', '2'),
  ]);
  for (const { code, stderr } of ends) {
    t.is(code, 2);
    t.is(stderr, `${file}:2:80: pick threw Error: process.exit was called, and a strategy cannot end the run\n`);
  }
});

test('a file that cannot be loaded', async (t) => {
  t.regex(
    await said(t, 'enum A { B }\n'),
    /^mine\.ts: cannot be loaded: SyntaxError: TypeScript enum is not supported/,
  );
  t.is(
    await said(t, 'let a;\na.b();\n'),
    "mine.ts:2:3: cannot be loaded: TypeError: Cannot read properties of undefined (reading 'b')",
  );
  t.regex(await said(t, 'export const name = 1;\n'), /^mine\.ts: expected a strategy as the default export/);
});

test('needs that throw', async (t) => {
  const source = `export default { name: 'mine', create: () => ({ pick: () => 0 }),\n  needs() { throw new Error('none') } };`;
  t.is(await said(t, source), 'mine.ts:2:19: needs threw Error: none');
});

test('under watch each strategy of the index does what it does without', async (t) => {
  const file = { path: './mine.ts', url: 'file:///mine.ts' };
  const loaded = await load(PLAIN, ['duration=20s']);
  for (const { name } of strategies) {
    const choice = choose({ name, params: {} });
    if (Array.isArray(choice)) return t.fail(name);
    const bare = await play(compile(loaded, choice));
    const seen = await play(compile(loaded, { ...choice, definition: watched(choice.definition, file) }));
    t.deepEqual(buildReport([seen], '0'), buildReport([bare], '0'), name);
  }
});
