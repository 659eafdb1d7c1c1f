/** `steelyard compare` as a process. */
import test from 'ava';
import type { Comparison } from '../../reports/compare/comparison.ts';
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
