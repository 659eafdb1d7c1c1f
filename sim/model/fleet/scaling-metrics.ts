/**
 * What an autoscaler knows of its group: samples, taken every so often, averaged, and known late. A sample tells of the time since
 * the one before, of the servers that are there when it is taken.
 */
import type { AutoscalerSpec, ScalingMetric } from './autoscaler-spec.ts';
import type { ServerSums } from '../measured/server-totals.ts';

/** The servers of the group. */
export interface ScaledGroup {
  /** Those that are there, booting or not. */
  readonly running: () => number[];
  readonly sums: (server: number) => ServerSums;
  /** Tries that came to all that are there or were. */
  readonly tries: () => number;
  /** Requests that wait at balancers of the group. */
  readonly queuedAtBalancers: () => number;
}

export interface ScalingMetrics {
  readonly sample: (now: number) => void;
  /** Mean over servers and the last samples that are known; undefined where there are none, or no server was up. */
  readonly mean: (now: number) => number | undefined;
  /** Tries a nanosecond to the whole group, sample by sample: those that became known since the last call. */
  readonly newRates: (now: number) => number[];
  /** When the youngest sample that is known was taken. */
  readonly knownAt: (now: number) => number;
}

interface Sample {
  at: number;
  /** The mean over servers is value over weight. */
  value: number;
  weight: number;
  rate: number;
}

const NOTHING: ServerSums = {
  work: 0,
  couldWork: 0,
  couldWorkAvailable: 0,
  inFlightTime: 0,
  tries: 0,
  downTime: 0,
  queued: 0,
};

export function createScalingMetrics(
  { every, samples: length, delay, sample: between }: Pick<AutoscalerSpec, 'every' | 'samples' | 'delay' | 'sample'>,
  metric: ScalingMetric,
  group: ScaledGroup,
): ScalingMetrics {
  let samples: Sample[] = [];
  let ratesFrom = 0;
  const seen = new Map<number, { at: number; sums: ServerSums }>();
  let before = { at: 0, tries: 0 };

  function sample(now: number): void {
    const running = group.running();
    let value = 0;
    let weight = 0;
    let queued = group.queuedAtBalancers();
    for (const server of running) {
      const sums = group.sums(server);
      const last = seen.get(server) ?? { at: 0, sums: NOTHING };
      const up = now - last.at - (sums.downTime - last.sums.downTime);
      value += metric === 'queued' ? 0 : grown(last.sums, sums);
      weight += metric === 'cpu' ? sums.couldWork - last.sums.couldWork : up;
      queued += sums.queued;
      seen.set(server, { at: now, sums });
    }
    if (metric === 'queued') value = queued * (now - before.at);
    const tries = group.tries();
    samples.push({ at: now, value, weight, rate: (tries - before.tries) / (now - before.at) });
    before = { at: now, tries };
    const oldest = now - delay - between - Math.max(every, length * between);
    samples = samples.filter(({ at }) => at >= oldest);
  }

  function grown(from: ServerSums, to: ServerSums): number {
    if (metric === 'cpu') return to.work - from.work;
    return metric === 'rate' ? to.tries - from.tries : to.inFlightTime - from.inFlightTime;
  }

  const known = (now: number) => samples.filter(({ at }) => at <= now - delay);

  return {
    sample,
    mean(now) {
      const last = known(now).slice(-length);
      const weight = last.reduce((sum, each) => sum + each.weight, 0);
      return weight > 0 ? last.reduce((sum, { value }) => sum + value, 0) / weight : undefined;
    },
    newRates(now) {
      const fresh = known(now).filter(({ at }) => at > ratesFrom);
      ratesFrom = fresh.at(-1)?.at ?? ratesFrom;
      return fresh.map(({ rate }) => rate);
    },
    knownAt: (now) => known(now).at(-1)?.at ?? 0,
  };
}
