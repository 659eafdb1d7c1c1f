/** `steelyard compare --why`, and a warmup that is found, as a process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Comparison } from '../../reports/compare/comparison.ts';
import { fileOf, temporaryFolder } from '../records/files.ts';
import { ended, start, steelyard } from './steelyard.ts';

const SMALL = ['compare', 'scenarios/steady.yaml', '--set', 'duration=12s', '--set', 'warmup=2s'];
const TWO = [...SMALL, '--strategies', 'random,least-connections', '--replications', '2'];

test('it changes nothing else, is the same with any number of workers, and explains the first replication', async (t) => {
  const json = [...TWO, '--format', 'json'];
  const [plain, one, two] = await Promise.all([
    steelyard(...json),
    steelyard(...json, '--why', '--workers', '1'),
    steelyard(...json, '--why', '--workers', '2'),
  ]);
  t.is(one.code, 0, one.stderr);
  t.is(one.stdout, two.stdout);
  const { why, ...rest } = JSON.parse(one.stdout) as Comparison;
  t.is(`${JSON.stringify(rest, null, 2)}\n`, plain.stdout);
  t.is(why!.seed, rest.seed);
  for (const [index, variant] of rest.variants.entries()) {
    const { name, latencyMs, decisions } = why!.variants[index];
    t.is(name, variant.name);
    t.is(latencyMs!.mean, variant.metrics.mean.values[0]!);
    t.is(decisions.sample.length, 1000);
  }
});

test('it is said in words, in 80 columns, and stands in the folder', async (t) => {
  const out = temporaryFolder(t);
  const { stdout, code } = await steelyard(...TWO, '--why', '--out', out);
  t.is(code, 0);
  t.regex(
    stdout,
    /^In the run of seed 1 least-connections is [\d.]+ ms faster than random on average:\sit\swaits\s[\d.]+\sms\sless\./m,
  );
  t.regex(stdout, /^where requests go +slowest +idle +repeats +chance +best +regret$/m);
  for (const line of stdout.split('\n')) t.true(line.length <= 80, line);
  const page = readFileSync(join(out, 'index.html'), 'utf8');
  const summary = readFileSync(join(out, 'comparison.md'), 'utf8');
  for (const text of [page, summary]) t.regex(text, /it waits [\d.]+ ms less/);
  t.regex(page, /<code>npx steelyard compare .* --why<\/code>/);
});

test('how a warmup was found is told', async (t) => {
  const args = ['compare', 'scenarios/steady.yaml', '--set', 'duration=12s', '--set', 'warmup=auto'];
  const two = ['--strategies', 'random,round-robin', '--replications', '2'];
  const [text, json] = await Promise.all([steelyard(...args, ...two), steelyard(...args, ...two, '--format', 'json')]);
  t.regex(text.stdout, /after\sa\swarmup\sof\s[\d.]+ s\s\(found\sby\sMSER-5\)\./);
  const { variants } = JSON.parse(json.stdout) as Comparison;
  t.true(variants.every(({ warmupMethod, warmupS }) => warmupMethod === 'MSER-5' && warmupS > 0));
});

const HERALD = `export default {
  name: 'herald',
  create: (pool) => (process.stderr.write('begun\\n'), { pick: ({ id }) => id % pool.size }),
};`;

test('Ctrl-C while a warmup is looked for', async (t) => {
  const two = ['--strategies', `${fileOf(t, HERALD, 'herald.ts')},random`];
  const child = start('compare', 'scenarios/steady.yaml', '--set', 'duration=9d', '--set', 'warmup=auto', ...two);
  const end = ended(child);
  await new Promise<void>((resolve) => void child.stderr!.once('data', () => resolve()));
  child.kill('SIGINT');
  const { code, stdout, stderr } = await end;
  t.is(code, 130);
  t.is(stdout, '');
  t.is(stderr, 'begun\ninterrupted: nothing is kept; with --out the runs that are done would be\n');
});
