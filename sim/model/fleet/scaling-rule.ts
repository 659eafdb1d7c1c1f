/** How many servers an autoscaler's rule asks for now, from what it knows: samples of a metric, a forecast, or the future. */
import type { AutoscalerSpec, ScalingRule } from './autoscaler-spec.ts';
import { createHoltWinters } from './holt-winters.ts';
import { peakRate } from '../clients/rate.ts';
import type { ScalingMetrics } from './scaling-metrics.ts';
import { takeStep } from './step-scaling.ts';
import { ceilOf, trackTarget } from './target-tracking.ts';

/** `current` servers were asked for, and `up` of them are up. Undefined: it cannot tell. */
export type Recommend = (now: number, current: number, up: number) => number | undefined;

export function createScalingRule(
  { rule, sample }: Pick<AutoscalerSpec, 'rule' | 'sample'>,
  metrics: ScalingMetrics,
): Recommend {
  switch (rule.kind) {
    case 'target':
      return (now, current, up) => {
        const mean = metrics.mean(now);
        return mean === undefined ? undefined : trackTarget(current, up, mean / rule.target, rule.tolerance);
      };
    case 'steps':
      return (now, current) => {
        const mean = metrics.mean(now);
        return mean === undefined ? undefined : takeStep(current, mean, rule.steps);
      };
    case 'holt-winters':
      return createForecast(rule, sample, metrics);
    case 'oracle':
      return (now) => ceilOf(peakRate(rule.rate, now, now + rule.ahead) / rule.target);
    case 'none':
      return () => 0;
  }
}

/** Servers for the largest rate that is forecast for a sample from now until `ahead`. */
function createForecast(
  { smoothing, period, target, ahead }: ScalingRule & { kind: 'holt-winters' },
  sample: number,
  metrics: ScalingMetrics,
): Recommend {
  const { observe, forecast } = createHoltWinters(smoothing, period);
  let isKnown = false;
  return (now) => {
    for (const rate of metrics.newRates(now)) {
      observe(rate);
      isKnown = true;
    }
    if (!isKnown) return undefined;
    const age = now - metrics.knownAt(now);
    const first = Math.floor(age / sample) + 1;
    let most = forecast(first);
    for (let step = first + 1; step < first + ahead / sample; step++) most = Math.max(most, forecast(step));
    return ceilOf(most / target);
  };
}
