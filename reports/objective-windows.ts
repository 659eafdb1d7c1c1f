import type { ObjectiveSeconds, Observation } from '../records/observation.ts';
import { shareOf } from './measured.ts';

/**
 * How long, and how much, a run was outside of its objectives: of those that ask something of single requests. Of replications:
 * each judged by itself; shares are over all of them, seconds the mean.
 */
export interface ObjectiveWindows {
  /** Seconds, and minutes, inside of all objectives, of those in which any request arrived; each from 0 to 1. */
  secondsInside: number | null;
  minutesInside: number | null;
  /** Seconds outside; of replications, in one of them on average. */
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

/** Undefined where no objective asks anything of single requests. O(seconds of all runs). */
export function objectiveWindows({ objectiveSeconds, replications }: Observation): ObjectiveWindows | undefined {
  if (objectiveSeconds === undefined) return undefined;
  const runs = replications?.flatMap((run) => run.objectiveSeconds ?? []) ?? [objectiveSeconds];
  const bySecond = countInside(runs, 1);
  const byMinute = countInside(runs, 60);
  return {
    secondsInside: shareOf(bySecond.inside, bySecond.used),
    minutesInside: shareOf(byMinute.inside, byMinute.used),
    downtimeS: (bySecond.used - bySecond.inside) / runs.length,
    budgets: objectiveSeconds.targets.flatMap(({ text, share }, target) => {
      if (text === '') return [];
      const asked = total(runs, (run) => sum(run.asked, 0, run.count));
      const met = total(runs, (run) => sum(run.met, target * run.count, (target + 1) * run.count));
      const missed = shareOf(asked - met, asked);
      // Written shares are decimal numbers: 1 - 0.999 is a little more than 0.001.
      const allowed = Number((1 - share).toPrecision(12));
      return [{ objective: text, allowed, missed, burnt: missed === null ? null : shareOf(missed, allowed) }];
    }),
  };
}

function countInside(runs: readonly ObjectiveSeconds[], length: number): { inside: number; used: number } {
  let inside = 0;
  let used = 0;
  for (const run of runs) {
    for (let from = 0; from < run.count; from += length) {
      const verdict = isInside(run, from, Math.min(from + length, run.count));
      if (verdict !== undefined) used++;
      if (verdict === true) inside++;
    }
  }
  return { inside, used };
}

function total(runs: readonly ObjectiveSeconds[], of: (run: ObjectiveSeconds) => number): number {
  return runs.reduce((all, run) => all + of(run), 0);
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
