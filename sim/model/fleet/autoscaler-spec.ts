/** What `autoscaler:` of a scenario says of one group of servers. Times are nanoseconds, rates a nanosecond. */
import type { Smoothing } from './holt-winters.ts';
import type { Rate, Size } from '../model.ts';
import type { Launch } from './planned-event.ts';
import type { ScalingPolicies } from './scaling-policies.ts';
import type { ScheduledCount } from './scaling-schedule.ts';
import type { ByDirection } from './stabilization.ts';
import type { ScalingStep } from './step-scaling.ts';

/** What is measured of a group: a mean over its running servers. `cpu` is a share, `rate` the tries that come to one. */
export type ScalingMetric = 'cpu' | 'inFlight' | 'rate' | 'queued';

export interface AutoscalerSpec {
  group: string;
  /** Between decisions. */
  every: number;
  /** Between samples of the metric; a sample tells of the time since the one before. */
  sample: number;
  /** Samples that a metric is the mean of. */
  samples: number;
  /** Age of the youngest sample that is known. */
  delay: number;
  rule: ScalingRule;
  stabilization: ByDirection;
  /** Nothing changes for so long after a change. */
  cooldown: ByDirection;
  action: ScaleOut | ScaleUp;
}

export type ScalingRule =
  /** `target` of the metric, a mean over servers. */
  | { kind: 'target'; metric: ScalingMetric; target: number; tolerance: number }
  | { kind: 'steps'; metric: ScalingMetric; steps: ScalingStep[] }
  /** `target`: tries that one server is for. The rate is forecast for up to `ahead`; `period` is the season in samples, 0 for none. */
  | { kind: 'holt-winters'; target: number; ahead: number; smoothing: Smoothing; period: number }
  /** It knows the rate of the clients. */
  | { kind: 'oracle'; target: number; ahead: number; rate: Rate }
  /** The schedule alone. */
  | { kind: 'none' };

/** The number of servers changes. */
export interface ScaleOut {
  kind: 'out';
  min: number;
  max: number;
  schedule: ScheduledCount[];
  policies: ByDirection<ScalingPolicies>;
  launch: Launch;
  /** How long a server that goes may work on what it has; 0: it loses it. */
  drain: number;
}

/** The servers' size changes, of one server after the other. */
export interface ScaleUp {
  kind: 'up';
  /** From small to large. */
  sizes: Size[];
  /** A restart takes so long; left out: a new server takes the place of each. */
  restart?: number;
  launch: Launch;
  drain: number;
}
