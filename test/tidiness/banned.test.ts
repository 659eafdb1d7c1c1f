import test from 'ava';
import { codeOnly, lineOf } from './code.ts';
import { projectFiles, type ProjectFile } from './files.ts';

/** Where a run's outcome is made: the same bytes on every machine, so no clock, no chance but ours, no inexact function. */
const FOLDERS = /^(?:strategies|records(?!\/formats\/)|sim|reports\/statistics)\/.*\.ts$/;

/** Members of Math that the standard defines to the last bit. */
const EXACT = [
  'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2',
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc',
].flatMap((names) => names.split(' '));

/** sim/experiment/ runs on Node by design, and plays in slices so that a progress bar and Ctrl-C get a turn. */
const MAY_YIELD = /^sim\/experiment\//;
const YIELD = /^setImmediate$/;

const BANNED: [pattern: RegExp, why: string][] = [
  [
    new RegExp(String.raw`\bMath\b(?!\s*\.\s*(?:${EXACT.join('|')})\b)(?:\s*\.\s*\w+)?`),
    'is chance, or not exact on all machines',
  ],
  [/\*\*/, 'is not exact on all machines'],
  [/(?<![.\w$])(?:Date|performance|Temporal)\b(?!\s*\??:)/, 'is a clock'],
  [/(?<![.\w$])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/, 'is a clock'],
  [/(?<![.\w$])crypto\b(?!\s*\??:)/, 'is chance'],
  [/(?<![.\w$])Intl\b|\.(?:toLocale\w+|localeCompare)\b/, 'depends on the locale'],
];

test('no banned function where outcomes are made', (t) => {
  t.deepEqual(projectFiles(FOLDERS).flatMap(bannedUses), []);
});

test('the folders are those of the design', (t) => {
  const inside = [
    'strategies/lib/maglev.ts',
    'records/histogram.ts',
    'sim/model/server.ts',
    'reports/statistics/jain.ts',
  ];
  const outside = ['records/formats/csv.ts', 'reports/charts/latency.ts', 'cli/run.ts', 'test/sim/kernel.test.ts'];
  t.true(inside.every((path) => FOLDERS.test(path)));
  t.false(outside.some((path) => FOLDERS.test(path)));
});

test('each banned function is found', (t) => {
  const bad = [
    'Math.random()',
    'Math.pow(2, 3)',
    'Math.log(2)',
    'Math . exp(2)',
    'Math.hypot(3, 4)',
    'const { sin } = Math;',
    'const f = Math["cos"];',
    'a ** 2',
    'a **= 2',
    'Date.now()',
    'new Date()',
    'performance.now()',
    'setTimeout(f, 1)',
    'crypto.randomUUID()',
    'a.toLocaleString()',
    'a.localeCompare(b)',
    '`${Date.now()}`',
  ];
  for (const text of bad) t.is(bannedUses({ path: 'sim/x.ts', text }).length, 1, text);
  t.deepEqual(bannedUses({ path: 'sim/x.ts', text: 'let a;\nlet b = Date.now();' }), ['sim/x.ts:2 Date is a clock']);
});

test('only sim/experiment may let others have a turn, and it has no clock either', (t) => {
  t.deepEqual(bannedUses({ path: 'sim/experiment/x.ts', text: 'await setImmediate();' }), []);
  t.is(bannedUses({ path: 'sim/model/x.ts', text: 'await setImmediate();' }).length, 1);
  t.is(bannedUses({ path: 'sim/experiment/x.ts', text: 'setTimeout(f, 1);' }).length, 1);
});

test('what only looks like a banned function is not found', (t) => {
  const good = [
    'Math.sqrt(2) + Math.max(1, 2)',
    '/** the time of Date.now() ** 2 */',
    "throw new Error('Math.random is banned')",
    '`Date.now()`',
    'a.performance = b.crypto;',
    'const kind = { performance: 1 };',
    'interface A { performance?: number; crypto: string }',
    'const rate = dateRate(updateDate);',
  ];
  for (const text of good) t.deepEqual(bannedUses({ path: 'sim/x.ts', text }), [], text);
});

/** One line for each use of a banned function in a source. */
function bannedUses({ path, text }: ProjectFile): string[] {
  const code = codeOnly(text);
  return BANNED.flatMap(([pattern, why]) =>
    [...code.matchAll(new RegExp(pattern, 'g'))]
      .filter(([use]) => !(MAY_YIELD.test(path) && YIELD.test(use)))
      .map((use) => `${path}:${lineOf(text, use.index)} ${use[0]} ${why}`),
  );
}
