/** The page and the files of a comparison. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { buildComparison, type Compared } from '../../reports/compare/comparison.ts';
import { writeComparisonCsv } from '../../reports/writers/comparison-csv.ts';
import { writeFolderOfComparison } from '../../reports/writers/comparison-files.ts';
import { writeComparisonMarkdown } from '../../reports/writers/comparison-markdown.ts';
import { temporaryFolder } from '../records/files.ts';
import { openBrowser } from './browser.ts';

const CHECKS = { conservation: true, littlesLawError: 0, littlesLawTriesError: 0, workError: 0 };
const NOTES = { pace: 'quick', command: 'npx steelyard compare <again>' };

function compared(name: string, scale: number): Compared {
  const replications = [0, 1, 2, 3].map((nth) => {
    const at = (ms: number): number => (ms + nth) * scale;
    const values = {
      mean: at(10),
      p50: at(8),
      p90: at(30),
      p99: at(90),
      p999: at(150),
      availability: 1,
      jain: 1,
      costPerHour: 0,
    };
    return { seed: 7 + nth, arrived: 1000, values, objectives: [], checks: CHECKS, warnings: [] };
  });
  return {
    name,
    scenario: 'a <scenario>',
    strategy: name,
    set: [],
    durationS: 10,
    warmupS: 0,
    objectives: [],
    replications,
  };
}

const comparisonOf = (count: number) =>
  buildComparison(
    Array.from({ length: count }, (_, index) => compared(`variant-${index}{choices: ${index}}`, 1 + index / 10)),
    { version: '0', summary: 'A & B?', metric: 'p99', until: undefined, sameRequests: true },
  );

test('a folder has the page, the data and each chart, and only the page tells the time it took', async (t) => {
  const folder = temporaryFolder(t);
  await writeFolderOfComparison(folder, comparisonOf(3), NOTES);
  const names = readdirSync(folder);
  for (const name of [
    'index.html',
    'comparison.json',
    'comparison.csv',
    'comparison.md',
    'ranking.svg',
    'differences.svg',
  ])
    t.true(names.includes(name), name);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  t.regex(page, /<h1>a &lt;scenario&gt;<\/h1>/);
  t.regex(page, /quick/);
  t.regex(page, /compare &lt;again&gt;/);
  t.false(readFileSync(join(folder, 'comparison.json'), 'utf8').includes('quick'));
});

test('on a phone and on a wide screen nothing stands beyond the edge', async (t) => {
  const browser = await openBrowser();
  if (browser === undefined) {
    t.log('no browser is installed');
    t.pass();
    return;
  }
  t.teardown(async () => await browser.close());
  const folder = temporaryFolder(t);
  await writeFolderOfComparison(folder, comparisonOf(6), NOTES);
  for (const width of [390, 1200]) {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.goto(`file://${join(folder, 'index.html')}`);
    t.is(await page.evaluate('document.documentElement.scrollWidth'), width);
  }
});

test('CSV has a row for each metric and variant; Markdown fits into a comment however many there are', (t) => {
  const rows = writeComparisonCsv(comparisonOf(3)).trimEnd().split('\n');
  t.is(rows.length, 1 + 8 * 3);
  t.regex(rows[1], /^a <scenario>,7,4,mean,1,1,variant-0\{choices: 0\},11\.5,/);
  t.true(writeComparisonMarkdown(comparisonOf(60), 'again').length < 10_000);
});
