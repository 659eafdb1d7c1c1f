/** The scenarios that come along, and what is made of the schema. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { STARTER } from '../../cli/init.ts';
import { loadLibrary } from '../../cli/library.ts';
import { expectedRequests } from '../../sim/scenario/offered-load.ts';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.ts';
import { scenariosPage } from '../../tools/scenarios-page.ts';
import { LIBRARY } from './mutants.ts';
import { load, PLAIN } from './scenarios.ts';
import { accepts } from './validate.ts';

const SCHEMA = scenarioJsonSchema() as Record<string, unknown>;
const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

for (const [name, text] of LIBRARY) {
  test(`${name} asks a question, is small, and is right`, async (t) => {
    const { world, strategies } = await load(text);
    t.is(`${world.name}.yaml`, name);
    t.regex(world.summary, /\?$/);
    t.deepEqual(
      world.warnings.filter((warning) => !warning.includes(': overloaded by')),
      [],
    );
    t.true(strategies.length >= 5);
    t.true(world.objectives.length > 0);
    t.true(expectedRequests(world) < 400_000);
    t.true(accepts(SCHEMA, parse(text)));
    t.regex(text, /^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n# /);
  });
}

test('each scenario stands in one group', async (t) => {
  const groups = await loadLibrary();
  const names = groups.flatMap(({ scenarios }) => scenarios.map(({ world }) => `${world.name}.yaml`));
  t.deepEqual(names.toSorted(), [...LIBRARY.keys()].toSorted());
  t.true(names.length >= 20);
});

test('the flagship is that of the design', async (t) => {
  const { world, strategies } = await load(LIBRARY.get('flash-crowd.yaml') ?? '');
  t.true(strategies.some(({ label }) => label === 'least-connections'));
  t.like(world, { name: 'flash-crowd', seed: 7, duration: 600e9, warmup: 60e9, drain: 2e9 });
  t.like(world.clients[0], { name: 'shoppers', timeout: 2e9, addresses: { count: 50_000, zipf: 1.1 } });
  t.like(world.clients[0].classes[0], { demand: { kind: 'exponential', mean: 20e6 }, memory: 8_388_608 });
  const points = [
    [0, 3e-7],
    [120e9, 9e-7],
    [240e9, 9e-7],
    [300e9, 3e-7],
  ].map(([at, rate]) => ({ at, rate }));
  t.deepEqual(world.clients[0].arrivals, { process: 'poisson', rate: points });
  t.is(world.servers.length, 6);
  t.like(world.servers[5], { name: 'web/5', cores: 4, memory: 4_294_967_296 });
  t.deepEqual(
    world.objectives.map(({ text }) => text),
    ['p99 < 250ms', 'availability >= 99.9%'],
  );
});

test('what `steelyard init` writes is right', async (t) => {
  const { world } = await load(STARTER);
  t.deepEqual(world.warnings, []);
  t.true(accepts(SCHEMA, parse(STARTER)));
});

test('the JSON Schema refuses what the loader refuses', (t) => {
  const wrong: [string, string][] = [
    ['duration: 1m', 'duration: 60'],
    ['count: 2', 'coutn: 2'],
    ['count: 2', 'count: 0'],
    ['20ms', '20msec'],
    ['process: poisson', 'process: possion'],
    ['strategy: random', 'strategy: rondom'],
    ['strategy: random', 'strategy: {name: power-of-two, choices: 0}'],
    ['web:', '"my web":'],
  ];
  t.true(accepts(SCHEMA, parse(PLAIN)));
  for (const [from, to] of wrong) t.false(accepts(SCHEMA, parse(PLAIN.replace(from, to))), to);
});

test('scenario.schema.json and the page are made of the schema as it is', (t) => {
  const how = 'run: node tools/scenarios-page.ts && npm run format';
  t.deepEqual(JSON.parse(file('scenarios/scenario.schema.json')), SCHEMA, how);
  t.is(file('docs/scenarios.md'), scenariosPage(), how);
});
