/** Random autoscalers for random models. */
import * as fc from 'fast-check';
import type {
  AutoscalerSpec,
  ScaleOut,
  ScaleUp,
  ScalingMetric,
  ScalingRule,
} from '../../sim/model/fleet/autoscaler-spec.ts';
import type { Model, ServerSpec } from '../../sim/model/model.ts';
import type { ScalingPolicies, ScalingPolicy } from '../../sim/model/fleet/scaling-policies.ts';
import type { ScalingStep } from '../../sim/model/fleet/step-scaling.ts';

const GROUP = 'web';
const MS = 1_000_000;
const MOST = 4;
/** More than are launched by decisions that are 3 ms apart, from the fewest to the most and back. */
const RESERVE = 56;

/** What is a little and what is a lot of each metric. */
const VALUES: Record<ScalingMetric, [number, number]> = {
  cpu: [0.1, 0.9],
  inFlight: [0.3, 3],
  rate: [0.1 / MS, 1 / MS],
  queued: [0.2, 2],
};

type Duration = (least: number, most: number) => fc.Arbitrary<number>;

/** An autoscaler, maybe none; `duration` gives a time of at most so many ms. */
export function anyAutoscaler(duration: Duration): fc.Arbitrary<AutoscalerSpec | undefined> {
  const directions = <T>(each: fc.Arbitrary<T>) => fc.record({ out: each, in: each });
  const windows = directions(fc.oneof(fc.constant(0), duration(0, 12)));
  const every = duration(3, 9);
  const launch = fc
    .tuple(fc.oneof(fc.constant(0), duration(0, 4)), fc.option(fc.tuple(duration(1, 9), fc.constantFrom(0.5, 0.3))))
    .map(([boot, warmth]) => ({ boot, ...(warmth !== null && { warmUp: { for: warmth[0], speed: warmth[1] } }) }));
  const drain = fc.oneof(fc.constantFrom(0, Infinity), duration(1, 10));
  const count = fc.integer({ min: 1, max: MOST });
  const policy: fc.Arbitrary<ScalingPolicy> = fc.oneof(
    fc.record({ servers: fc.integer({ min: 1, max: 2 }), per: duration(1, 15) }),
    fc.record({ share: fc.constantFrom(0.2, 0.5, 1), per: duration(1, 15) }),
  );
  const policies: fc.Arbitrary<ScalingPolicies> = fc.record({
    select: fc.constantFrom('max', 'max', 'min', 'disabled'),
    allow: fc.array(policy, { maxLength: 2 }),
  });
  const schedule = fc.array(fc.record({ at: duration(0, 30), servers: count }), { maxLength: 3 });
  const out: fc.Arbitrary<ScaleOut> = fc
    .record({
      kind: fc.constant('out' as const),
      a: count,
      b: count,
      schedule,
      policies: directions(policies),
      launch,
      drain,
    })
    .map(({ a, b, schedule: asked, ...rest }) => {
      return { ...rest, min: Math.min(a, b), max: Math.max(a, b), schedule: asked.sort((x, y) => x.at - y.at) };
    });
  const up: fc.Arbitrary<ScaleUp> = fc
    .record({ restart: fc.option(duration(1, 6), { nil: undefined }), launch, drain })
    .map(({ restart, ...rest }) => ({ kind: 'up', sizes: [], ...(restart !== undefined && { restart }), ...rest }));
  return fc.option(
    fc
      .record({
        group: fc.constant(GROUP),
        every,
        sample: duration(1, 6),
        samples: fc.integer({ min: 1, max: 4 }),
        delay: fc.oneof(fc.constant(0), duration(0, 9)),
        rule: anyRule(duration),
        stabilization: windows,
        cooldown: windows,
        action: fc.oneof({ arbitrary: out, weight: 3 }, { arbitrary: up, weight: 1 }),
      })
      .map((spec) => (spec.action.kind === 'up' && spec.rule.kind !== 'target' ? { ...spec, rule: CPU } : spec)),
    { nil: undefined, freq: 2 },
  );
}

const CPU: ScalingRule = { kind: 'target', metric: 'cpu', target: 0.3, tolerance: 0.1 };

function anyRule(duration: Duration): fc.Arbitrary<ScalingRule> {
  const metric = fc.constantFrom<ScalingMetric>('cpu', 'inFlight', 'rate', 'queued');
  const value = (of: ScalingMetric) => fc.constantFrom(...VALUES[of], (VALUES[of][0] + VALUES[of][1]) / 2);
  const perServer = fc.constantFrom(0.2 / MS, 0.5 / MS, 1 / MS);
  const ahead = fc.oneof(fc.constant(0), duration(0, 9));
  const share = fc.constantFrom(0, 0.1, 0.5, 1);
  const size = fc.oneof(
    fc.record({ servers: fc.integer({ min: 1, max: 2 }) }),
    fc.record({ share: fc.constantFrom(0.3, 0.5, 1) }),
  );
  const step = (of: ScalingMetric): fc.Arbitrary<ScalingStep> =>
    fc.record({ direction: fc.constantFrom('out', 'in'), from: value(of), size });
  return fc.oneof(
    metric.chain((of): fc.Arbitrary<ScalingRule> =>
      value(of).chain((target) =>
        fc.record({
          kind: fc.constant('target' as const),
          metric: fc.constant(of),
          target: fc.constant(target),
          tolerance: fc.constantFrom(0, 0.1, 0.3),
        }),
      ),
    ),
    metric.chain((of): fc.Arbitrary<ScalingRule> =>
      fc.record({
        kind: fc.constant('steps' as const),
        metric: fc.constant(of),
        steps: fc.array(step(of), { minLength: 1, maxLength: 4 }),
      }),
    ),
    fc.record({
      kind: fc.constant('holt-winters' as const),
      target: perServer,
      ahead,
      smoothing: fc.record({ level: share, trend: share, season: share }),
      period: fc.constantFrom(0, 0, 1, 3),
    }),
    fc.record({
      kind: fc.constant('oracle' as const),
      target: perServer,
      ahead,
      rate: fc
        .array(fc.tuple(duration(0, 40), fc.constantFrom(0, 0.5, 1, 2)), { minLength: 1, maxLength: 4 })
        .map((points) => {
          const instants = [...new Set(points.map(([at]) => at))].sort((a, b) => a - b);
          return instants.map((at, i) => ({ at, rate: points[i][1] / MS }));
        }),
    }),
    fc.constant({ kind: 'none' as const }),
  );
}

/** The model with the autoscaler, and with servers in reserve for it, of which there are as many kinds as there are servers. */
export function withAutoscaler(model: Model, spec: AutoscalerSpec | undefined): Model {
  if (spec === undefined) return model;
  const { servers } = model;
  const action = spec.action.kind === 'up' ? withSizes(spec.action, servers) : spec.action;
  if (action === undefined) return model;
  const reserve = Array.from({ length: RESERVE }, (_, i): ServerSpec => {
    return { ...servers[i % servers.length], name: `${GROUP}/${servers.length + i}`, reserve: true };
  });
  const all = [...servers, ...reserve].map((each) => ({ ...each, varies: true }));
  return { ...model, servers: all, autoscalers: [{ ...spec, action }] };
}

/** Memory changes only where there is a limit: undefined where only some have one. */
function withSizes(action: ScaleUp, servers: ServerSpec[]): ScaleUp | undefined {
  const isLimited = servers.map(({ memory }) => memory !== Infinity);
  if (new Set(isLimited).size > 1) return undefined;
  const sizes = [1, 2, 4].map((cores) => ({ cores, speed: 1, memory: isLimited[0] ? cores + 1 : Infinity }));
  return { ...action, sizes };
}
