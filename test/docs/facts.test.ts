/** What documents say of the project's files, scripts and words. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import packageFile from '../../package.json' with { type: 'json' };
import { strategies } from '../../strategies/index.ts';
import { projectPaths, root } from '../tidiness/files.ts';
import { documents } from './documents.ts';

const pages = documents();
const textOf = (path: string): string => readFileSync(root + path, 'utf8');

test('the architecture names each file of the kernel and the model, each folder, and none that is not there', (t) => {
  const sections = textOf('docs/architecture.md').split(/^#{2,3} /m);
  const inFolders = sections.flatMap((section) => {
    const folder = /\bIn `(sim\/[\w/]+\/)`:/.exec(section)?.[1];
    if (folder === undefined) return [];
    return [...section.matchAll(/^\| `([\w-]+\.ts)` +\|/gm)].map(([, file]) => folder + file);
  });
  const files = projectPaths().filter((path) => /^sim\/(?:kernel|model)\//.test(path));
  t.deepEqual(inFolders.toSorted(), files.toSorted());

  const folders = [...textOf('docs/architecture.md').matchAll(/^\|.*?\|/gm)].flatMap(
    ([cell]) => cell.match(/\w+(?:\/\w+)?(?=\/`)/g) ?? [],
  );
  const tops = folders.map((folder) => folder.split('/')[0]);
  const there = projectPaths().filter((path) => /^[a-z]\w*\//.test(path) && !/^(?:bin|docs)\//.test(path));
  t.deepEqual([...new Set(tops)].toSorted(), [...new Set(there.map((path) => path.split('/')[0]))].toSorted());
  t.deepEqual(
    folders.filter((folder) => !there.some((path) => path.startsWith(`${folder}/`))),
    [],
  );
});

test('the index of docs names each page', (t) => {
  for (const { path } of pages) {
    if (path.startsWith('docs/') && path !== 'docs/README.md')
      t.true(textOf('docs/README.md').includes(`](${path.slice(5)})`), path);
  }
});

test('each script and path that a document names is there', (t) => {
  const paths = projectPaths();
  for (const { path, text } of pages) {
    for (const [, name = ''] of text.matchAll(/npm run ([\w:]+)/g))
      t.true(name in packageFile.scripts, `${path}: npm run ${name}`);
    for (const [, file = ''] of text.matchAll(
      /`((?:cli|sim|strategies|records|reports|scenarios|test|tools|bench|docs)\/[\w./-]*)`/g,
    )) {
      t.true(
        paths.some((each) => each === file || each.startsWith(file.replace(/\/?$/, '/'))),
        `${path} names ${file}`,
      );
    }
  }
});

test('the glossary has the words of the design and of the study notes', (t) => {
  const glossary = textOf('docs/glossary.md');
  const entries = [...glossary.matchAll(/^\| ([^|]+?) +\|/gm)].map((match) => match[1]);
  const words =
    'client request server core balancer strategy pool try arrival dispatch start departure demand wait sojourn latency queued';
  for (const word of [...words.split(' '), 'service time', 'in service', 'in flight'])
    t.true(entries.includes(word), word);
  const korean = {
    '라운드 로빈': '`round-robin`',
    '가중 라운드 로빈': '`weighted-round-robin`',
    'IP 해시': '`ip-hash`',
    '최소 연결': '`least-connections`',
    '가중 최소 연결': '`weighted-least-connections`',
    '최소 응답 시간': '`least-response-time`',
    '리소스 기반': '`resource-based`',
    '스케일 업': 'scale up',
    '스케일 아웃': 'scale out',
  };
  for (const [term, word] of Object.entries(korean)) {
    t.regex(glossary, new RegExp(`^\\| ${term} +\\| ${word} +\\|`, 'm'));
    if (word.startsWith('`'))
      t.true(
        strategies.some(({ name }) => `\`${name}\`` === word),
        word,
      );
  }
});
