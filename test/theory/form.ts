/** A form: scenarios whose figures theory knows, and those figures. Mean demand is 1 ms, and theory's unit of time too. */
import type { Observation } from '../../records/observation.ts';
import type { Waits } from './waits.ts';

export interface Form {
  name: string;
  /** Scenario files as values; without seed, duration and warmup they get them. Several are played with common random numbers. */
  scenarios: object[];
  /** Expected arrivals a millisecond, all groups together. */
  rate: number;
  /** Counted requests of one scenario, over all replications. */
  requests: number;
  /** Half-width of the confidence intervals over theory, at most: SHARP if left out. */
  sharpness?: number;
  /** Whether the waits at the servers are asked for. */
  hearsWaits?: boolean;
  checks: Check[];
  /** Checks whose noise explains part of the noise of the others: control variates (see interval.ts). */
  controls?: Check[];
}

export interface Check {
  what: string;
  theory: number;
  /** How far `theory` may be off, where it is not exact. */
  doubt?: number;
  /** Instead of the form's. */
  sharpness?: number;
  /** One replication's value, from the runs of the form's scenarios. */
  seen: (...runs: Run[]) => number;
}

export interface Run {
  observation: Observation;
  waits: Waits | undefined;
}
