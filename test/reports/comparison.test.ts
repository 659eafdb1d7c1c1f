/** From figures of replications to what is said of them. */
import test from 'ava';
import seedrandom from 'seedrandom';
import { buildComparison, type Compared, type Comparison } from '../../reports/compare/comparison.ts';
import type { Figures } from '../../reports/compare/figures.ts';
import { differenceBetween, placesBy } from '../../reports/compare/places.ts';
import { verdict } from '../../reports/compare/words.ts';

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
  buildComparison(all, { version: '0', summary: '', metric: 'p99', until: undefined });

const placesOf = (comparison: Comparison): string[] =>
  placesBy(comparison, 'p99').map(({ variant, place, isShared }) => `${variant.name} ${place}${isShared ? '=' : ''}`);

test('who is better, by how much, and who cannot be told apart', (t) => {
  const all = build(
    compared('slow', [160, 161, 163, 162]),
    compared('fast', [100, 102, 101, 103]),
    compared('alike', [101, 101, 102, 102]),
  );
  t.deepEqual(placesOf(all), ['fast 1=', 'alike 1=', 'slow 3']);
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
  t.deepEqual(placesOf(all), ['a 1=', 'b 1=', 'c 2']);
});

test('a percentile among the failures is worse than any, and makes no difference', (t) => {
  const all = build(compared('fails', [100, null, 90]), compared('works', [400, 410, 420]));
  t.deepEqual(placesOf(all), ['works 1', 'fails 2']);
  t.is(all.differences.find(({ metric }) => metric === 'p99')!.verdict, 'unknown');
  t.is(verdict(all, 'p99'), 'p99 of fails lies among the failures.');
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
