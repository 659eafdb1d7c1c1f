import test from 'ava';
import type { AutoscalerSpec, ScaleUp } from '../../sim/model/fleet/autoscaler-spec.ts';
import { createScaleUp } from '../../sim/model/fleet/scale-up.ts';
import type { ScalingMetrics } from '../../sim/model/fleet/scaling-metrics.ts';
import { createScalingRule } from '../../sim/model/fleet/scaling-rule.ts';
import { scaledFleet } from './scaled-fleet.ts';

const SECOND = 1e9;
const sizes = [1, 2, 4, 8].map((cores) => ({ cores, speed: 1, memory: Infinity }));

/** What is done with two servers of two cores, of which each change is over by the next decision. */
function play(metric: number[], action: Partial<ScaleUp> = {}, spec: Partial<AutoscalerSpec> = {}): string[] {
  let at = 0;
  const whole: AutoscalerSpec = {
    group: 'web',
    every: SECOND,
    sample: SECOND,
    samples: 1,
    delay: 0,
    rule: { kind: 'target', metric: 'cpu', target: 0.6, tolerance: 0.1 },
    stabilization: { out: 0, in: 0 },
    cooldown: { out: 0, in: 0 },
    action: { kind: 'up', sizes, launch: { boot: 0 }, drain: 0, ...action },
    ...spec,
  };
  const { fleet, servers, happenings, done, boot } = scaledFleet(2);
  const recommend = createScalingRule(whole, { mean: () => metric[at] } as unknown as ScalingMetrics);
  const decide = createScaleUp(whole, whole.action as ScaleUp, recommend, fleet, servers, happenings);
  return metric.map((_, i) => {
    at = i;
    decide((i + 1) * SECOND);
    boot();
    return done.splice(0).join(', ');
  });
}

test('servers restart with more cores, one after the other', (t) => {
  // 2 * 0.9/0.6 = 3 cores: the next size has 4
  t.deepEqual(play([0.9, 0.9, 0.6], { restart: 1 }), ['scaled up web 4, resize 0 to 4', 'resize 1 to 4', '']);
});

test('new servers take the place of old ones', (t) => {
  const done = ['scaled up web 4, launch 2', 'retire 0', 'launch 3', 'retire 1', ''];
  t.deepEqual(play([1.2, 0, 0, 0, 0.6]), done);
});

test('it takes the smallest size with the cores, or the largest', (t) => {
  const first = (metric: number) => play([metric], { restart: 1 })[0];
  t.is(first(0.62), '');
  t.is(first(0.9), 'scaled up web 4, resize 0 to 4');
  t.is(first(1.3), 'scaled up web 8, resize 0 to 8');
  t.is(first(9), 'scaled up web 8, resize 0 to 8');
  t.is(first(0.3), 'scaled down web 1, resize 0 to 1');
  t.is(first(0.32), '');
});

test('windows and cooldown hold for sizes as for numbers', (t) => {
  const inward = { stabilization: { out: 0, in: 3 * SECOND } };
  const down = 'scaled down web 1, resize 0 to 1';
  t.deepEqual(play([0.3, 0.3, 0.3, 0.3], { restart: 1 }, inward), ['', '', '', down]);
  const cooldown = { cooldown: { out: 0, in: 3 * SECOND } };
  const done = ['resize 1 to 4', '', 'scaled down web 2, resize 0 to 2'];
  t.deepEqual(play([0.9, 0.9, 0.3, 0.3], { restart: 1 }, cooldown).slice(1), done);
});
