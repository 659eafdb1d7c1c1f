/** The report on a terminal. */
import { stripVTControlCharacters, styleText } from 'node:util';
import test from 'ava';
import { array, assert, integer, property, string } from 'fast-check';
import type { Observation } from '../../records/observation.ts';
import { buildReport } from '../../reports/report.ts';
import { columnsOf } from '../../reports/writers/lines.ts';
import type { TextOptions } from '../../reports/writers/page.ts';
import { writeText } from '../../reports/writers/text.ts';
import { empty, flashCrowd, made, SEVEN } from './observations.ts';

const MODES = [
  { colour: false, unicode: true },
  { colour: true, unicode: true },
  { colour: false, unicode: false },
];

test('on no terminal a line is too wide, ends in a blank, or says nonsense', (t) => {
  const many = Array.from({ length: 20 }, (_, index) => `power-of-two{choices: ${index + 2}, replacement: true}`);
  const slow = made({ strategy: 'slow', latency: 90e9, failures: 0.001, failure: 'unfinished', age: 3600e9 });
  const reports: Observation[][] = [
    flashCrowd([...SEVEN, 'a', './mine.ts']),
    flashCrowd(many, 500),
    [slow.observation, made().observation],
    [made({ strategy: 'quick', latency: 40 }).observation, made({ latency: 7200e9 }).observation],
    [named(made({ requests: 5 }).observation, '가중-최소-연결'.repeat(9))],
    [empty()],
    [{ ...empty(), partial: true, objectives: flashCrowd(['x'], 10)[0].objectives }],
  ];
  for (const observations of reports) {
    const report = buildReport(observations, '0.1.0');
    for (const width of [40, 60, 80, 200]) {
      for (const mode of MODES) {
        const text = stripVTControlCharacters(writeText(report, observations, { ...mode, width }));
        const bad = text.split('\n').filter((line) => columnsOf(line) > Math.min(width, 80) || line !== line.trimEnd());
        t.deepEqual(bad, [], `${width} columns`);
        t.notRegex(text, /undefined|NaN|null|Infinity/);
      }
    }
  }
});

test('every name and number stands there in whatever width', (t) => {
  const names = [
    'power-of-two{choices: 2, replacement: true}',
    'power-of-two{choices: 3, replacement: true}',
    'random',
  ];
  const observations = flashCrowd(names);
  const wordsOf = (width: number): string[] => {
    const text = textOf(observations, { width });
    const grids = text.split('\n\n').filter((section) => /^(strategy|objectives)/.test(section));
    return [...new Set(grids.join('\n').match(/[^\s─]+/gu))].toSorted();
  };
  for (const width of [40, 50, 60]) t.deepEqual(wordsOf(width), wordsOf(80), `${width}`);
});

test('a random report is as wide as it may be at most', (t) => {
  const word = string({ unit: 'grapheme', minLength: 1, maxLength: 90 });
  assert(
    property(array(word, { minLength: 1, maxLength: 4 }), integer({ min: 40, max: 90 }), (names, width) => {
      const observations = names.map((name) => named(made({ requests: 20, windows: 4 }).observation, name));
      const widest = Math.max(...textOf(observations, { width }).split('\n').map(columnsOf));
      t.true(widest <= Math.min(width, 80), `${widest} of ${width}: ${JSON.stringify(names)}`);
    }),
    { numRuns: 40 },
  );
});

test('in a pipe there are no escape codes and the best is starred, on a terminal it is coloured', (t) => {
  const observations = [made().observation, made({ strategy: 'better', latency: 6e6 }).observation];
  const piped = textOf(observations);
  t.is(piped, stripVTControlCharacters(piped));
  t.regex(piped, /^better +5\.\d\d\*/m);
  const coloured = textOf(observations, { colour: true });
  t.true(coloured.includes(styleText(['bold', 'green'], '5.98', { validateStream: false })));
  t.notRegex(stripVTControlCharacters(coloured), /\d\*/);
});

test('nothing is best where all are equal, and no mean where some fail', (t) => {
  t.notRegex(textOf([made().observation, named(made().observation, 'twin')]), /\d\*/);
  const failing = textOf([made({ failures: 0.5 }).observation, made({ strategy: 'whole', latency: 14e6 }).observation]);
  t.regex(failing, /^whole +14\.\d +9\.\d+\* /m);
});

test('a bound is never best: it may yet rise', (t) => {
  const stuck = made({ strategy: 'stuck', latency: 5e6, failures: 0.05, failure: 'unfinished', age: 6e6 }).observation;
  const text = textOf([made().observation, stuck]);
  t.regex(text, /^stuck .* ≥\d/m);
  t.notRegex(text, /≥[\d.,]+\*/);
  t.regex(text, /^stuck +\S+ +[\d.]+\* /m);
});

test('latency over time: one scale for all, what failed stands out, and calm looks calm', (t) => {
  const calm = made({ strategy: 'calm', requests: 60_000, windows: 40 }).observation;
  const surge = made({ strategy: 'surge', requests: 60_000, windows: 40, surge: 6, failures: 0 }).observation;
  const lost = made({ strategy: 'lost', requests: 60_000, windows: 40, surge: 6, failures: 0.5 }).observation;
  const text = textOf([calm, surge, lost]);
  t.regex(text, /^p99 over time 1 min +10 min$/m);
  t.regex(text, /^calm +[▁▂]{40}$/m);
  t.regex(text, /^surge +[▁▂]{16}[▆▇█]{8}[▁▂]{16}$/m);
  t.regex(text, /^lost +[▁▂]{16}×{8}[▁▂]{16}$/m);
  t.regex(
    text,
    /▁ = \d\d\.\d ms to █ = \d{3} ms, logarithmic;\n× more than one in a hundred failed or never finished\./,
  );
  // The same without the surge: the scale spans a factor of two at least.
  t.regex(textOf([calm]), /^calm +[▁▂▃▄▅]{40}$/m);
  t.true(textOf([lost], { colour: true }).includes(styleText('red', '××××××××', { validateStream: false })));
});

test('no sparkline where no request came, and blanks where none came for a time', (t) => {
  t.notRegex(textOf([empty()]), /p99 over time/);
  const few = made({ requests: 2, windows: 10 }).observation;
  t.regex(textOf([few]), /^round-robin {3}\S {4}\S$/m);
  t.regex(textOf([few]), /blank where no requests came/);
});

test('in ASCII nothing is lost', (t) => {
  const text = textOf(flashCrowd(), { unicode: false });
  // eslint-disable-next-line no-control-regex
  t.notRegex(text, /[^\u0000-\u007F]/);
  t.regex(text, /^round-robin +[1-8x]{40}$/m);
  t.regex(text, /1 = \d+\.\d ms to 8 = \d\.\d+ s, logarithmic;\nx more than/);
  t.regex(text, /^resource-based .* inf .*\n[^]*^resource-based +inf NO +\d\d\.\d\d % NO$/m);
});

test('objectives: a row for each strategy, or of one strategy for each objective', (t) => {
  const all = textOf(flashCrowd());
  t.regex(all, /^objectives +p99 < 250ms +availability >= 99\.9%$/m);
  t.regex(all, /^weighted-round-robin +\d+ ms [✓✗] +100 % ✓$/m);
  const one = textOf(flashCrowd(['least-connections']));
  t.regex(one, /^objective +observed$/m);
  t.regex(one, /^p99 < 250ms +(\d+ ms|∞) [✓✗]$/m);
});

test('the answer names the fewer', (t) => {
  const answerOf = (...missed: number[]): string => {
    const observations = ['a', 'b', 'c', 'd'].map((name, index) => ({
      ...named(made({ requests: 100 }).observation, name),
      objectives: [
        { text: 'p99 < 1s', metric: 'p99', operator: '<' as const, value: missed.includes(index) ? 1 : 1e15 },
      ],
    }));
    return /^.* the objective\.$/m.exec(textOf(observations))![0];
  };
  t.is(answerOf(), 'All 4 strategies meet the objective.');
  t.is(answerOf(1), 'All but b meet the objective.');
  t.is(answerOf(1, 2), 'a and d meet the objective.');
  t.is(answerOf(0, 1, 2), 'd meets the objective.');
  t.is(answerOf(0, 1, 2, 3), 'No strategy meets the objective.');
});

test('a warning stands once, with the strategies that it is about', (t) => {
  const [one, two, three] = ['one', 'two', 'three'].map((strategy) => made({ strategy, requests: 10 }).observation);
  one.warnings = ['overload', 'cold'];
  two.warnings = ['overload'];
  three.warnings = ['overload'];
  const text = textOf([one, two, three]);
  t.regex(text, /^warning: overload$/m);
  t.regex(text, /^warning: one: cold$/m);
});

test('a broken invariant is shouted', (t) => {
  const checks = { conservation: false, littlesLawError: 0.01, littlesLawTriesError: 0, workError: 1e-16 };
  t.regex(textOf([{ ...empty(), checks }]), /conservation BROKEN, Little's law BROKEN by 0\.010/);
});

function textOf(observations: readonly Observation[], options: Partial<TextOptions> = {}): string {
  const all = { colour: false, unicode: true, width: 80, ...options };
  return writeText(buildReport(observations, '0.1.0'), observations, all);
}

function named(observation: Observation, strategy: string): Observation {
  return { ...observation, strategy };
}
