/**
 * Second by second, how many requests met each objective that a single request can meet: `p99 < 250ms` asks 99 % of them to be
 * answered in 250 ms, `availability >= 99.9%` asks 99.9 % to be answered. Requests stand in the second of their arrival.
 */
import { type ObjectiveSeconds, type ObjectiveTarget, OUTCOMES } from '../../../records/observation.ts';
import type { Model } from '../model.ts';

const SECOND = 1_000_000_000;
const SUCCEEDED = OUTCOMES.indexOf('succeeded');
const BLOCKED = OUTCOMES.indexOf('blocked');

export interface ObjectiveSecondsRecorder {
  readonly isWanted: boolean;
  /** A counted request that arrived at `arrivedAt` ended so after `latency`. */
  readonly onOutcome: (arrivedAt: number, outcome: number, latency: number) => void;
  /** Undefined where no objective is of this kind. */
  readonly observed: () => ObjectiveSeconds | undefined;
}

/** What is asked of a cluster that may break, where the scenario asks nothing of single requests. */
const ANSWERED: ObjectiveTarget = { text: '', share: 0.99, within: Infinity };

export function createObjectiveSeconds({ objectives, warmup, duration, faults }: Model): ObjectiveSecondsRecorder {
  const wanted = objectives.flatMap(targetOf);
  const targets = wanted.length === 0 && faults !== undefined ? [ANSWERED] : wanted;
  const isWanted = targets.length > 0;
  const count = isWanted ? Math.ceil((duration - warmup) / SECOND) : 0;
  const asked = new Uint32Array(count);
  const met = new Uint32Array(count * targets.length);
  const within = Float64Array.from(targets, (target) => target.within);

  return {
    isWanted,
    onOutcome(arrivedAt, outcome, latency) {
      if (outcome === BLOCKED) return;
      const second = Math.floor((arrivedAt - warmup) / SECOND);
      asked[second]++;
      if (outcome !== SUCCEEDED) return;
      for (let target = 0; target < within.length; target++)
        if (latency <= within[target]) met[target * count + second]++;
    },
    observed: () => (isWanted ? { count, targets, asked, met } : undefined),
  };
}

/** Latencies are whole nanoseconds, so `< 250ms` is at most one less. */
function targetOf({ text, metric, operator, value }: Model['objectives'][number]): ObjectiveTarget[] {
  if (metric === 'availability' && operator.startsWith('>')) return [{ text, share: value, within: Infinity }];
  if (!/^p\d/.test(metric) || !operator.startsWith('<')) return [];
  // Read as a decimal number: 99.9 / 100 is a little more than 0.999.
  const share = Number(`${metric.slice(1)}e-2`);
  return [{ text, share, within: operator === '<' ? Math.ceil(value) - 1 : Math.floor(value) }];
}
