/** `steelyard compare` as a process. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Comparison } from '../../reports/compare/comparison.ts';
import { temporaryFolder } from '../records/files.ts';
import { commandLines, steelyard } from './steelyard.ts';

const SMALL = ['compare', 'scenarios/steady.yaml', '--set', 'duration=12s', '--set', 'warmup=2s'];
const THREE = [...SMALL, '--strategies', 'random,least-connections,power-of-two{choices: 3}'];

test('the same bytes with 1, 2 and 7 workers, and the same values as a run of each', async (t) => {
  const [one, two, seven] = await Promise.all(
    ['1', '2', '7'].map(
      async (workers) => await steelyard(...THREE, '--workers', workers, '--replications', '4', '--format', 'json'),
    ),
  );
  t.is(one.code, 0, one.stderr);
  t.is(one.stdout, two.stdout);
  t.is(one.stdout, seven.stdout);
  const { variants, seed } = JSON.parse(one.stdout) as Comparison;
  t.deepEqual(
    variants.map(({ name }) => name),
    ['random', 'least-connections', 'power-of-two{choices: 3}'],
  );
  const args = ['--seed', String(seed + 2), '--strategy', 'least-connections', '--format', 'json'];
  const { stdout } = await steelyard('run', ...SMALL.slice(1), ...args);
  const [result] = (
    JSON.parse(stdout) as { results: { latencyMs: { mean: number }; latencyAllMs: { p999: number } }[] }
  ).results;
  t.is(variants[1].metrics.mean.values[2], result.latencyMs.mean);
  t.is(variants[1].metrics.p999.values[2], result.latencyAllMs.p999);
});

test('variants: a single one is compared with the scenario as it is', async (t) => {
  const half = 'half: servers.web.count=6, balancer.strategy={name: power-of-two, choices: 2}';
  const more = ['--strategies', 'random', '--replications', '3', '--format', 'json'];
  const { stdout, code } = await steelyard(...SMALL, ...more, '--variant', half);
  t.is(code, 0);
  const { variants } = JSON.parse(stdout) as Comparison;
  t.deepEqual(
    variants.map(({ name }) => name),
    ['as it is', 'half'],
  );
  t.deepEqual(variants[1].set.slice(2), ['servers.web.count=6', 'balancer.strategy={name: power-of-two, choices: 2}']);
});

test('text says who wins and how sure, in 80 columns', async (t) => {
  const { stdout } = await steelyard(...THREE, '--replications', '6', '--metric', 'mean');
  t.regex(stdout, /than random by [\d.]+ % to [\d.]+ %/);
  t.regex(stdout, /6 replications each, of seeds/);
  for (const line of stdout.split('\n')) t.true(line.length <= 80, line);
});

test('a baseline: the same is no worse, a slower one fails, and what is not the same question is refused', async (t) => {
  const file = join(temporaryFolder(t), 'base.json');
  const one = [...SMALL, '--strategies', 'least-connections', '--replications', '6'];
  const gate = ['--baseline', file, '--gate'];
  const saved = await steelyard(...one, '--save-baseline', file);
  t.is(saved.code, 0, saved.stderr);
  const other = { ...(JSON.parse(readFileSync(file, 'utf8')) as object), steelyard: '0.0.9' };
  writeFileSync(`${file}.old`, JSON.stringify(other));
  const [same, slower] = await Promise.all([
    steelyard(...one, ...gate),
    steelyard(...one, ...gate, '--set', 'servers.web.speed=0.9'),
  ]);
  t.is(same.code, 0);
  t.regex(same.stdout, /^The gate holds: 7 metrics against the baseline, tolerance 5 %; 2 objectives\.$/m);
  t.is(slower.code, 1);
  t.regex(slower.stdout, /^mean of least-connections: worse by \d+ %, higher by/m);
  t.regex(
    slower.stdout,
    /^ {2}npx steelyard compare scenarios\/steady\.yaml .*--seed 1 --replications 6 .* --gate --tolerance 5%$/m,
  );

  const refused = await commandLines([
    [...one, ...gate, '--set', 'duration=13s'],
    [...one, ...gate, '--set', 'clients.visitors.timeout=1s'],
    [...one, ...gate, '--seed', '3'],
    ['compare', 'scenarios/overload.yaml', '--strategies', 'random', ...gate],
    [...SMALL, '--strategies', 'random,c3', ...gate],
    [...one, '--baseline', `${file}.old`],
  ]);
  const said = refused.map((each) => each.said.replaceAll(file, 'F').trimEnd());
  t.deepEqual(
    refused.map(({ code }) => code),
    [2, 2, 2, 2, 2, 2],
  );
  t.regex(said[0], /^F: it is of another scenario: duration was 12s, is 13s$/);
  t.regex(said[1], /^F: it is of another scenario: clients\.visitors\.timeout was left out, is 1s$/);
  t.regex(said[2], /^F: it is of another scenario: seed was 1, is 3$/);
  t.regex(said[3], /F: it is of another scenario: it is of steady, and this is overload$/);
  t.regex(said[4], /^F: it has no random; it has least-connections$/);
  t.regex(said[5], /^F\.old: made by steelyard 0\.0\.9, and this is [\d.]+; save it anew with --save-baseline$/);
});

test('warmup: auto is the same question whoever answers: the warmup of the baseline is taken over', async (t) => {
  const folder = temporaryFolder(t);
  const [asItIs, fast] = [join(folder, 'as-it-is.json'), join(folder, 'fast.json')];
  const auto = 'compare scenarios/steady.yaml --set duration=6s --set warmup=auto --replications 2 --format json'.split(
    ' ',
  );
  const one = [...auto, '--strategies', 'least-connections'];
  const faster = ['--set', 'servers.web.speed=1.5'];
  await Promise.all([
    steelyard(...one, '--save-baseline', asItIs),
    steelyard(...one, '--save-baseline', fast, ...faster),
  ]);
  const warmupOf = (text: string): number => (JSON.parse(text) as Comparison).variants[0].warmupS;
  const [shorter, longer] = [asItIs, fast].map((file) => warmupOf(readFileSync(file, 'utf8')));
  t.true(shorter < longer, `${shorter} s and ${longer} s`);
  const [sooner, later] = await Promise.all([
    steelyard(...one, '--baseline', fast),
    steelyard(...one, '--baseline', asItIs, ...faster),
  ]);
  t.deepEqual([sooner.code, later.code], [0, 0], sooner.stderr + later.stderr);
  t.deepEqual([warmupOf(sooner.stdout), warmupOf(later.stdout)], [longer, shorter]);
  const told = /^note: .*\.json: its warmup of \w+ is left out here too; warmup: auto finds \w+ now$/gm;
  for (const { stderr } of [sooner, later]) t.is(stderr.match(told)?.length, 1, stderr);
  const warningsOf = (text: string): string[] => (JSON.parse(text) as Comparison).variants[0].warnings;
  t.deepEqual(warningsOf(sooner.stdout), []);
  t.regex(warningsOf(later.stdout)[0], /^not settled after the baseline's warmup of \w+, but after \w+; save it anew/);
});

test('a baseline that is damaged is refused, and what is wrong is named', async (t) => {
  const folder = temporaryFolder(t);
  const one = [...SMALL, '--strategies', 'random', '--replications', '2'];
  const whole = join(folder, 'whole');
  await steelyard(...one, '--save-baseline', whole);
  const text = readFileSync(whole, 'utf8');
  const damages: Record<string, [damaged: string, said: string]> = {
    bare: ['{"kind":"baseline","steelyard":"0.1.0"}', 'schemaVersion'],
    young: [text.replace('"schemaVersion":1', '"schemaVersion":2'), 'schemaVersion'],
    nameless: [text.replace(/"steelyard":"[^"]*",/, ''), 'steelyard'],
    empty: [text.replace(/"variants":.*/, '"variants":[]}'), 'variants'],
    played: [text.replace(/"replications":\[.*?\],"asked"/, '"replications":[],"asked"'), 'variants.0.replications'],
    valueless: [text.replace(/"p99":[^,]*,/, ''), 'variants.0.replications.0.values.p99'],
  };
  for (const [name, [damaged]] of Object.entries(damages)) writeFileSync(join(folder, name), damaged);
  const names = Object.keys(damages);
  const ends = await commandLines(names.map((name) => [...one, '--baseline', join(folder, name)]));
  for (const [index, name] of names.entries()) {
    const said = `damaged: ${damages[name][1]} is missing or wrong; save it anew with --save-baseline`;
    t.deepEqual(ends[index], { code: 2, said: `${join(folder, name)}: ${said}\n` });
  }
});

test('a baseline replaces a regular file and nothing else, which is told before anything is played', async (t) => {
  const folder = temporaryFolder(t);
  const [pipe, link, real, scenario] = ['pipe', 'link', 'real', 'scenario.yaml'].map((name) => join(folder, name));
  execFileSync('mkfifo', [pipe]);
  symlinkSync('real', link);
  writeFileSync(real, 'older');
  copyFileSync('scenarios/steady.yaml', scenario);
  const one = ['compare', scenario, ...SMALL.slice(2), '--strategies', 'random', '--replications', '2'];
  const save = (file: string) => [...one, '--save-baseline', file];
  const ends = await commandLines([pipe, folder, scenario, 'package.json/x', link].map(save));
  t.deepEqual(ends.slice(0, 4), [
    { code: 2, said: `${pipe}: this is not a regular file; name another\n` },
    { code: 2, said: `${folder}: this is a directory; name a file\n` },
    { code: 2, said: `${scenario}: this is a scenario, which would be overwritten; name another file\n` },
    { code: 2, said: 'package.json: there can be no folder, because a file is there; choose another one\n' },
  ]);
  t.true(lstatSync(pipe).isFIFO());
  t.true(lstatSync(link).isSymbolicLink());
  t.regex(readFileSync(real, 'utf8'), /^{"steelyard":/);
});

test('replications are added in batches until it is sure enough, or there are too many', async (t) => {
  const two = [...SMALL, '--strategies', 'least-connections,power-of-two', '--format', 'json'];
  const [wide, limited] = await Promise.all([
    steelyard(...two, '--until', '60%'),
    steelyard(...two, '--until', '0.1%', '--replications', '12'),
  ]);
  const [reached, not] = [wide, limited].map(({ stdout }) => JSON.parse(stdout) as Comparison);
  t.deepEqual([reached.replications, reached.method.until], [10, { halfWidth: 0.6, reached: true }]);
  t.deepEqual([not.replications, not.method.until], [12, { halfWidth: 0.001, reached: false }]);
});

test('of a single variant the change since the baseline is what is to be known', async (t) => {
  const file = join(temporaryFolder(t), 'base.json');
  const one = [...SMALL, '--strategies', 'least-connections'];
  const saved = await steelyard(...one, '--replications', '12', '--save-baseline', file);
  t.is(saved.code, 0, saved.stderr);
  const changed = [...one, '--set', 'servers.web.speed=0.9', '--baseline', file, '--format', 'json'];
  const [wide, narrow, alone] = await Promise.all([
    steelyard(...changed, '--until', '200%'),
    steelyard(...changed, '--until', '0.1%'),
    steelyard(...one, '--until', '5%', '--save-baseline', `${file}.other`),
  ]);
  const [reached, not] = [wide, narrow].map(({ stdout }) => JSON.parse(stdout) as Comparison);
  t.deepEqual([reached.replications, reached.method.until], [10, { halfWidth: 2, reached: true }]);
  t.deepEqual([not.replications, not.method.until], [12, { halfWidth: 0.001, reached: false }]);
  t.is(alone.code, 2);
  t.regex(
    alone.stderr,
    /^--until: there is only least-connections, so no difference: give --baseline FILE, or two variants\n$/,
  );
});

const WRONG: Record<string, [args: string[], said: RegExp]> = {
  'one thing': [['--strategies', 'random'], /^there is only random; a comparison needs two: --strategies A,B or/],
  'no replications': [['--replications', '0'], /^--replications: expected a whole number from 2 to 10,000; got "0"$/],
  'one replication': [['--replications', '1'], /^--replications: expected a whole number from 2/],
  'no workers': [['--workers', '0'], /^--workers: expected a whole number from 1/],
  'a variant without a name': [['--variant', 'servers.web.count=6'], /^--variant: expected NAME: PATH=VALUE, such as/],
  'a variant of what is not there': [
    ['--variant', 'x: servers.wbe.count=6'],
    /^--set servers.wbe.count=6: servers has no/,
  ],
  'two of a name': [['--variant', 'x: seed=1', '--variant', 'x: seed=2'], /^--variant: two variants are called x$/],
  'a tolerance without a unit': [['--tolerance', '5'], /^--tolerance: expected a percentage such as 5%; got "5"$/],
  'no precision': [['--until', '0%'], /^--until: expected a percentage such as 5%; got "0%"$/],
  'nothing to go on with': [['--resume'], /^--resume: it needs --out, where the journal is$/],
  'a folder below a file': [
    ['--strategies', 'random,c3', '--out', 'package.json'],
    /^package.json: there can be no folder/,
  ],
  'a baseline that is not there': [['--baseline', 'nowhere.json'], /^nowhere.json: no such file/],
  'a baseline that is none': [
    ['--baseline', 'package.json'],
    /^package.json: this is no baseline; `steelyard compare .../,
  ],
  'JUnit without a gate': [['--format', 'junit'], /^--format: junit tells of a gate; give --gate too$/],
  'a variant of another seed': [
    ['--variant', 'x: seed=50'],
    /^the seed is 1 in as it is, \w+ and 50 in x, \w+, and must be the same: give --seed N, and none in a --variant$/,
  ],
  'an unknown metric': [['--metric', 'p98'], /^--metric: expected mean, p50/],
};

test('what is wrong is told in one line', async (t) => {
  const all = Object.entries(WRONG);
  const ends = await commandLines(all.map(([, [args]]) => [...SMALL, ...args]));
  for (const [index, [what, [, said]]] of all.entries()) {
    t.is(ends[index].code, 2, what);
    t.regex(ends[index].said.trimEnd(), said, what);
    t.is(ends[index].said.trimEnd().split('\n').length, 1, what);
  }
});
