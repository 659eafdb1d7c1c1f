import test from 'ava';
import { lineOf } from './code.ts';
import { projectFiles, type ProjectFile } from './files.ts';

const UNFINISHED = /\b(?:TODO|FIXME)\b/g;
const MACHINE_PATH = /(?<![\w.$}-])\/(?:work|root|tmp)\/[\w.-]*/g;
const TEXT = /(?:^|\/)[^.]+$|\.(?:[cm]?[jt]s|css|csv|html|json|log|md|sh|svg|toml|txt|ya?ml|ipynb)$/;

test('nothing is marked as unfinished, and no path of one machine is written down', (t) => {
  // This file must name what it looks for.
  const files = projectFiles(TEXT).filter(({ path }) => path !== 'test/tidiness/marks.test.ts');
  t.deepEqual(files.flatMap(marks), []);
});

test('an unfinished mark or a path of one machine is found', (t) => {
  const found = (text: string): string[] => marks({ path: 'a.md', text });
  t.deepEqual(found('a\n// TODO: b'), ['a.md:2 TODO']);
  t.deepEqual(found('FIXME'), ['a.md:1 FIXME']);
  t.is(found('see /work/main/a').length, 1);
  t.is(found(`'/root/a' and "/tmp/b"`).length, 2);
  t.deepEqual(found('https://example.org/work/a, ../work/a, node_modules/work/a, mastodon'), []);
});

function marks({ path, text }: ProjectFile): string[] {
  return [UNFINISHED, MACHINE_PATH].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => `${path}:${lineOf(text, match.index)} ${match[0]}`),
  );
}
