/** What is not a form of test/theory/, in reduced size: forms have tests of their own there. */
import test from 'ava';
import { MOST_INTERVALS, sections } from '../theory/forms/index.ts';
import { differential } from './differential.ts';
import { slugOf } from './entry.ts';
import { hashing } from './hashing.ts';
import { rules } from './rules.ts';
import { entries, entryOf } from './sections.ts';

for (const entry of [...rules, ...hashing, ...differential]) {
  test(entry.name, async (t) => {
    const { faults, rows } = await entry.play('reduced');
    t.deepEqual(faults, []);
    t.true(rows.length > 0);
  });
}

test('each line has a name of its own on the command line, and is found by it', (t) => {
  const slugs = entries.map(({ name }) => slugOf(name));
  t.is(new Set(slugs).size, slugs.length);
  for (const [i, slug] of slugs.entries()) t.is(entryOf(slug), entries[i]);
  t.throws(() => entryOf('m-m-7'), { message: 'no such line: m-m-7; docs/validation.md has all of them' });
});

test('there are no more intervals than the joint confidence allows for', (t) => {
  const forms = sections.flatMap((section) => section.forms);
  const inForms = forms.flatMap(({ checks, controls = [] }) => [...checks, ...controls]).length;
  t.true(inForms + hashing.length <= MOST_INTERVALS, `${inForms + hashing.length}`);
});
