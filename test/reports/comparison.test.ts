/** From figures of replications to what is said of them. */
import test from 'ava';
import seedrandom from 'seedrandom';
import { buildComparison, type Compared, type Comparison } from '../../reports/compare/comparison.ts';
import type { Figures } from '../../reports/compare/figures.ts';
import { differenceBetween, placesBy } from '../../reports/compare/places.ts';
import { methodSentence, verdict } from '../../reports/compare/words.ts';
import { writeComparisonText } from '../../reports/writers/comparison-text.ts';
import { comparisonTable, placeText } from '../../reports/writers/comparison-table.ts';

const CHECKS = { conservation: true, littlesLawError: 0, littlesLawTriesError: 0, workError: 0 };

function figures(seed: number, p99: number | null, more: Partial<Figures['values']> = {}): Figures {
  const values = { mean: 10, p50: 8, p90: 30, p99, p999: 200, availability: 1, jain: 1, costPerHour: 0, ...more };
  return { seed, arrived: 1000, values, objectives: [], checks: CHECKS, warnings: [] };
}

function compared(name: string, p99s: (number | null)[]): Compared {
  const replications = p99s.map((p99, index) => figures(7 + index, p99));
  return { name, scenario: 's', strategy: name, set: [], durationS: 10, warmupS: 0, objectives: [], replications };
}

const build = (...all: Compared[]): Comparison =>
  buildComparison(all, { version: '0', summary: '', metric: 'p99', until: undefined, sameRequests: true });

const placesOf = (comparison: Comparison): string[] =>
  placesBy(comparison, 'p99').map(({ variant, place, lastPlace }) => `${variant.name} ${place}-${lastPlace}`);

test('who is better, by how much, and who cannot be told apart', (t) => {
  const all = build(
    compared('slow', [160, 161, 163, 162]),
    compared('fast', [100, 102, 101, 103]),
    compared('alike', [101, 101, 102, 102]),
  );
  t.deepEqual(placesOf(all), ['fast 1-2', 'alike 1-2', 'slow 3-3']);
  t.is(all.method.comparisons, 3);
  t.regex(
    verdict(all, 'p99'),
    /^fast has a lower p99 than slow by 3\d %( to 3\d %)?; no difference from alike can be seen\.$/,
  );
  const there = differenceBetween(all, 'p99', 'fast', 'slow');
  const back = differenceBetween(all, 'p99', 'slow', 'fast');
  t.is(there.verdict, 'lower');
  t.is(back.verdict, 'higher');
  t.true(Math.abs(there.ratio!.mean * back.ratio!.mean - 1) < 1e-8);
});

test('a tie need not go on: who is alike with both stands between them', (t) => {
  const noise = [0, 8, -8, 4, -4, 6, -6, 2];
  const all = build(
    compared(
      'a',
      noise.map((by) => 100 + by / 40),
    ),
    compared(
      'b',
      noise.map((by) => 101 - by),
    ),
    compared(
      'c',
      noise.map((by) => 103 + by / 40),
    ),
  );
  t.deepEqual(placesOf(all), ['a 1-2', 'b 1-3', 'c 2-3']);
});

test('rows are by the mean: one that is really worse than the best stands above one with a worse mean that may be chance', (t) => {
  const all = build(
    compared('wild', [100, 900, 100, 900]),
    compared('sure', [161, 163, 160, 162]),
    compared('best', [100, 102, 101, 103]),
  );
  t.deepEqual(placesOf(all), ['best 1-2', 'sure 2-3', 'wild 1-3']);
  t.deepEqual(all.ranking, [
    { variant: 'best', place: 1, lastPlace: 2 },
    { variant: 'sure', place: 2, lastPlace: 3 },
    { variant: 'wild', place: 1, lastPlace: 3 },
  ]);
  const { rows, columns } = comparisonTable(all);
  t.deepEqual(rows.map(placeText), ['1-2', '2-3', '1-3']);
  const p99 = columns.find(({ title }) => title === 'p99')!;
  t.deepEqual(
    p99.cells.map(({ isBest }) => isBest),
    [true, false, true],
  );
});

const INFINITE = [null, null, null, null, null, null, null, null];
const FINITE = [400, 410, 420, 400, 410, 420, 400, 410];

test('one replication among the failures decides nothing, many do', (t) => {
  const one = build(compared('fails', [100, null, 90, 95]), compared('works', [400, 410, 420, 415]));
  t.deepEqual(placesOf(one), ['works 1-2', 'fails 1-2']);
  t.like(
    one.differences.find(({ metric }) => metric === 'p99'),
    { verdict: 'same', difference: null, ratio: null },
  );
  t.is(
    verdict(one, 'p99'),
    'No difference in p99 can be seen between works and fails; p99 lies among the failures in 1 of 4 replications of fails.',
  );
  const all = build(compared('fails', INFINITE), compared('works', FINITE));
  t.deepEqual(placesOf(all), ['works 1-1', 'fails 2-2']);
  t.is(all.method.comparisons, 1);
  t.is(
    verdict(all, 'p99'),
    'works has a lower p99 than fails; p99 lies among the failures in 8 of 8 replications of fails.',
  );
  const [works] = comparisonTable(all).columns.find(({ title }) => title === 'p99')!.cells;
  t.true(works.isBest);
});

test('where all are among the failures, the fewer the better', (t) => {
  const all = build(compared('often', [null, null, 100]), compared('seldom', [100, null, 100]));
  t.deepEqual(placesOf(all), ['seldom 1-2', 'often 1-2']);
  t.is(
    verdict(all, 'p99'),
    'No difference in p99 can be seen between seldom and often; p99 lies among the failures in 2 of 3 replications of often and in 1 of 3 replications of seldom.',
  );
  t.is(comparisonTable(all).columns.find(({ title }) => title === 'p99')!.cells[0].text, '∞');
  const alike = build(compared('a', INFINITE), compared('b', INFINITE));
  t.is(alike.differences.find(({ metric }) => metric === 'p99')!.verdict, 'equal');
});

test('what has no value because nothing came or succeeded is not among the failures', (t) => {
  const nothing = (name: string, came: boolean): Compared => ({
    ...compared(name, [1, 2]),
    replications: [7, 8].map((seed) => figures(seed, null, { mean: null, availability: came ? 0 : null })),
  });
  const failed = build(compared('works', [1, 2]), nothing('fails', true));
  t.is(verdict(failed, 'mean'), 'mean has no value in 2 of 2 replications of fails: no request succeeded.');
  t.regex(verdict(failed, 'p99'), /p99 lies among the failures in 2 of 2 replications of fails\.$/);
  const idle = build(compared('works', [1, 2]), nothing('idle', false));
  t.is(verdict(idle, 'p99'), 'p99 has no value in 2 of 2 replications of idle: no request came, or all were blocked.');
  t.deepEqual(placesOf(idle), ['works 1-2', 'idle 1-2']);
  const p99 = comparisonTable(idle).columns.find(({ title }) => title === 'p99')!;
  t.deepEqual(
    p99.cells.map(({ text, isBest }) => [text, isBest]),
    [
      ['1.50', true],
      ['–', false],
    ],
  );
});

test('it is said where not all get the same requests, and which seeds', (t) => {
  const all = [compared('a', [1, 2]), compared('b', [2, 3])];
  const said = (sameRequests: boolean): string =>
    methodSentence(buildComparison(all, { version: '0', summary: '', metric: 'p99', until: undefined, sameRequests }));
  t.regex(said(true), /^2 replications each, of seeds 7 and 8, the same for all\. Intervals/);
  t.regex(said(false), /the same for all\. Clients or duration differ, so not all get the same requests\. Intervals/);
});

test('objectives are told by what they ask, where variants have others', (t) => {
  const asking = (name: string, objectives: string[]): Compared => {
    const { replications, ...rest } = compared(name, [100, 101]);
    const held = replications.map((each, nth) => ({
      ...each,
      objectives: objectives.map((_, index) => ({ observed: 1, held: index === nth })),
    }));
    return { ...rest, objectives, replications: held };
  };
  const all = build(asking('a', ['p99 < 1ms', 'p50 < 2ms']), asking('b', ['p50 < 2ms']), asking('c', []));
  const text = writeComparisonText(all, { colour: false, unicode: true, width: 80 }, 'again');
  t.regex(text, /^objective held in +p99 < 1ms +p50 < 2ms\n─+\na +1 of 2 ✓ +1 of 2 ✓\nb +– +1 of 2 ✓\nc +– +–$/m);
  t.notRegex(writeComparisonText(build(asking('a', [])), { colour: false, unicode: true, width: 80 }, ''), /objective/);
});

test('what is equal in every replication is no comparison', (t) => {
  const all = build(compared('a', [1, 2, 3]), compared('b', [1, 2, 3]));
  t.is(all.method.comparisons, 0);
  t.is(verdict(all, 'p99'), 'b has the same p99 as a in every replication.');
});

test('of things that do not differ at most one report in twenty finds a difference', (t) => {
  const random = seedrandom('null');
  const drawn = (): number => 100 + 10 * (random() + random() + random() - 1.5);
  const reports = 400;
  let wrong = 0;
  for (let report = 0; report < reports; report++) {
    const all = build(...['a', 'b', 'c'].map((name) => compared(name, Array.from({ length: 10 }, drawn))));
    if (all.differences.some(({ verdict: said }) => said === 'lower' || said === 'higher')) wrong++;
  }
  // 5 %, and four standard errors of it.
  t.true(wrong / reports <= 0.05 + 4 * Math.sqrt((0.05 * 0.95) / reports), `${wrong} of ${reports}`);
});
