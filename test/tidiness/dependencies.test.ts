import { readFileSync } from 'node:fs';
import test from 'ava';
import { root } from './files.ts';

test('each dependency has a row with its reason and licence, and no row is left over', (t) => {
  const manifests = ['package.json', 'tools/runtime/package.json'].map((path) => readFileSync(root + path, 'utf8'));
  const names = manifests.flatMap(dependenciesOf).toSorted();
  t.deepEqual(rowsOf(readFileSync(`${root}docs/dependencies.md`, 'utf8')).toSorted(), names);
});

test('only a whole row counts', (t) => {
  t.deepEqual(rowsOf('| Package | Why | Licence |\n|---|---|---|\n| `a` | Because. | MIT |\n| `b` |  | MIT |\n'), [
    'a',
  ]);
});

function dependenciesOf(manifest: string): string[] {
  const parsed = JSON.parse(manifest) as Record<string, Record<string, string> | undefined>;
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
    Object.keys(parsed[kind] ?? {}),
  );
}

/** The packages of the table's rows that have a reason and a licence. */
function rowsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^\| *`([^`]+)` *\|[^|]*\w[^|]*\|[^|]*\w[^|]*\|$/gm)].map((row) => row[1]);
}
