/**
 * Scaling policies of Kubernetes' Horizontal Pod Autoscaler: by how much the number of servers may change within a period.
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#scaling-policies
 */
import type { ByDirection } from './stabilization.ts';

/** So many servers, or such a share of those at the start of the period, in each period (nanoseconds). */
export type ScalingPolicy = { servers: number; per: number } | { share: number; per: number };

/** `max`: the policy that allows the most change counts; `min`: that with the least; `disabled`: no change at all. */
export interface ScalingPolicies {
  select: 'max' | 'min' | 'disabled';
  /** Without any, all changes are allowed. */
  allow: ScalingPolicy[];
}

export interface ScalingLimits {
  /** What is allowed of a change from `current` to `desired`. */
  readonly limit: (now: number, current: number, desired: number) => number;
  /** The number of servers changed. */
  readonly onScaled: (now: number, change: number) => void;
}

export function createScalingLimits(policies: ByDirection<ScalingPolicies>): ScalingLimits {
  const longest = [...policies.out.allow, ...policies.in.allow].reduce((most, { per }) => Math.max(most, per), 0);
  let changes: { at: number; change: number }[] = [];

  /** How many there were when the period that ends now began. */
  function before(now: number, current: number, { per }: ScalingPolicy): number {
    return changes.reduce((count, { at, change }) => (at > now - per ? count - change : count), current);
  }

  function mostOut(now: number, current: number): number {
    const { select, allow } = policies.out;
    if (select === 'disabled') return current;
    if (allow.length === 0) return Infinity;
    const limits = allow.map((policy) => {
      const then = before(now, current, policy);
      return 'servers' in policy ? then + policy.servers : Math.ceil(then * (1 + policy.share) - 1e-9);
    });
    return Math.max(current, select === 'max' ? Math.max(...limits) : Math.min(...limits));
  }

  function leastIn(now: number, current: number): number {
    const { select, allow } = policies.in;
    if (select === 'disabled') return current;
    if (allow.length === 0) return 0;
    const limits = allow.map((policy) => {
      const then = before(now, current, policy);
      return 'servers' in policy ? then - policy.servers : Math.floor(then * (1 - policy.share) + 1e-9);
    });
    return Math.min(current, select === 'max' ? Math.min(...limits) : Math.max(...limits));
  }

  return {
    limit: (now, current, desired) =>
      desired > current ? Math.min(desired, mostOut(now, current)) : Math.max(desired, leastIn(now, current)),
    onScaled(now, change) {
      changes = [...changes.filter(({ at }) => at > now - longest), { at: now, change }];
    },
  };
}
