import { readFileSync } from 'node:fs';
import test from 'ava';
import { root } from '../tidiness/files.ts';
import { sections as formSections } from '../theory/forms/index.ts';
import { charts } from './charts.ts';
import { pageOf, readResults } from './page.ts';
import { entries } from './sections.ts';

const page = readFileSync(`${root}docs/validation.md`, 'utf8');
const results = readResults();

/** Tables without the padding of their layout. */
const plain = (text: string): string => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

test('the page and its charts are those of the figures', async (t) => {
  t.true(plain(page) === plain(pageOf(page, results)), 'play what changed: npm run validate -- NAME');
  for (const { name, draw } of charts) {
    const chart = readFileSync(`${root}docs/images/validation/${name}.svg`, 'utf8');
    t.true(chart === (await draw(results)), `${name}.svg: play what changed: npm run validate -- NAME`);
  }
});

test('the figures are of all lines, as expected now, and without faults', (t) => {
  const forms = formSections.flatMap((section) => section.forms);
  const mayLack = new Set(forms.filter(({ isLong = false }) => isLong).map(({ name }) => name));
  t.deepEqual(
    Object.keys(results),
    entries.map(({ name }) => name).filter((name) => name in results || !mayLack.has(name)),
  );
  for (const { name, checks } of forms.filter((form) => form.name in results)) {
    t.deepEqual(
      results[name].rows.map(({ what, expected }) => ({ what, expected })),
      checks.map(({ what, theory }) => ({ what, expected: theory })),
    );
  }
  t.deepEqual(
    Object.values(results).flatMap(({ faults }) => faults),
    [],
  );
});
