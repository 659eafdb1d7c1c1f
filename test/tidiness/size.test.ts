import test from 'ava';
import { projectFiles, type ProjectFile } from './files.ts';

const MOST_LINES = 400;

test(`no source has more than ${MOST_LINES} lines`, (t) => {
  t.deepEqual(projectFiles(/\.[cm]?[jt]s$/).flatMap(tooLong), []);
});

test('a source that is too long is found', (t) => {
  t.deepEqual(tooLong({ path: 'a.ts', text: 'x;\n'.repeat(400) }), []);
  t.deepEqual(tooLong({ path: 'a.ts', text: 'x;\n'.repeat(401) }), ['a.ts has 401 lines: split it']);
});

function tooLong({ path, text }: ProjectFile): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > MOST_LINES ? [`${path} has ${lines} lines: split it`] : [];
}
