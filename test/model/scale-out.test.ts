import test from 'ava';
import type { AutoscalerSpec, ScaleOut, ScalingRule } from '../../sim/model/fleet/autoscaler-spec.ts';
import { createScaleOut } from '../../sim/model/fleet/scale-out.ts';
import type { ScalingMetrics } from '../../sim/model/fleet/scaling-metrics.ts';
import type { ScalingPolicies } from '../../sim/model/fleet/scaling-policies.ts';
import { createScalingRule } from '../../sim/model/fleet/scaling-rule.ts';
import { scaledFleet } from './scaled-fleet.ts';

const SECOND = 1e9;
const ANY: ScalingPolicies = { select: 'max', allow: [] };
const target: ScalingRule = { kind: 'target', metric: 'cpu', target: 0.6, tolerance: 0.1 };

interface Given {
  rule?: ScalingRule;
  spec?: Partial<AutoscalerSpec>;
  action?: Partial<ScaleOut>;
  start?: number;
  /** Whether servers are up by the next decision. */
  boots?: boolean;
}

/** The number of servers after each decision, one every 15 s, where the metric is this; undefined: it is not known. */
function play(metric: (number | undefined)[], { rule = target, spec, action, start = 4, boots = true }: Given = {}) {
  let at = 0;
  const metrics = { mean: () => metric[at] } as unknown as ScalingMetrics;
  const whole: AutoscalerSpec = {
    group: 'web',
    every: 15 * SECOND,
    sample: 15 * SECOND,
    samples: 1,
    delay: 0,
    rule,
    stabilization: { out: 0, in: 0 },
    cooldown: { out: 0, in: 0 },
    action: {
      kind: 'out',
      min: 1,
      max: 20,
      schedule: [],
      policies: { out: ANY, in: ANY },
      launch: { boot: 0 },
      drain: 0,
      ...action,
    },
    ...spec,
  };
  const { fleet, servers, happenings, done, boot, there } = scaledFleet(start);
  const recommend = createScalingRule(whole, metrics);
  const decide = createScaleOut(whole, whole.action as ScaleOut, recommend, fleet, servers.isUp, happenings);
  const counts = metric.map((_, i) => {
    at = i;
    decide((i + 1) * 15 * SECOND);
    if (boots) boot();
    return there().length;
  });
  return { counts, done };
}

test("a series of metrics gives the decisions of Kubernetes' formula, step by step", (t) => {
  // 4 * 0.9/0.6 = 6; 6 * 0.95/0.6 = 9.5; within 10%; 10 * 1.2/0.6 = 20; 20 * 0.3/0.6 = 10; 10 * 0.05/0.6 = 0.83; no metric
  t.deepEqual(play([0.9, 0.95, 0.64, 1.2, 0.3, 0.05, undefined]).counts, [6, 10, 10, 20, 10, 1, 1]);
});

test('the number stays between min and max', (t) => {
  t.deepEqual(play([9, 0.01], { action: { min: 3, max: 7 } }).counts, [7, 3]);
});

test('the youngest servers leave first; what is done is told', (t) => {
  t.deepEqual(play([0.9, 0.4]).done, [
    'scaled out web 6',
    'launch 4',
    'launch 5',
    'scaled in web 4',
    'retire 5',
    'retire 4',
  ]);
});

test('servers that boot are not asked for twice', (t) => {
  t.deepEqual(play([1.2, 1.2, 1.2], { boots: false }).counts, [8, 8, 8]);
});

test('a window delays scaling in, and a policy slows scaling out', (t) => {
  const spec = { stabilization: { out: 0, in: 45 * SECOND } };
  t.deepEqual(play([0.3, 0.3, 0.3, 0.3], { spec }).counts, [4, 4, 4, 2]);
  const policies = { out: { select: 'max' as const, allow: [{ servers: 1, per: 30 * SECOND }] }, in: ANY };
  t.deepEqual(play([1.2, 1.2, 1.2, 1.2, 1.2], { action: { policies } }).counts, [5, 5, 6, 6, 7]);
});

test('after a change nothing happens for the cooldown of the direction', (t) => {
  const spec = { cooldown: { out: 30 * SECOND, in: 45 * SECOND } };
  t.deepEqual(play([0.9, 0.9, 0.9, 0.3, 0.3, 0.3], { spec }).counts, [6, 6, 9, 9, 9, 5]);
});

test('steps add and remove', (t) => {
  const rule: ScalingRule = {
    kind: 'steps',
    metric: 'queued',
    steps: [
      { direction: 'out', from: 5, size: { servers: 2 } },
      { direction: 'out', from: 20, size: { share: 1 } },
      { direction: 'in', from: 1, size: { servers: 1 } },
    ],
  };
  t.deepEqual(play([3, 5, 30, 0, undefined, 0.5], { rule }).counts, [4, 6, 12, 11, 11, 10]);
});

test('a schedule asks for so many at least; alone, for exactly so many', (t) => {
  const schedule = [
    { at: 30 * SECOND, servers: 9 },
    { at: 60 * SECOND, servers: 2 },
  ];
  t.deepEqual(play([0.6, 0.6, 0.8, 0.6, 0.1], { action: { schedule } }).counts, [4, 9, 12, 12, 2]);
  t.deepEqual(play([0, 0, 0, 0], { rule: { kind: 'none' }, action: { schedule } }).counts, [1, 9, 9, 2]);
});

test('an oracle has servers for the largest rate until they would be there', (t) => {
  const rate = [
    { at: 0, rate: 10 },
    { at: 45 * SECOND, rate: 10 },
    { at: 60 * SECOND, rate: 40 },
    { at: 90 * SECOND, rate: 10 },
  ];
  const rule: ScalingRule = { kind: 'oracle', target: 5, ahead: 30 * SECOND, rate };
  t.deepEqual(play([0, 0, 0, 0, 0, 0], { rule }).counts, [2, 8, 8, 8, 5, 2]);
});

test('a forecast has servers for the rates to come', (t) => {
  const { counts } = forecast([10, 20, 30], { ahead: 15 * SECOND, period: 0 });
  t.deepEqual(counts, [2, 6, 8]); // 10; 20 and 10 a sample more; 30 and 10 more
});

test('a forecast that is late looks further ahead', (t) => {
  const { counts } = forecast([10, 20, 30], { ahead: 15 * SECOND, period: 0 }, 15 * SECOND);
  t.deepEqual(counts, [2, 8, 10]);
});

function forecast(rates: number[], { ahead, period }: { ahead: number; period: number }, age = 0) {
  const rule: ScalingRule = {
    kind: 'holt-winters',
    target: 5,
    ahead,
    period,
    smoothing: { level: 1, trend: 1, season: 0 },
  };
  const whole = { rule, sample: 15 * SECOND };
  let at = 0;
  const metrics = { newRates: () => [rates[at]], knownAt: (now: number) => now - age } as unknown as ScalingMetrics;
  const recommend = createScalingRule(whole, metrics);
  return {
    counts: rates.map((_, i) => {
      at = i;
      return recommend((i + 1) * 15 * SECOND, 1, 1);
    }),
  };
}
