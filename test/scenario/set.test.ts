/** `--set path=value`. */
import test from 'ava';
import { load, PLAIN, wrong } from './scenarios.ts';

test('changes a value, adds an optional key, and leaves the rest', async (t) => {
  const { world } = await load(PLAIN, [
    'servers.web.count=3',
    'clients.shoppers.timeout=2s',
    'clients.shoppers.addresses.count=5',
    'clients.shoppers.arrivals.rate=[[0s, 1/s], [10s, 2/s]]',
    'clients.shoppers.arrivals.rate.1.1=4/s',
    'balancer.strategy={name: power-of-two, choices: 3}',
  ]);
  t.is(world.servers.length, 3);
  t.is(world.servers[0].cores, 2);
  t.is(world.clients[0].timeout, 2e9);
  t.deepEqual(world.clients[0].addresses, { count: 5, zipf: 0 });
  t.deepEqual(world.clients[0].arrivals, {
    process: 'poisson',
    rate: [
      { at: 0, rate: 1e-9 },
      { at: 1e10, rate: 4e-9 },
    ],
  });
  t.is(world.balancers[0].strategy?.label, 'power-of-two{choices: 3}');
});

test('changes one of two groups that share their text by an alias', async (t) => {
  const text = PLAIN.replace('web:', 'web: &servers').replace('balancer:', '  more: *servers\nbalancer:');
  const { world } = await load(text, ['servers.more.cores=8']);
  t.deepEqual(
    world.servers.map(({ name, cores }) => `${name} ${cores}`),
    ['web/0 2', 'web/1 2', 'more/0 8', 'more/1 8'],
  );
});

const CASES: [string, string][] = [
  ['servers.web.cout=3', 'servers.web.cout: unknown key; did you mean "count"?'],
  ['servers.web.count=many', 'servers.web.count: expected a whole number from 1 to 1,000,000; got "many"'],
  ['servers.wep.count=3', 'servers has no "wep", and --set creates none; did you mean "web"?'],
  ['clients.bots.timeout=1s', 'clients has no "bots", and --set creates none; it has shoppers'],
  ['clients.shoppers.mix.a.share=1', 'clients.shoppers.mix has no "a", and --set creates none; it has none'],
  ['balancer.strategy=rondom', 'balancer.strategy: unknown strategy "rondom"; did you mean "random"?'],
  ['servers.web.count.x=5', 'servers.web.count is 2, which has no keys'],
  ['servers=5', 'servers: expected a map of server groups; got 5'],
  ['objectives.0=p99 < 1s', 'objectives: expected a list of objectives; got a map'],
  ['servers.web.count=[', 'the value is not YAML; put it in quotes'],
  ['servers.web.count', 'expected PATH=VALUE, such as servers.web.count=8'],
  ['=5', 'expected PATH=VALUE, such as servers.web.count=8'],
  ['servers..count=5', 'expected PATH=VALUE, such as servers.web.count=8'],
  ['servers.__proto__.count=1', 'servers has no "__proto__", and --set creates none; it has web'],
];

for (const [change, message] of CASES) {
  test(`refused: ${change}`, async (t) => {
    t.is(await wrong(PLAIN, [change]), `--set ${change}: ${message}`);
  });
}

test('refused: an index that the list has not', async (t) => {
  const text = PLAIN.replace('100/s', '[[0s, 1/s]]');
  t.is(
    await wrong(text, ['clients.shoppers.arrivals.rate.1.1=5/s']),
    '--set clients.shoppers.arrivals.rate.1.1=5/s: clients.shoppers.arrivals.rate is a list of 1: expected an index from 0, got "1"',
  );
});
