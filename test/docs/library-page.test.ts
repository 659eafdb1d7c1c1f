/** docs/scenario-library.md is that of the scenarios and the goldens. Nothing is played: the goldens are tested elsewhere. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { loadLibrary } from '../../cli/library.ts';
import { IMAGES, libraryPage, stampOf, type Answer } from '../../tools/library-page.ts';
import { GOLDENS } from '../../tools/same-bytes.ts';
import type { Golden } from '../../tools/goldens.ts';
import { projectPaths, root } from '../tidiness/files.ts';

const HOW = 'run: node tools/goldens.ts, then node tools/library-page.ts';
const LARGEST_IMAGE = 90_000;

const page = readFileSync(`${root}docs/scenario-library.md`, 'utf8');

/** What the page says came out of each run. */
const answers = new Map<string, Answer>(
  [...page.matchAll(/^### (\S+)\n.*?^\*\*Answer\.\*\* (.*?)\n\n!\[(.*?)\].*?^<!-- figures (\w+) -->$/gms)].map(
    ([, name = '', answer = '', caption = '', stamp = '']) => [name, { answer, caption, stamp }],
  ),
);

test('the page shows each scenario as it is', async (t) => {
  const groups = await loadLibrary();
  t.deepEqual(
    [...answers.keys()],
    groups.flatMap(({ scenarios }) => scenarios.map(({ world }) => world.name)),
    HOW,
  );
  t.is(page, libraryPage(groups, answers), HOW);
});

test('its answers are of the figures of the goldens', (t) => {
  const goldens = JSON.parse(readFileSync(GOLDENS, 'utf8')) as Record<string, Golden>;
  for (const [file, golden] of Object.entries(goldens)) {
    const name = file.replace(/^scenarios\/(.*)\.yaml$/, '$1');
    t.is(answers.get(name)?.stamp, stampOf(golden), `${name}: ${HOW}`);
  }
});

test('there is an image of each scenario, which is light', (t) => {
  const folder = 'docs/images/library/';
  const images = projectPaths().filter((path) => path.startsWith(folder));
  const expected = [...answers.keys()].map((name) => `${folder}${name}.svg`);
  t.deepEqual(images.toSorted(), expected.toSorted(), HOW);
  for (const name of answers.keys())
    t.true(readFileSync(new URL(`${name}.svg`, IMAGES)).length < LARGEST_IMAGE, `${name}.svg`);
});
