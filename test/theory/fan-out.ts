/** Hears the latencies of requests that are taken together as the parts of one that waits for all of them. */
import type { Model } from '../../sim/model/model.ts';
import type { Hearing } from './form.ts';
import { SILENT } from './silent.ts';

/**
 * `slow`: the share of fan-outs to `parts` servers with a part that took longer than `limit` nanoseconds; `largest`: the mean of
 * their longest parts, nanoseconds. Parts are requests that arrived one after the other, and independent only where nothing is shared.
 */
export function hearFanOuts(parts: number, limit: number): (model: Model) => Hearing {
  return ({ warmup }) => {
    const arrivedAt = new Map<number, number>();
    const fanOuts: { open: number; longest: number }[] = [];
    const whole = () => fanOuts.filter((each) => each?.open === 0);
    return {
      listener: {
        ...SILENT,
        onArrival(request, _group, now) {
          if (now < warmup) return;
          arrivedAt.set(request, now);
          fanOuts[Math.floor(request / parts)] ??= { open: parts, longest: 0 };
        },
        onOutcome(request, _outcome, now) {
          const since = arrivedAt.get(request);
          if (since === undefined) return;
          arrivedAt.delete(request);
          const fanOut = fanOuts[Math.floor(request / parts)];
          fanOut.open--;
          fanOut.longest = Math.max(fanOut.longest, now - since);
        },
      },
      figures: {
        slow: () => whole().filter(({ longest }) => longest > limit).length / whole().length,
        largest: () => whole().reduce((sum, { longest }) => sum + longest, 0) / whole().length,
      },
    };
  };
}
