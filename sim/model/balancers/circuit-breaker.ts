/**
 * A circuit breaker: it counts how tries end, and while too many fail it lets nothing through, so that what is broken is left alone
 * and callers fail at once. After a time it lets a few trials through, and closes if all of them succeed. As in M. Nygard, Release
 * It!, 2nd ed., 2018, chapter 5, with the window by time of Resilience4j.
 */
import type { CircuitBreakerSpec } from '../model.ts';

/** Parts of the window, of which the oldest is forgotten at once. */
const PARTS = 10;

export interface CircuitBreaker {
  /** Whether a try may be sent now. */
  readonly admits: (now: number) => boolean;
  /** A try is sent: a trial, where the breaker is half open. */
  readonly onSent: () => void;
  /** A try that was sent at `sentAt` ended, well or not. */
  readonly onEnd: (isGood: boolean, sentAt: number, now: number) => void;
  /** Nobody waits any more for a try that was sent at `sentAt`: another one may be a trial instead. */
  readonly onGivenUp: (sentAt: number) => void;
  /** Times that it opened. */
  readonly opened: () => number;
}

export function createCircuitBreaker(spec: CircuitBreakerSpec): CircuitBreaker {
  const part = Math.ceil(spec.window / PARTS);
  const ended = new Int32Array(PARTS);
  const failed = new Int32Array(PARTS);
  /** The part of time that is counted last. */
  let last = 0;
  let openUntil = -1;
  let isHalfOpen = false;
  let trials = 0;
  let good = 0;
  let opened = 0;

  function admits(now: number): boolean {
    if (openUntil < 0) return true;
    if (now < openUntil) return false;
    if (!isHalfOpen) {
      isHalfOpen = true;
      trials = 0;
      good = 0;
    }
    return trials < spec.trials;
  }

  function onEnd(isGood: boolean, sentAt: number, now: number): void {
    // What was sent before it opened says nothing new.
    if (openUntil >= 0 && sentAt < openUntil) return;
    if (isHalfOpen) onTrialEnd(isGood, now);
    else count(isGood, now);
  }

  function onTrialEnd(isGood: boolean, now: number): void {
    if (!isGood) return open(now);
    if (++good < spec.trials) return;
    isHalfOpen = false;
    openUntil = -1;
    ended.fill(0);
    failed.fill(0);
  }

  function count(isGood: boolean, now: number): void {
    const current = Math.floor(now / part);
    for (let each = Math.max(last + 1, current - PARTS + 1); each <= current; each++) {
      ended[each % PARTS] = 0;
      failed[each % PARTS] = 0;
    }
    last = current;
    ended[current % PARTS]++;
    if (isGood) return;
    failed[current % PARTS]++;
    const all = sum(ended);
    if (all >= spec.minimum && sum(failed) >= spec.failures * all) open(now);
  }

  function open(now: number): void {
    openUntil = now + spec.open;
    isHalfOpen = false;
    opened++;
  }

  return {
    admits,
    onSent() {
      if (isHalfOpen) trials++;
    },
    onEnd,
    onGivenUp(sentAt) {
      if (isHalfOpen && sentAt >= openUntil) trials--;
    },
    opened: () => opened,
  };
}

function sum(counts: Int32Array): number {
  let total = 0;
  for (let at = 0; at < counts.length; at++) total += counts[at];
  return total;
}
