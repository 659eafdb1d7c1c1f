/** The retry storm and the metastable failure of the library are what they say they are, and a budget prevents both. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { OUTCOMES, type Observation } from '../../records/observation.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { leastConnections } from '../../strategies/least-connections.ts';
import { observe } from '../reference/engine.ts';
import { choose } from '../reference/small-models.ts';
import { filesOf } from './scenarios.ts';

const SECOND = 1e9;
const BUDGET = 'clients.visitors.retries.budget=10%';
const NO_RETRIES = 'clients.visitors.retries.count=0';

async function play(name: string, ...set: string[]): Promise<Observation> {
  const text = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
  const loaded = await loadScenario(text, `${name}.yaml`, filesOf(), { set });
  return observe(compile(loaded, choose(leastConnections)));
}

/** Share of the requests that arrived between two instants (seconds) and succeeded. */
function succeeded({ windows, warmup }: Observation, from: number, to: number): number {
  let [good, all] = [0, 0];
  for (let window = 0; window < windows.count; window++) {
    const at = (warmup + window * windows.length) / SECOND;
    if (at < from || at + windows.length / SECOND > to) continue;
    const row = windows.outcomes.subarray(window * OUTCOMES.length, (window + 1) * OUTCOMES.length);
    good += row[0];
    all += row.reduce((sum, count) => sum + count, 0);
  }
  return good / all;
}

test('metastable failure: three seconds of pause are never over, unless retries have a budget', async (t) => {
  const failing = await play('metastable-failure');
  t.is(succeeded(failing, 10, 58), 1);
  t.true(succeeded(failing, 63, 180) < 0.01);
  t.true(succeeded(failing, 150, 180) < 0.01, 'two minutes after the pause');

  for (const set of [BUDGET, NO_RETRIES]) {
    const saved = await play('metastable-failure', set);
    t.is(succeeded(saved, 90, 180), 1, set);
    t.true(saved.requests.tries <= 1.1 * saved.requests.arrived);
  }
});

test('retry storm: an eighth too much costs nearly all requests and goes on, unless retries have a budget', async (t) => {
  const storm = await play('retry-storm');
  t.is(succeeded(storm, 10, 58), 1);
  t.true(succeeded(storm, 65, 90) < 0.1);
  t.true(succeeded(storm, 92, 120) < 0.1, 'half a minute later');
  t.is(succeeded(storm, 165, 180), 1, 'in the end it is over');

  const calm = await play('retry-storm', BUDGET);
  t.true(succeeded(calm, 65, 90) > 0.8);
  t.is(succeeded(calm, 95, 180), 1);
  t.true(calm.requests.tries <= 1.1 * calm.requests.arrived);
});
