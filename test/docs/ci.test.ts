/** The workflows that users copy: YAML, with the command that docs/ci.md shows, in which every option is known. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { commandLines } from '../cli/steelyard.ts';
import { root } from '../tidiness/files.ts';

const textOf = (path: string): string => readFileSync(root + path, 'utf8');
const GATE = 'npx steelyard compare shop.yaml --baseline baseline.json --gate --tolerance 5%';

test('both are YAML and run the gate of the page', async (t) => {
  t.true(textOf('docs/ci.md').includes(`${GATE}\n`));
  for (const path of ['docs/ci/github.yml', 'docs/ci/gitlab.yml']) {
    const text = textOf(path);
    t.notThrows(() => parse(text), path);
    const [command] = /npx steelyard .*/.exec(text)!;
    t.true(command.startsWith(`${GATE} --out gate --format `), path);
    // All is well with it but that there is no such scenario here.
    const [{ said }] = await commandLines([command.split(' ').slice(2)]);
    t.regex(said, /^shop\.yaml: no such file/);
  }
});
