import { readFileSync } from 'node:fs';
import test from 'ava';
import { root } from '../tidiness/files.ts';
import { mutants } from './mutants.ts';
import { copySources, missedBy, withFault } from './mutate.ts';
import { entryOf } from './sections.ts';

/** Those that are tried here, one line each; `node test/validation/mutate.ts` tries all. */
const TRIED = /tie for the fewest|arrival at the instant|with replacement|is lost|too long|variance of gamma/;

test('each fault can be put into its file, and each line that catches it is there', (t) => {
  for (const mutant of mutants) {
    t.notThrows(() => withFault(readFileSync(root + mutant.file, 'utf8'), mutant));
    for (const name of mutant.caughtBy) t.is(entryOf(name).name, name);
  }
});

test('a fault whose place is gone, or is there twice, is refused', (t) => {
  const mutant = { fault: 'f', file: 'a.ts', find: 'x', replace: 'y', caughtBy: [] };
  t.is(withFault('a x b', mutant), 'a y b');
  t.throws(() => withFault('a b', mutant), { message: /has 0 of: x/ });
  t.throws(() => withFault('x x', mutant), { message: /has 2 of: x/ });
});

test('the faults of the first line of defence are caught', async (t) => {
  const copy = copySources();
  const tried = mutants.filter(({ fault }) => TRIED.test(fault));
  t.is(tried.length, 6);
  for (const mutant of tried) {
    t.deepEqual(await missedBy(copy, { ...mutant, caughtBy: mutant.caughtBy.slice(0, 1) }), [], mutant.fault);
  }
  copy.remove();
});
