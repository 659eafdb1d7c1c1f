/**
 * Controlled delay: drops what comes out of a queue while everything has waited for longer than a target for a whole interval,
 * the more often the longer that lasts. RFC 8289.
 */
import type { CodelSpec } from '../model.ts';

export interface Codel {
  /** Whether what leaves the queue now, after it waited for so long, is dropped. `isLast`: nothing is left behind it. */
  readonly drops: (waited: number, isLast: boolean, now: number) => boolean;
}

export function createCodel({ target, interval }: CodelSpec): Codel {
  /** When the wait will have been above the target for an interval; -1 while it is not above. */
  let aboveUntil = -1;
  let isDropping = false;
  let nextAt = 0;
  /** Drops of this stretch, and of the one before. */
  let count = 0;
  let lastCount = 0;

  function isLongAbove(waited: number, isLast: boolean, now: number): boolean {
    if (waited < target || isLast) {
      aboveUntil = -1;
      return false;
    }
    if (aboveUntil < 0) {
      aboveUntil = now + interval;
      return false;
    }
    return now >= aboveUntil;
  }

  return {
    drops(waited, isLast, now) {
      const isAbove = isLongAbove(waited, isLast, now);
      if (isDropping) {
        if (!isAbove) isDropping = false;
        else if (now >= nextAt) {
          count++;
          nextAt += interval / Math.sqrt(count);
          return true;
        }
        return false;
      }
      if (!isAbove) return false;
      isDropping = true;
      // Soon after the last stretch it goes on where that was.
      const since = count - lastCount;
      count = since > 1 && now - nextAt < 16 * interval ? since : 1;
      nextAt = now + interval / Math.sqrt(count);
      lastCount = count;
      return true;
    },
  };
}
