/** What `steelyard run` prints and writes, and what it says where that is not possible. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Report } from '../../reports/report.ts';
import { fileOf, temporaryFolder } from '../records/files.ts';
import { PLAIN } from '../scenario/scenarios.ts';
import { ended, startShell, steelyard } from './steelyard.ts';

const SHORT = ['run', 'scenarios/steady.yaml', '--set', 'duration=31s', '--strategy', 'random'];
const CHARTS = [
  'fairness-over-time',
  'in-flight-by-server',
  'latency-by-percentile',
  'latency-over-time',
  'requests-over-time',
  'utilization-by-server',
  'work-by-server',
];
const FILES = [
  'index.html',
  'report.csv',
  'report.json',
  'report.md',
  ...CHARTS.flatMap((name) => [`${name}.png`, `${name}.svg`, `${name}.vl.json`]),
].toSorted();

test('in a pipe: text without escape codes; the exit code tells whether objectives hold', async (t) => {
  const { code, stdout, stderr } = await steelyard(...SHORT);
  t.deepEqual([code, stderr], [1, '']);
  t.regex(stdout, /^steady, seed 1\n/);
  t.false(stdout.includes('\u001B'));
  const held = await steelyard(...SHORT, '--set', 'objectives=["p99 < 10s"]');
  t.deepEqual([held.code, held.stderr], [0, '']);
});

test('on a terminal there are colours, but not with NO_COLOR', async (t) => {
  // Node colours nothing under CI, nor on a terminal without a name.
  const run = `env -u CI TERM=xterm-256color script -qec "$STEELYARD ${SHORT.join(' ')}" /dev/null`;
  const coloured = await ended(startShell(run));
  if (coloured.stderr.includes('script: command not found')) return t.log('there is no `script`: skipped');
  t.true(coloured.stdout.includes('\u001B[1msteady'));
  const plain = await ended(startShell(`NO_COLOR=1 ${run}`));
  t.regex(plain.stdout, /steady, seed 1/);
  // The bar moves the cursor, but colours nothing.
  t.notRegex(plain.stdout, /\[\d+m/);
});

test('FORCE_COLOR colours in a pipe too, unless it says not to', async (t) => {
  const shown = async (force: string): Promise<string> =>
    (await ended(startShell(`NO_COLOR= FORCE_COLOR=${force} $STEELYARD ${SHORT.join(' ')}`))).stdout;
  t.true((await shown('1')).includes('\u001B[1msteady'));
  t.false((await shown('0')).includes('\u001B'));
});

test('ASCII where the locale is not of UTF-8, and on a dumb terminal', async (t) => {
  const shown = async (env: string): Promise<string> =>
    (await ended(startShell(`${env} $STEELYARD ${SHORT.join(' ')}`))).stdout;
  t.regex(await shown('LC_ALL=C.UTF-8'), /^─+$/m);
  t.regex(await shown('LC_ALL= LC_CTYPE= LANG='), /^─+$/m);
  for (const env of ['LC_ALL=C', 'LC_ALL= LC_CTYPE=de_DE.ISO-8859-1', 'TERM=dumb LC_ALL=C.UTF-8']) {
    const text = await shown(env);
    t.regex(text, /^-+$/m);
    t.regex(text, /^[ -~\n]+$/, env);
  }
});

test('a narrow terminal gets narrow lines', async (t) => {
  const commands = [SHORT, ['list', 'scenarios'], ['explain', 'prequal'], ['run', '--help']];
  for (const args of commands) {
    const typed = `stty cols 44; $STEELYARD ${args.map((each) => `"${each}"`).join(' ')} 2>&-`;
    const { stdout, stderr } = await ended(startShell(`TERM=dumb script -qec '${typed}' /dev/null`));
    if (stderr.includes('script: command not found')) return t.log('there is no `script`: skipped');
    const wide = stdout.split(/\r?\n/).filter((line) => line.length > 44 && line.includes(' '));
    t.deepEqual(wide, [], args.join(' '));
  }
});

test('--format json is one document, of several scenarios a list; csv has one header', async (t) => {
  const one = await steelyard(...SHORT, '--format', 'json');
  t.is((JSON.parse(one.stdout) as Report).scenario, 'steady');
  const both = ['run', 'scenarios/steady.yaml', 'scenarios/slow-server.yaml', '--strategy', 'random'];
  const few = ['--set', 'duration=31s', '--set', 'warmup=30s'];
  const list = await steelyard(...both, ...few, '--format', 'json');
  const reports = JSON.parse(list.stdout) as Report[];
  t.deepEqual(
    reports.map(({ scenario }) => scenario),
    ['steady', 'slow-server'],
  );
  t.is(list.stderr, '');
  const csv = await steelyard(...both, ...few, '--format', 'csv');
  t.is(csv.stdout.match(/^scenario,/gm)?.length, 1);
  t.is(csv.stdout.trimEnd().split('\n').length, 3);
  const markdown = await steelyard(...both, ...few, '--format', 'markdown');
  t.is(markdown.stdout.match(/^### /gm)?.length, 2);
});

test('a large document arrives whole at a reader that takes its time', async (t) => {
  const many = '--set servers.web.count=3000 --set warmup=30s --format json';
  const { stdout } = await ended(startShell(`$STEELYARD ${SHORT.join(' ')} ${many} | (sleep 1; cat)`));
  t.true(stdout.length > 1_000_000);
  t.is((JSON.parse(stdout) as Report).results[0].servers.length, 3000);
});

test('a reader that goes is no mistake, and the folder is still written', async (t) => {
  const out = join(temporaryFolder(t), 'out');
  const run = `$STEELYARD ${SHORT.join(' ')} --set servers.web.count=3000 --format json --out ${out}`;
  const { code, stderr } = await ended(startShell(`set -o pipefail; ${run} | head -c 10`));
  t.deepEqual([code, stderr], [0, `report: ${join(out, 'index.html')}\n`]);
  t.deepEqual(readdirSync(out).toSorted(), FILES);
});

test('where there is no room on the device, one line says so', async (t) => {
  const full = await ended(startShell(`$STEELYARD ${SHORT.join(' ')} --format json > /dev/full`));
  t.deepEqual([full.code, full.stderr], [2, 'standard output: no space left on the device\n']);
  const list = await ended(startShell('$STEELYARD list strategies > /dev/full'));
  t.deepEqual([list.code, list.stderr], [2, 'standard output: no space left on the device\n']);
  const events = await steelyard(...SHORT, '--events', '/dev/full');
  t.deepEqual([events.code, events.stdout, events.stderr], [2, '', '/dev/full: no space left on the device\n']);
});

test('on a full disk there is no half of a file', async (t) => {
  const disk = join(temporaryFolder(t), 'disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]).status !== 0) {
    return t.log('a small disk cannot be mounted here: skipped');
  }
  try {
    const out = join(disk, 'out');
    const folder = await steelyard(...SHORT, '--out', out);
    t.is(folder.code, 2);
    t.is(folder.stderr, `${out}: cannot write the report: the disk is full; choose another folder\n`);
    t.deepEqual(readdirSync(out), []);
    const events = await steelyard(...SHORT, '--events', join(disk, 'events'));
    t.deepEqual([events.code, events.stderr], [2, `${join(disk, 'events')}: no space left on the device\n`]);
    t.regex(readFileSync(join(disk, 'events'), 'utf8'), /^(\{.*\}\n)*$/);
    // What is left of the room goes too.
    spawnSync('sh', ['-c', 'cat /dev/zero > fill'], { cwd: disk });
    const before = readdirSync(disk);
    const starter = join(disk, 'starter.yaml');
    const init = await steelyard('init', starter);
    t.deepEqual([init.code, init.stderr], [2, `${starter}: no space left on the device\n`]);
    t.deepEqual(readdirSync(disk), before);
  } finally {
    spawnSync('umount', [disk]);
  }
});

test('two runs into one folder at once: every file is whole, and one of theirs', async (t) => {
  const out = join(temporaryFolder(t), 'out');
  const seeds = ['1', '2'];
  const runs = seeds.map((seed) => steelyard(...SHORT, '--seed', seed, '--format', 'json', '--out', out));
  const printed = (await Promise.all(runs)).map(({ stdout }) => stdout);
  t.deepEqual(readdirSync(out).toSorted(), FILES);
  t.true(printed.includes(readFileSync(join(out, 'report.json'), 'utf8')));
  t.regex(readFileSync(join(out, 'index.html'), 'utf8'), /^<!doctype html>[^]*Seed [12]\.[^]*<\/html>\n$/);
});

test('stories of requests: JSON lines of every request, with strategy and seed', async (t) => {
  const events = join(temporaryFolder(t), 'events');
  const { stdout } = await steelyard(...SHORT, '--replications', '2', '--events', events, '--format', 'json');
  const lines = readFileSync(events, 'utf8').trimEnd().split('\n');
  const stories = lines.map((line) => JSON.parse(line) as { seed: number; arrivalNs: number; outcome: string });
  t.deepEqual([...new Set(stories.map(({ seed }) => seed))], [1, 2]);
  const counted = stories.filter(({ arrivalNs }) => arrivalNs >= 30e9);
  t.is(counted.length, (JSON.parse(stdout) as Report).results[0].requests.arrived);
  t.true(counted.every(({ outcome }) => outcome === 'succeeded'));
});

test('an overloaded system: a warning on standard error, by how much, and an end', async (t) => {
  const file = fileOf(t, PLAIN.replace('100/s', '300/s'), 'busy.yaml');
  const { code, stdout, stderr } = await steelyard('run', file, '--format', 'json');
  t.is(code, 0);
  t.is(stderr, 'warning: clients shoppers offer 6 cores of work, servers web have 4: overloaded by 50%\n');
  const [{ requests, warnings }] = (JSON.parse(stdout) as Report).results;
  t.is(warnings.length, 1);
  t.true(requests.arrived > 15_000);
});

test('more in flight than a run can hold: one line, with what to do', async (t) => {
  const text = `duration: 3h
drain: 1s
clients:
  users: {arrivals: {process: users, count: 10, think: 0s}, demand: {constant: 1h}, timeout: 2ms}
servers:
  web: {count: 1, discipline: fifo}
balancer: {strategy: random}
`;
  const { code, stdout, stderr } = await steelyard('run', fileOf(t, text, 'flood.yaml'));
  t.deepEqual([code, stdout], [2, '']);
  t.regex(
    stderr,
    /^flood: more than 1048586 requests in flight with random, after 315 s; .*: add servers, lower the rate, or .*\n$/,
  );
});
