/**
 * How long a sender waits for the answer to a try before it sends another beside it: a fixed time, or a percentile of how long its
 * last tries took. A try that was abandoned for a hedge counts with the time until then, which is longer than the delay, so what
 * hedges spare the requests does not lower the percentile.
 */
import { doubles } from '../../kernel/cells.ts';
import type { HedgeSpec } from '../model.ts';

/** Tries that the percentile is over, and after how many new ones it is taken anew. */
const REMEMBERED = 1024;
const RENEWED_AFTER = 64;

export interface HedgeDelay {
  /** Nanoseconds; Infinity as long as too little is known. */
  readonly now: () => number;
  /** A try that was no hedge has ended after this many nanoseconds. */
  readonly onEnded: (time: number) => void;
}

export function createHedgeDelay({ after }: HedgeSpec): HedgeDelay {
  if (typeof after === 'number') return { now: () => after, onEnded() {} };
  const { percentile } = after;
  const times = doubles(REMEMBERED);
  const sorted = doubles(REMEMBERED);
  let ended = 0;
  let delay = Infinity;

  function renew(): void {
    const count = Math.min(ended, REMEMBERED);
    sorted.set(times);
    delay = sorted.subarray(0, count).sort()[Math.ceil((percentile / 100) * count) - 1];
  }

  return {
    now: () => delay,
    onEnded(time) {
      times[ended % REMEMBERED] = time;
      ended++;
      if (ended % RENEWED_AFTER === 0) renew();
    },
  };
}
