/** All that is validated, in the order of the page. */
import { sections as formSections } from '../theory/forms/index.ts';
import { differential } from './differential.ts';
import { formEntry, slugOf, type Entry } from './entry.ts';
import { hashing } from './hashing.ts';
import { rules } from './rules.ts';

export interface Section {
  title: string;
  entries: Entry[];
}

export const sections: Section[] = [
  ...formSections.map(({ title, forms }) => ({ title, entries: forms.map(formEntry) })),
  { title: 'Consistent hashing', entries: hashing },
  { title: 'Rules with exact answers', entries: rules },
  { title: 'Two ways to the same', entries: differential },
];

export const entries: Entry[] = sections.flatMap((section) => section.entries);

/** @throws Error if there is none of that name */
export function entryOf(slug: string): Entry {
  const found = entries.find(({ name }) => slugOf(name) === slugOf(slug));
  if (found === undefined) throw new Error(`no such line: ${slug}; docs/validation.md has all of them`);
  return found;
}
