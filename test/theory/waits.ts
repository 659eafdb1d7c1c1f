/** Hears when counted requests start at their servers, for what theory says of the wait alone. */
import type { Model } from '../../sim/model/model.ts';
import type { Hearing } from './form.ts';
import { SILENT } from './silent.ts';

/** Requests that wait at the same time, at most. */
const REMEMBERED = 65_536;

/** `share`: of the requests that did not start at once; `mean`: their mean wait, nanoseconds, over all requests. */
export function hearWaits({ warmup }: Model): Hearing {
  const arrivedAt = new Float64Array(REMEMBERED);
  let sum = 0;
  let started = 0;
  let waited = 0;
  return {
    listener: {
      ...SILENT,
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
    },
    figures: { share: () => waited / started, mean: () => sum / started },
  };
}
