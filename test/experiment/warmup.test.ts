import test from 'ava';
import { play } from '../../sim/experiment/play.ts';
import { withFoundWarmup } from '../../sim/experiment/warmup.ts';
import type { Model } from '../../sim/model/model.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { filesOf } from '../scenario/scenarios.ts';

const SECOND = 1e9;
/** A crowd in the first ten seconds leaves a queue that is gone after some twenty. */
const CROWD = {
  duration: '100s',
  warmup: 'auto',
  clients: {
    a: {
      arrivals: {
        process: 'poisson',
        rate: [
          [0, '150/s'],
          ['10s', '150/s'],
          ['10.1s', '50/s'],
        ],
      },
      demand: { exponential: '10ms' },
    },
  },
  servers: { web: { discipline: 'fifo' } },
  balancer: { strategy: ['round-robin', 'random'] },
};

async function modelsOf(scenario: object): Promise<Model[]> {
  const loaded = await loadScenario(JSON.stringify(scenario), 'crowd', filesOf());
  return loaded.strategies.map((choice) => compile(loaded, choice));
}

test('the beginning that differs is left out, and the run is that of the same warmup in the file', async (t) => {
  const [model] = await withFoundWarmup(await modelsOf(CROWD));
  t.true(model.warmup > 10 * SECOND && model.warmup < 40 * SECOND, `${model.warmup}`);
  const [given] = await modelsOf({ ...CROWD, warmup: `${model.warmup}ns` });
  t.deepEqual(model.warnings, given.warnings);
  const { warmupMethod, ...observation } = await play(model);
  t.is(warmupMethod, 'MSER-5');
  t.deepEqual(observation, await play(given));
});

test('all strategies get the longest that one of them needs', async (t) => {
  const slow = { ...CROWD, servers: { web: { discipline: 'fifo' }, spare: { discipline: 'fifo', speed: 0.1 } } };
  const models = await modelsOf({ ...slow, balancer: { strategy: ['least-connections', 'random'] } });
  const alone = await Promise.all(models.map(async (model) => (await withFoundWarmup([model]))[0].warmup));
  t.not(alone[0], alone[1]);
  const together = await withFoundWarmup(models);
  t.deepEqual(
    together.map(({ warmup }) => warmup),
    alone.map(() => Math.max(...alone)),
  );
});

test('what never settles gets a warning, and nothing is left out', async (t) => {
  const arrivals = { process: 'poisson', rate: '120/s' };
  const [model] = await withFoundWarmup(
    await modelsOf({ ...CROWD, clients: { a: { arrivals, demand: { exponential: '10ms' } } } }),
  );
  t.is(model.warmup, 0);
  t.true(model.warnings.at(-1)!.includes('found no steady state'));
});

test('a warmup that is given stays, and so does what an interruption leaves open', async (t) => {
  const given = await modelsOf({ ...CROWD, warmup: '5s' });
  t.deepEqual(await withFoundWarmup(given), given);
  const [found, stays] = await withFoundWarmup([...(await modelsOf(CROWD)).slice(0, 1), ...given.slice(0, 1)]);
  t.true(found.warmup > 10 * SECOND && stays === given[0], 'beside one that is to be found too');
  const open = await modelsOf({ ...CROWD, duration: '10000s' });
  t.is(await withFoundWarmup(open, { isInterrupted: () => true }), open);
});
