/** `steelyard check`, `schema`, `list`, `explain` and `init`, as processes. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from '../records/files.ts';
import { LIBRARY } from './mutants.ts';
import { PLAIN } from './scenarios.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = `
  import yargs from 'yargs';
  import { checkCommand } from './cli/check.ts';
  import { explainCommand } from './cli/explain.ts';
  import { initCommand } from './cli/init.ts';
  import { listCommand } from './cli/list.ts';
  import { schemaCommand } from './cli/schema.ts';
  await yargs(process.argv.slice(1)).command(checkCommand).command(explainCommand).command(initCommand)
    .command(listCommand).command(schemaCommand).strict().fail(false).parseAsync().catch((error) => {
      if (error.name !== 'UserError') throw error;
      console.error(error.place === undefined ? error.message : error.place + ': ' + error.message);
      process.exitCode = 2;
    });
`;

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const options = { cwd: ROOT, encoding: 'utf8' } as const;
  return spawnSync(process.execPath, ['--input-type=module', '-e', MAIN, '--', ...args], options);
}

function narrow(t: ExecutionContext, text: string): void {
  for (const line of text.split('\n')) t.true(line.length <= 80, line);
}

test('check: a line for each file, all problems of all files, and exit code 2', (t) => {
  const folder = temporaryFolder(t);
  const path = (name: string, text: string | Uint8Array) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  mkdirSync(join(folder, 'folder'));
  const { status, stdout, stderr } = run(
    'check',
    path('good.yaml', `\uFEFF${PLAIN.replace('100/s', '300/s')}`),
    path('bad.yaml', PLAIN.replace('cores: 2', 'coers: 2').replace('20ms', '20')),
    path('latin.yaml', Uint8Array.of(0x6e, 0xe9, 0x0a)),
    path('large.yaml', '#'.repeat(5_000_000)),
    join(folder, 'missing.yaml'),
    join(folder, 'folder'),
    path('trace.yaml', PLAIN.replace('process: poisson, rate: 100/s', 'process: trace, file: ./no.trace')),
  );
  t.is(status, 2);
  t.is(
    stdout.replaceAll(`${folder}/`, ''),
    'ok: good.yaml: 2 servers (4 cores), about 18,000 requests, 150% busy, random\n',
  );
  t.deepEqual(stderr.replaceAll(`${folder}/`, '').trimEnd().split('\n'), [
    'warning: good.yaml: clients shoppers offer 6 cores of work, servers web have 4: overloaded by 50%',
    'bad.yaml:5:27: clients.shoppers.demand.exponential: expected a duration with its unit, such as 20ms; got 20',
    'bad.yaml:7:19: servers.web.coers: unknown key; did you mean "cores"?',
    'latin.yaml: this is not a text file in UTF-8',
    'large.yaml: larger than 4 MiB',
    'missing.yaml: no such file',
    `${folder.slice(0, 0)}folder: this is a directory; name a file`,
    'trace.yaml:4:38: clients.shoppers.arrivals.file: ./no.trace: no such file',
  ]);
});

test('check takes --set', (t) => {
  const { status, stderr } = run('check', 'scenarios/steady.yaml', '--set', 'servers.web.coutn=3', '--set', 'seed=x');
  t.is(status, 2);
  t.deepEqual(stderr.trimEnd().split('\n'), [
    '--set seed=x: seed: expected a whole number from 0 to 9,007,199,254,740,991; got "x"',
    '--set servers.web.coutn=3: servers.web.coutn: unknown key; did you mean "count"?',
  ]);
});

test('list scenarios and strategies: each by name, in 80 columns', (t) => {
  const scenarios = run('list', 'scenarios');
  t.is(scenarios.status, 0);
  t.regex(scenarios.stdout, /^ {2}flash-crowd +Traffic triples/m);
  const named = [...scenarios.stdout.matchAll(/^ {2}(\S+) {2,}\S/gm)].map(([, name]) => `${name}.yaml`);
  t.deepEqual(named.toSorted(), [...LIBRARY.keys()].toSorted());
  t.regex(scenarios.stdout, /in scenarios\/$/m);
  narrow(t, scenarios.stdout);
  const strategies = run('list', 'strategies');
  t.regex(strategies.stdout, /^least-connections +Picks the server/m);
  narrow(t, strategies.stdout);
});

test('explain: rule, formula, failure, parameters, products and sources, in 80 columns; did you mean', (t) => {
  const { status, stdout } = run('explain', 'power-of-two');
  t.is(status, 0);
  t.regex(stdout, /^power-of-two\n\nDraws `choices` servers/);
  t.regex(stdout, /^ {2}choices: 2 +How many servers are drawn\. Takes an integer/m);
  t.regex(stdout, /^ {2}pick = argmin inService\(server\) over `choices` random servers$/m);
  t.regex(stdout, /^Fails +When servers differ/m);
  t.regex(stdout, /^Shipped as:\n- Envoy: `LEAST_REQUEST`/m);
  t.regex(run('explain', 'least-work-left').stdout, /^No balancer ships it\.$/m);
  t.regex(stdout, /^Sources:\n- /m);
  narrow(t, stdout);
  const unknown = run('explain', 'power-of-to');
  t.deepEqual([unknown.status, unknown.stderr], [2, 'unknown strategy "power-of-to"; did you mean "power-of-two"?\n']);
});

test('schema prints the JSON Schema and nothing else', (t) => {
  const { status, stdout } = run('schema');
  t.is(status, 0);
  t.like(JSON.parse(stdout), { title: 'Steelyard scenario', required: ['duration', 'clients', 'servers'] });
});

test('init writes a scenario once', (t) => {
  const file = join(temporaryFolder(t), 'mine.yaml');
  const first = run('init', file);
  t.deepEqual([first.status, first.stdout], [0, `wrote ${file}; play it with: steelyard run ${file}\n`]);
  const text = readFileSync(file, 'utf8');
  narrow(t, text);
  const again = run('init', file);
  t.deepEqual(
    [again.status, again.stderr],
    [2, `${file}: it is there already, and stays as it is; name another file\n`],
  );
  t.is(readFileSync(file, 'utf8'), text);
  t.is(run('check', file).status, 0);
});
