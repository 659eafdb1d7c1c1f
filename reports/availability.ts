import { OUTCOMES, type Observation, type RequestCounts, type Windows } from '../records/observation.ts';
import { shareOf } from './measured.ts';

/** A time window counts as available when at least this many percent of its requests succeeded. */
const AVAILABLE_PERCENT = 99;

/** Both sides of availability, shares from 0 to 1; null without requests. */
export interface Availability {
  /** Requests that succeeded, of all but the blocked ones. */
  requests: number | null;
  /** Time windows in which at least 99 % of the requests that arrived succeeded, of those in which any arrived; each replication has its own. */
  time: number | null;
  /** Nines of `requests`: 0.999 has 3; null where all succeeded, or none asked. */
  nines: number | null;
}

export function availability(observation: Observation): Availability {
  const requests = successShare(observation.requests);
  return { requests, time: availableTime(observation), nines: ninesOf(requests) };
}

function ninesOf(share: number | null): number | null {
  return share === null || share >= 1 ? null : -Math.log10(1 - share);
}

/** Requests that succeeded, of all but those that a firewall or a rate limit blocked; null if there were none. */
export function successShare(requests: RequestCounts): number | null {
  return shareOf(requests.succeeded, requests.arrived - requests.blocked);
}

/** Requests of one window by outcome, in the order of OUTCOMES. */
export function outcomesOf(windows: Windows, window: number): Uint32Array {
  return windows.outcomes.subarray(window * OUTCOMES.length, (window + 1) * OUTCOMES.length);
}

function availableTime({ windows, replications }: Observation): number | null {
  const succeeded = OUTCOMES.indexOf('succeeded');
  const blocked = OUTCOMES.indexOf('blocked');
  let available = 0;
  let used = 0;
  for (const { outcomes: run } of replications ?? [windows]) {
    for (let at = 0; at < run.length; at += OUTCOMES.length) {
      const outcomes = run.subarray(at, at + OUTCOMES.length);
      const asked = outcomes.reduce((sum, count) => sum + count, 0) - outcomes[blocked]!;
      if (asked === 0) continue;
      used++;
      if (outcomes[succeeded]! * 100 >= asked * AVAILABLE_PERCENT) available++;
    }
  }
  return shareOf(available, used);
}
