/** A gate finds a real regression, and lets pass what is chance, better, or small. */
import test from 'ava';
import { figuresOf, type Figures } from '../../reports/compare/figures.ts';
import { buildComparison, type Compared } from '../../reports/compare/comparison.ts';
import { judge, type Gate } from '../../reports/compare/gate.ts';
import { changeLine, failures, gateLine } from '../../reports/compare/gate-words.ts';
import { areChangesKnownWithin } from '../../reports/compare/precision.ts';
import { writeAnnotations } from '../../reports/writers/github-annotations.ts';
import { writeJunit } from '../../reports/writers/junit.ts';
import { play } from '../../sim/experiment/play.ts';
import type { Model } from '../../sim/model/model.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { load, PLAIN } from '../scenario/scenarios.ts';

const REPLICATIONS = 6;
const TOLERANCE = 0.05;

/** The scenario at 80 % load; `luck`: the strategy's chance begins elsewhere, which changes nothing but the outcome. */
async function model(set: string[] = [], luck = 0): Promise<Model> {
  const loaded = await load(PLAIN, ['duration=12s', 'warmup=2s', 'clients.shoppers.arrivals.rate=160/s', ...set]);
  const [choice] = loaded.strategies;
  const { definition } = choice;
  const lucky: typeof definition = {
    ...definition,
    create(pool, random, params, actions) {
      for (let draw = 0; draw < luck; draw++) random.uint32();
      return definition.create(pool, random, params, actions);
    },
  };
  return compile(loaded, { ...choice, definition: lucky });
}

async function compared(played: Model, seed: number): Promise<Compared> {
  const replications: Figures[] = [];
  for (let nth = 0; nth < REPLICATIONS; nth++)
    replications.push(figuresOf(await play({ ...played, seed: seed + nth })));
  const objectives = played.objectives.map(({ text }) => text);
  return {
    name: 'random',
    scenario: 's',
    strategy: 'random',
    set: [],
    durationS: 12,
    warmupS: 2,
    objectives,
    replications,
  };
}

const comparisonOf = (now: Compared) =>
  buildComparison([now], { version: '0', summary: '', metric: 'p99', until: undefined, sameRequests: true });

const gateOf = (now: Compared, before: Compared, tolerance = TOLERANCE): Gate =>
  judge(comparisonOf(now), [{ now, before }], tolerance);

test('a real regression fails on 20 of 20 seeds; without one at most 1 of 20 does', async (t) => {
  const before = await model();
  const slower = await model(['servers.web.speed=0.85']);
  const luckier = await model([], 1);
  const failed = { slower: 0, luckier: 0, same: 0 };
  for (let seed = 100; seed < 300; seed += 10) {
    const was = await compared(before, seed);
    if (!gateOf(await compared(slower, seed), was).held) failed.slower++;
    if (!gateOf(await compared(luckier, seed), was).held) failed.luckier++;
    if (!gateOf(was, was).held) failed.same++;
  }
  t.is(failed.slower, 20);
  t.is(failed.same, 0);
  t.true(failed.luckier <= 1, `${failed.luckier} of 20`);
});

test('what is better passes, and what is worse by less than the tolerance', async (t) => {
  const [slow, fast] = [await compared(await model(['servers.web.speed=0.85']), 5), await compared(await model(), 5)];
  t.true(gateOf(fast, slow).held);
  t.false(gateOf(slow, fast).held);
  t.true(gateOf(slow, fast, 20).held);
});

test('which, by how much, and the command that repeats it, for people and for CI', async (t) => {
  const [slow, fast] = [await compared(await model(['servers.web.speed=0.85']), 5), await compared(await model(), 5)];
  const gate = gateOf(slow, fast);
  const comparison = { ...comparisonOf(slow), gate };
  t.regex(gateLine(gate), /^The gate FAILS in \d: 7 metrics against the baseline, tolerance 5 %\.$/);
  t.regex(
    failures(gate, REPLICATIONS)[0],
    /^\w+ of random: worse by \d+ %, higher by [\d.]+ % to \d+ % with 95 % confidence; [\d.]+ ms before, [\d.]+ ms now$/,
  );
  const junit = writeJunit(comparison, 'npx steelyard <again>');
  const failed = gate.changes.filter(({ held }) => !held).length;
  t.regex(junit, new RegExp(`<testsuite name="s.random" tests="7" failures="${failed}" errors="0">`));
  t.regex(junit, /To repeat it: npx steelyard &lt;again&gt;<\/failure>/);
  const annotations = writeAnnotations(comparison, { command: 'again', file: 'a,b.yaml' });
  t.regex(annotations, /^::error file=a%2Cb\.yaml,title=steelyard%3A s::\w+ of random: worse by \d+ %25/);
  t.is(annotations.trimEnd().split('\n').length, failed);
  const held = { ...comparison, gate: gateOf(slow, slow) };
  t.regex(writeAnnotations(held, { command: 'again', file: 'a.yaml' }), /^::notice .*::The gate holds/);
});

function made(all: Partial<Figures['values']>[]): Compared {
  const checks = { conservation: true, littlesLawError: 0, littlesLawTriesError: 0, workError: 0 };
  const ones = { mean: 1, p50: 1, p90: 1, p99: 1, p999: 1, availability: 1, jain: 1, costPerHour: 0 };
  const replications = all.map((some, seed) => {
    const values = { ...ones, ...some };
    return { seed, arrived: 1, values, objectives: [], checks, warnings: [] };
  });
  return { name: 'a', scenario: 's', strategy: 'a', set: [], durationS: 1, warmupS: 0, objectives: [], replications };
}

/** A p99 that lies among the failures in so many replications. */
const infinite = (count: number, of: number): Compared =>
  made(Array.from({ length: of }, (_, nth) => ({ p99: nth < count ? null : 1 })));

test('a percentile among the failures: far more often than before fails, a little more often does not', (t) => {
  t.false(gateOf(infinite(9, 10), infinite(1, 10)).held);
  t.deepEqual(failures(gateOf(infinite(9, 10), infinite(1, 10)), 10), [
    'p99 of a lies among the failures in 9 of 10 replications, before in 1 of 10, higher for sure',
  ]);
  t.true(gateOf(infinite(3, 10), infinite(1, 10)).held);
  t.true(gateOf(infinite(1, 10), infinite(9, 10)).held);
  const [change] = gateOf(infinite(3, 10), infinite(1, 10)).changes.filter(({ metric }) => metric === 'p99');
  t.is(
    changeLine(change),
    'p99 of a lies among the failures in 3 of 10 replications, before in 1 of 10, which may be chance',
  );
});

test('what all had, and more than half have lost, fails however few they are', (t) => {
  t.deepEqual(failures(gateOf(infinite(2, 3), infinite(0, 3)), 3), [
    'p99 of a lies among the failures in 2 of 3 replications, before in 0 of 3',
  ]);
  const nothing = made([0, 1, 2].map(() => ({ mean: null })));
  t.deepEqual(failures(gateOf(nothing, infinite(0, 3)), 3), [
    'mean of a has no value in 3 of 3 replications, before in 0 of 3: no request succeeded',
  ]);
});

test('how well a change is known is the width of its ratio, also where one run was crowded', (t) => {
  const before = made([1, 1, 1, 1, 1, 30].map((p99) => ({ p99 })));
  const now = made([1.01, 0.99, 1.02, 0.98, 1, 30.3].map((p99) => ({ p99 })));
  const { changes } = gateOf(now, before);
  const { low, high } = changes.find(({ metric }) => metric === 'p99')!.ratio!;
  t.true(areChangesKnownWithin(changes, 'p99', ((high - low) / 2) * 1.01));
  t.false(areChangesKnownWithin(changes, 'p99', ((high - low) / 2) * 0.99));
});

test('a gate that holds says what it cannot rule out', (t) => {
  const before = made([1, 1, 1, 1, 1].map((p99) => ({ p99 })));
  const unsure = gateOf(made([0.8, 1.3, 1, 0.9, 1.1].map((p99) => ({ p99 }))), before);
  t.true(unsure.held);
  t.regex(
    gateLine(unsure),
    /It cannot rule out that p99 of a became worse by up to \d+ %: more replications would tell\.$/,
  );
  const sure = gateOf(made([1.001, 0.999, 1, 1.002, 0.998].map((p99) => ({ p99 }))), before);
  t.regex(gateLine(sure), /tolerance 5 %\.$/);
});

test('one is not many', (t) => {
  const gate = gateOf(infinite(0, 3), infinite(0, 3));
  const [change] = gate.changes;
  const objectives = [{ variant: 'a', objective: 'p99 < 1ms', heldIn: 3, observed: 1, held: true }];
  t.is(
    gateLine({ ...gate, changes: [change], objectives }),
    'The gate holds: 1 metric against the baseline, tolerance 5 %; 1 objective.',
  );
});

test('availability is judged by what was lost', (t) => {
  const one = (availability: number): Compared => made([0, 1, 2].map(() => ({ availability })));
  t.false(gateOf(one(0.998), one(0.999)).held);
  t.true(gateOf(one(0.99899), one(0.999)).held);
  t.false(gateOf(one(0.9999), one(1)).held);
  t.regex(
    failures(gateOf(one(0.998), one(0.999)), 3)[0],
    /^availability of a: worse by 100 % of what was lost, lower by 0\.1 points/,
  );
});

test('objectives: missed where more than half of the replications miss it', async (t) => {
  const misses = await compared(await model(['objectives=["p99 < 1ms"]']), 5);
  const gate = judge(comparisonOf(misses), [], TOLERANCE);
  t.false(gate.held);
  t.deepEqual(failures(gate, REPLICATIONS), ['random: p99 < 1ms missed in 6 of 6 replications']);
});
