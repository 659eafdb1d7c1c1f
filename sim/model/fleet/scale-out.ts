/** Scaling out and in: servers are launched, and the youngest are retired, as far as windows, policies, cooldown and bounds allow. */
import type { AutoscalerSpec, ScaleOut } from './autoscaler-spec.ts';
import type { Fleet } from './fleet.ts';
import type { Happenings } from '../measured/happenings.ts';
import { createScalingLimits } from './scaling-policies.ts';
import type { Recommend } from './scaling-rule.ts';
import { scheduledCount } from './scaling-schedule.ts';
import { createStabilization } from './stabilization.ts';

/** Decides now. `upOf` tells how many of some servers are up. */
export type Decide = (now: number) => void;

export function createScaleOut(
  { group, stabilization, cooldown }: AutoscalerSpec,
  { min, max, schedule, policies, launch, drain }: ScaleOut,
  recommend: Recommend,
  fleet: Fleet,
  isUp: (server: number) => boolean,
  happenings: Happenings,
): Decide {
  const stabilize = createStabilization(stabilization);
  const limits = createScalingLimits(policies);
  let changedAt = -Infinity;

  function desired(now: number, servers: number[]): number {
    const current = servers.length;
    const recommended = recommend(now, current, servers.filter(isUp).length) ?? current;
    const stable = stabilize(now, current, Math.max(recommended, scheduledCount(schedule, now)));
    const count = Math.min(Math.max(limits.limit(now, current, stable), min), max);
    const pause = count > current ? cooldown.out : cooldown.in;
    return now - changedAt < pause ? current : count;
  }

  return (now) => {
    const servers = fleet.running(group);
    const count = desired(now, servers);
    if (count === servers.length) return;
    changedAt = now;
    limits.onScaled(now, count - servers.length);
    happenings.tell(count > servers.length ? 'scaled out' : 'scaled in', group, count);
    for (let i = servers.length; i < count; i++) fleet.launch(group, launch);
    for (const server of servers.slice(count).toReversed()) fleet.retire(server, drain);
  };
}
