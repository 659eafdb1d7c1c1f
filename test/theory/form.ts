/** A form: scenarios whose figures theory knows, and those figures. Mean demand is 1 ms, and theory's unit of time too. */
import type { Observation } from '../../records/observation.ts';
import type { Trace } from '../../records/trace.ts';
import type { Listener } from '../../sim/model/measured/listener.ts';
import type { Model } from '../../sim/model/model.ts';

export interface Form {
  name: string;
  /** Scenario files as values; without seed, duration and warmup they get them. Several are played with common random numbers. */
  scenarios: object[];
  /** Expected arrivals a millisecond, all groups together. */
  rate: number;
  /** Counted requests of one scenario, over all replications, in full size. */
  requests: number;
  /** Half-width of the confidence intervals over theory, at most, in full size: SHARP if left out. */
  sharpness?: number;
  /** Part of a run in which the system forgets that it began empty: WARMUP if left out. */
  warmup?: number;
  /** Shorter runs would say nothing, so a test run leaves it out. */
  isLong?: boolean;
  /** The trace that the scenarios name `trace`, another one for each seed; `span` in ms. */
  trace?: (seed: number, span: number) => Trace;
  /** What is to be heard of single requests. */
  hears?: (model: Model) => Hearing;
  checks: Check[];
  /** Checks whose noise explains part of the noise of the others: control variates (see interval.ts). */
  controls?: Check[];
}

/** What a form costs, and how sharp it is for that. */
export type Effort = Pick<Form, 'requests' | 'sharpness' | 'warmup'>;

export interface Check {
  what: string;
  /** The figure, or with `is` a bound of it. */
  theory: number;
  /** On which side of `theory` the figure is; on it if left out. */
  is?: 'at most' | 'at least';
  /** How far `theory` may be off, where it is not exact. */
  doubt?: number;
  /** Instead of the form's. */
  sharpness?: number;
  /** One replication's value, from the runs of the form's scenarios. */
  seen: (...runs: Run[]) => number;
}

export interface Hearing {
  readonly listener: Listener;
  /** What was heard, by name, at the end of the run. */
  readonly figures: Record<string, () => number>;
}

export interface Run {
  observation: Observation;
  heard: Hearing['figures'];
}
