import type { ObjectiveSeconds, Observation } from '../records/observation.ts';
import { shareOf } from './measured.ts';

/** How long, and how much, a run was outside of its objectives: of those that ask something of single requests. Of replications: all runs together. */
export interface ObjectiveWindows {
  /** Seconds, and minutes, inside of all objectives, of those in which any request arrived; each from 0 to 1. */
  secondsInside: number | null;
  minutesInside: number | null;
  /** Seconds outside. */
  downtimeS: number;
  budgets: ErrorBudget[];
}

/** What an objective lets fail, and how much of that was used up. */
export interface ErrorBudget {
  /** As written in the scenario. */
  objective: string;
  /** Share of requests that may miss it, and that did. */
  allowed: number;
  missed: number | null;
  /** `missed / allowed`: above 1 the objective was not held; null where nothing may fail, and nothing was asked. */
  burnt: number | null;
}

/** Undefined where no objective asks anything of single requests. O(seconds of the run). */
export function objectiveWindows(observation: Observation): ObjectiveWindows | undefined {
  const { objectiveSeconds: seconds } = observation;
  if (seconds === undefined) return undefined;
  const bySecond = countInside(seconds, 1);
  const byMinute = countInside(seconds, 60);
  return {
    secondsInside: shareOf(bySecond.inside, bySecond.used),
    minutesInside: shareOf(byMinute.inside, byMinute.used),
    downtimeS: bySecond.used - bySecond.inside,
    budgets: seconds.targets.flatMap(({ text, share }, target) => {
      if (text === '') return [];
      const asked = sum(seconds.asked, 0, seconds.count);
      const met = sum(seconds.met, target * seconds.count, (target + 1) * seconds.count);
      const missed = shareOf(asked - met, asked);
      // Written shares are decimal numbers: 1 - 0.999 is a little more than 0.001.
      const allowed = Number((1 - share).toPrecision(12));
      return [{ objective: text, allowed, missed, burnt: missed === null ? null : shareOf(missed, allowed) }];
    }),
  };
}

function countInside(seconds: ObjectiveSeconds, length: number): { inside: number; used: number } {
  let inside = 0;
  let used = 0;
  for (let from = 0; from < seconds.count; from += length) {
    const verdict = isInside(seconds, from, Math.min(from + length, seconds.count));
    if (verdict !== undefined) used++;
    if (verdict === true) inside++;
  }
  return { inside, used };
}

/** Whether the requests of the seconds `from` up to and without `to` together met all objectives; undefined without requests. */
export function isInside(
  { asked, met, targets, count }: ObjectiveSeconds,
  from: number,
  to: number,
): boolean | undefined {
  const all = sum(asked, from, to);
  if (all === 0) return undefined;
  // Products of counts and shares are rounded: one part in 10^9 decides nothing.
  return targets.every(
    ({ share }, target) => sum(met, target * count + from, target * count + to) >= share * all * (1 - 1e-9),
  );
}

function sum(counts: Uint32Array, from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at++) total += counts[at]!;
  return total;
}
