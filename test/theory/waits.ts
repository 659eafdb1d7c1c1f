/** Hears when counted requests start at their servers, for what theory says of the wait alone. */
import type { Listener } from '../../sim/model/listener.ts';
import type { Model } from '../../sim/model/model.ts';

export interface Waits {
  readonly listener: Listener;
  /** Share of the requests that did not start at once. */
  share(): number;
  /** Mean wait, nanoseconds, over all requests. */
  mean(): number;
}

/** Requests that wait at the same time, at most. */
const REMEMBERED = 65_536;

export function createWaits({ warmup }: Model): Waits {
  const arrivedAt = new Float64Array(REMEMBERED);
  let sum = 0;
  let started = 0;
  let waited = 0;
  return {
    listener: {
      onArrival(request, _group, now) {
        arrivedAt[request % REMEMBERED] = now;
      },
      onStart(request, now) {
        const since = arrivedAt[request % REMEMBERED];
        if (since < warmup) return;
        started++;
        if (now > since) waited++;
        sum += now - since;
      },
      onPick() {},
      onDeparture() {},
      onTryEnd() {},
      onOutcome() {},
    },
    share: () => waited / started,
    mean: () => sum / started,
  };
}
