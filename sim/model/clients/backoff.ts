/**
 * How long a sender waits before a retry: the time doubles with each retry of a request, up to a limit, and is spread by jitter
 * (M. Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015).
 */
import type { Random } from '../../../strategies/strategy.ts';
import type { BackoffSpec } from '../model.ts';

/** Nanoseconds before the n-th retry of a request, n from 1; `random` is drawn from where there is jitter. */
export function backoffBefore({ base, max, jitter }: BackoffSpec, n: number, random: Random): number {
  let time = base;
  for (let i = 1; i < n && time < max; i++) time *= 2;
  time = Math.min(time, max);
  if (jitter === 'none') return time;
  if (jitter === 'full') return Math.round(random.unit() * time);
  return Math.round((0.5 + 0.5 * random.unit()) * time);
}
