/** The autoscalers: at which instants each takes a sample of its group, and decides. */
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import type { AutoscalerSpec, ScalingMetric, ScalingRule } from './autoscaler-spec.ts';
import type { Balancer } from '../balancers/balancer.ts';
import { EVENT } from '../event-kinds.ts';
import type { Fleet } from './fleet.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { Member, Model } from '../model.ts';
import { createScaleOut, type Decide } from './scale-out.ts';
import { createScaleUp } from './scale-up.ts';
import { createScalingMetrics, type ScaledGroup, type ScalingMetrics } from './scaling-metrics.ts';
import { createScalingRule } from './scaling-rule.ts';
import type { Servers } from '../servers/servers.ts';

export interface Autoscalers {
  /** The autoscaler with this index takes a sample, or decides. */
  readonly onSample: (index: number) => void;
  readonly onDecide: (index: number) => void;
}

export function createAutoscalers(
  model: Model,
  { now }: Clock,
  events: Events,
  servers: Servers,
  balancers: Balancer[],
  fleet: Fleet,
  happenings: Happenings,
): Autoscalers {
  const specs = model.autoscalers ?? [];
  const scalers = specs.map((spec) => {
    const metrics = createScalingMetrics(spec, metricOf(spec.rule), groupOf(spec.group));
    return { spec, metrics, decide: decider(spec, metrics) };
  });

  function decider(spec: AutoscalerSpec, metrics: ScalingMetrics): Decide {
    const recommend = createScalingRule(spec, metrics);
    const { action } = spec;
    return action.kind === 'out'
      ? createScaleOut(spec, action, recommend, fleet, servers.isUp, happenings)
      : createScaleUp(spec, action, recommend, fleet, servers, happenings);
  }

  function groupOf(group: string): ScaledGroup {
    const isOurs = ({ kind, index }: Member) => kind === 'server' && model.servers[index].group === group;
    const knows = ({ spec }: Balancer) => spec.members.some(isOurs);
    const senders = balancers.filter(knows);
    return {
      running: () => fleet.running(group),
      sums: servers.peek,
      tries: () => fleet.launched(group).reduce((sum, server) => sum + servers.peek(server).tries, 0),
      queuedAtBalancers: () => senders.reduce((sum, { totals }) => sum + totals().queued, 0),
    };
  }

  function schedule(index: number, delay: number, kind: number): void {
    const isDecision = kind === EVENT.scalingDecision ? 1 : 0;
    events.push(delay, LANE.timer, balancers.length + 1 + 2 * index + isDecision, kind, index);
  }

  for (const [index, { every, sample, rule }] of specs.entries()) {
    if (rule.kind !== 'none' && rule.kind !== 'oracle') schedule(index, sample, EVENT.scalingSample);
    schedule(index, every, EVENT.scalingDecision);
  }

  return {
    onSample(index) {
      const { spec, metrics } = scalers[index];
      metrics.sample(now[0]);
      schedule(index, spec.sample, EVENT.scalingSample);
    },
    onDecide(index) {
      const { spec, decide } = scalers[index];
      decide(now[0]);
      schedule(index, spec.every, EVENT.scalingDecision);
    },
  };
}

const metricOf = (rule: ScalingRule): ScalingMetric => ('metric' in rule ? rule.metric : 'rate');
