/** From the keys of `autoscaler:` to what the model says of it. */
import type { AutoscalerSpec, ScalingMetric, ScalingRule } from '../../model/fleet/autoscaler-spec.ts';
import type { Rate } from '../../model/model.ts';
import { rateAt } from '../../model/clients/rate.ts';
import type { ScalingPolicies } from '../../model/fleet/scaling-policies.ts';
import type { AutoscalerKeys } from '../keys/autoscaler-keys.ts';
import { reaches } from '../checks/autoscaler-checks.ts';
import type { Scenario, ServerGroupKeys } from '../schema.ts';

const NO_LIMIT: ScalingPolicies = { select: 'max', allow: [] };
const AT_ONCE = { out: 0, in: 0 };
/** Level, trend and season of Holt-Winters, where `predict` names the method alone. */
const SMOOTHING = { level: 0.5, trend: 0.1, season: 0.1 };

/** The autoscalers of a checked scenario. */
export function compileAutoscalers(scenario: Scenario): AutoscalerSpec[] {
  return Object.entries(scenario.autoscaler ?? {}).map(([group, keys]) => {
    const { every, sample = every, average = sample, delay, stabilization = AT_ONCE, cooldown = AT_ONCE } = keys;
    return {
      group,
      every,
      sample,
      samples: Math.ceil(average / sample),
      delay,
      rule: compileRule(scenario, group, keys, sample),
      stabilization,
      cooldown,
      action: compileAction(keys, scenario.servers[group]!),
    };
  });
}

function compileRule(scenario: Scenario, group: string, keys: AutoscalerKeys, sample: number): ScalingRule {
  const { target, steps, predict, tolerance } = keys;
  if (steps !== undefined) {
    const [metric, list] = Object.entries(steps)[0]!;
    return { kind: 'steps', metric: metric as ScalingMetric, steps: list };
  }
  if (target === undefined) return { kind: 'none' };
  const [metric, value] = Object.entries(target)[0] as [ScalingMetric, number];
  if (predict === undefined) return { kind: 'target', metric, target: value, tolerance };
  const { by, ahead = aheadOf(keys), season = 0, ...weights } = typeof predict === 'string' ? { by: predict } : predict;
  if (by === 'oracle') return { kind: 'oracle', target: value, ahead, rate: rateTo(scenario, group) };
  const smoothing =
    'level' in weights ? { level: weights.level, trend: weights.trend, season: weights.seasonal } : SMOOTHING;
  return { kind: 'holt-winters', target: value, ahead, smoothing, period: Math.round(season / sample) };
}

/** Until what the next decision launches is there, and warm. */
const aheadOf = ({ boot, warmup, every }: AutoscalerKeys): number => boot + (warmup?.for ?? 0) + every;

/** The rate of all clients that reach the group, together. */
function rateTo(scenario: Scenario, group: string): Rate {
  const rates = Object.entries(scenario.clients).flatMap(([name, { arrivals }]) =>
    'rate' in arrivals && reaches(scenario, name, group) ? [arrivals.rate] : [],
  );
  const instants = [...new Set([0, ...rates.flat().map(({ at }) => at)])].toSorted((a, b) => a - b);
  return instants.map((at) => ({ at, rate: rates.reduce((sum, rate) => sum + rateAt(rate, at), 0) }));
}

function compileAction(keys: AutoscalerKeys, group: ServerGroupKeys): AutoscalerSpec['action'] {
  const {
    boot,
    warmup,
    drain = 0,
    min = group.count,
    max = group.count,
    schedule = [],
    policies,
    sizes,
    restart,
  } = keys;
  const launch = { boot, ...(warmup !== undefined && { warmUp: warmup }) };
  if (sizes === undefined) {
    return {
      kind: 'out',
      min,
      max,
      schedule: schedule.map(([at, servers]) => ({ at, servers })),
      policies: { out: policies?.out ?? NO_LIMIT, in: policies?.in ?? NO_LIMIT },
      launch,
      drain,
    };
  }
  return {
    kind: 'up',
    sizes: sizes.map(({ cores, memory = group.memory ?? Infinity }) => ({ cores, speed: group.speed, memory })),
    ...(restart !== undefined && { restart }),
    launch,
    drain,
  };
}
