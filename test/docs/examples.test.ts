/**
 * The examples of the documents, run in a copy of the project. In ```sh blocks each command exits with 0, or as a comment
 * `# exit code 1` at its end says; an ```output block is what the shell block before it prints; ```yaml blocks are whole scenarios;
 * a block whose first line is the comment `# shop.yaml` or `// mine.ts` is that file. With UPDATE_GOLDENS=1 output blocks are renewed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { createClone } from './clone.ts';
import { root } from '../tidiness/files.ts';
import { blocksOf, commandsOf, documents, fileNameOf } from './documents.ts';

const LANGUAGES = ['sh', 'output', 'yaml', 'ts', 'text'];
const PICTURE = 'docs/images/flash-crowd.svg';

/** Writes into the document what is printed now: from the first line that begins with the same word, as many lines as there were. */
function renew(path: string, output: string, printed: string): void {
  const [word = ''] = output.split(/\s/, 1);
  const lines = printed.split('\n');
  const first = lines.findIndex((line) => line.startsWith(word));
  if (first === -1) return;
  const text = lines.slice(first, first + output.split('\n').length - 1).join('\n');
  const file = join(root, path);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(output, () => `${text}\n`),
  );
}

for (const { path, blocks } of documents()) {
  if (blocks.every(({ language }) => language === 'text')) continue;
  test(`the examples of ${path} do what they say`, (t) => {
    const { folder, run } = createClone(t);
    let printed = '';
    for (const block of blocks) {
      t.true(LANGUAGES.includes(block.language), `${block.place}: say sh, output, yaml, ts or text`);
      const name = fileNameOf(block);
      if (name !== undefined) writeFileSync(join(folder, name), block.text);
      if (block.language === 'output') {
        if (process.env['UPDATE_GOLDENS'] === '1') renew(path, block.text, printed);
        else t.true(printed.includes(block.text), `${block.place} is not what is printed:\n${printed}`);
      }
      if (block.language !== 'sh') continue;
      const outcomes = commandsOf(block).map(({ line, exitCode }) => {
        const outcome = run(line);
        t.is(outcome.exitCode, exitCode, `${block.place}: ${line}\n${outcome.stderr}`);
        return outcome;
      });
      printed = outcomes.map(({ stdout }) => stdout).join('');
    }
    for (const block of blocks.filter(({ language }) => language === 'yaml')) {
      const name = fileNameOf(block) ?? 'example.yaml';
      writeFileSync(join(folder, name), block.text);
      const { exitCode, stderr } = run(`npx steelyard check ${name}`);
      t.is(exitCode, 0, `${block.place} is no whole scenario: ${stderr}`);
    }
    if (path === 'README.md') {
      const chart = readFileSync(join(folder, 'reports-out/latency-over-time.svg'), 'utf8');
      const picture = new URL(`../../${PICTURE}`, import.meta.url);
      if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(picture, chart);
      t.true(
        readFileSync(picture, 'utf8') === chart,
        `${PICTURE} is not what npm start draws: UPDATE_GOLDENS=1 renews it`,
      );
    }
  });
}

test('`npm start` ends with 0 though an objective is missed, and with 2 when the input is wrong', (t) => {
  const { folder, run } = createClone(t);
  const flagship = join(folder, 'scenarios/flash-crowd.yaml');
  const scenario = readFileSync(flagship, 'utf8');
  writeFileSync(flagship, scenario.replace('duration: 10m', 'duration: 90s').replace('p99 < 250ms', 'p99 < 1ms'));
  const missed = run('npm start');
  t.is(missed.exitCode, 0, missed.stderr);
  t.regex(missed.stdout, /^No strategy meets all objectives\.$/m);
  t.regex(missed.stderr, /^report: reports-out\/index\.html$/m);
  writeFileSync(flagship, scenario.replace('duration: 10m', 'duration: 10'));
  t.is(run('npm start').exitCode, 2);
});

test('blocks, their files and their commands are found', (t) => {
  const text =
    'a\n\n```yaml\n# a.yaml\nb: 1\n```\n\n```sh\nnpx steelyard run \\\n  a.yaml # exit code 1\n\n# c\nnode <name>\n```\n';
  const [yaml, shell] = blocksOf('x.md', text);
  t.deepEqual(yaml, { language: 'yaml', text: '# a.yaml\nb: 1\n', place: 'x.md:3' });
  t.is(fileNameOf(yaml), 'a.yaml');
  t.is(fileNameOf(shell), undefined);
  t.deepEqual(commandsOf(shell), [{ line: 'npx steelyard run a.yaml # exit code 1', exitCode: 1 }]);
});
