/**
 * Step scaling as in Amazon EC2 Auto Scaling: the further the metric is beyond a threshold, the larger the step.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html
 */

/** By how much the number of servers changes: so many, or such a share of it. */
export type StepSize = { servers: number } | { share: number };

/** Servers are added from a metric of `from` up, or removed from `from` down; both include it. */
export interface ScalingStep {
  direction: 'out' | 'in';
  from: number;
  size: StepSize;
}

/** How many servers there should be: `current`, changed by the step whose threshold is the furthest of those that the metric is beyond. */
export function takeStep(current: number, metric: number, steps: readonly ScalingStep[]): number {
  const beyond = (direction: ScalingStep['direction']) => {
    const sign = direction === 'out' ? 1 : -1;
    const reached = steps.filter(
      (step) => step.direction === direction && sign * (metric - step.from) >= -1e-9 * step.from,
    );
    return reached.toSorted((a, b) => sign * (b.from - a.from))[0];
  };
  const out = beyond('out');
  if (out !== undefined) return current + countOf(out.size, current);
  const inward = beyond('in');
  return inward === undefined ? current : Math.max(0, current - countOf(inward.size, current));
}

/** A share is rounded down, but is one server at least. */
function countOf(size: StepSize, current: number): number {
  return 'servers' in size ? size.servers : Math.max(1, Math.floor(size.share * current + 1e-9));
}
