/** Plays a form in independent replications and says where what it showed is not what theory says. */
import type { Checks } from '../../records/observation.ts';
import type { Model } from '../../sim/model/model.ts';
import { createSimulation } from '../../sim/model/simulation.ts';
import { compile } from '../../sim/scenario/compile.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { filesOf } from '../scenario/scenarios.ts';
import type { Check, Form, Run } from './form.ts';
import { type Interval, interval } from './interval.ts';
import { createWaits } from './waits.ts';

/** Replications of each form; their seeds are 1, 2 and so on. */
export const REPLICATIONS = 32;
/** Half-width of an interval over theory, at most, unless the form says otherwise. */
export const SHARP = 0.01;
/** Part of a run in which the system forgets that it began empty. */
const WARMUP = 0.05;
/** Errors of the invariants that rounding explains. */
const ROUNDING = 1e-9;

export interface Estimate extends Interval {
  check: Check;
  /** What `halfWidth` may be. */
  halfWidthMax: number;
}

export interface Trial {
  /** Of all checks, and then all controls, of the form. */
  estimates: Estimate[];
  /** What is wrong, a line each. */
  faults: string[];
}

/** Estimates what the form checks; `error` is the probability that one interval misses by chance. */
export async function tryForm(form: Form, error: number): Promise<Trial> {
  const { checks, controls = [], sharpness = SHARP } = form;
  const replications = await replicate(form);
  const valuesOf = (at: number) => replications.map(({ values }) => values[at]);
  const deviations = controls.map(({ theory }, i) => valuesOf(checks.length + i).map((value) => value - theory));
  const estimates = [...checks, ...controls].map((check, i) => ({
    check,
    ...interval(valuesOf(i), i < checks.length ? deviations : [], error),
    halfWidthMax: (check.sharpness ?? sharpness) * Math.abs(check.theory),
  }));
  return { estimates, faults: [...estimates.flatMap(faultsOf), ...replications.flatMap(({ faults }) => faults)] };
}

/** What is wrong with an estimate. A NaN is. */
function faultsOf({ check: { what, theory, doubt = 0 }, mean, halfWidth, halfWidthMax }: Estimate): string[] {
  const faults: string[] = [];
  if (!(Math.abs(mean - theory) <= halfWidth + doubt)) faults.push(`${what} is ${mean} ± ${halfWidth}, not ${theory}`);
  if (!(halfWidth <= halfWidthMax)) faults.push(`${what} is known to ± ${halfWidth}, not to ± ${halfWidthMax}`);
  return faults;
}

/** The invariants that a run broke. */
function broken({ observation: { checks, seed } }: Run): string[] {
  const errors: (keyof Checks)[] = ['littlesLawError', 'littlesLawTriesError', 'workError'];
  const names = errors.filter((name) => !(Number(checks[name]) <= ROUNDING));
  return [...(checks.conservation ? [] : ['conservation']), ...names].map((name) => `seed ${seed} breaks ${name}`);
}

interface Replication {
  /** Of all checks, and then all controls. */
  values: number[];
  faults: string[];
}

/** Observations are large: only figures are kept of each. */
async function replicate(form: Form): Promise<Replication[]> {
  const { scenarios, checks, controls = [], hearsWaits = false } = form;
  const models = await Promise.all(scenarios.map((scenario) => modelOf(form, scenario)));
  return Array.from({ length: REPLICATIONS }, (_, i) => {
    const runs = models.map((model) => play({ ...model, seed: i + 1 }, hearsWaits));
    return { values: [...checks, ...controls].map(({ seen }) => seen(...runs)), faults: runs.flatMap(broken) };
  });
}

async function modelOf(form: Form, scenario: object): Promise<Model> {
  const duration = form.requests / REPLICATIONS / form.rate / (1 - WARMUP);
  const text = JSON.stringify({ duration: `${duration}ms`, warmup: `${duration * WARMUP}ms`, ...scenario });
  const loaded = await loadScenario(text, form.name, filesOf());
  return compile(loaded, loaded.strategies[0]);
}

function play(model: Model, hearsWaits: boolean): Run {
  const waits = hearsWaits ? createWaits(model) : undefined;
  const simulation = createSimulation(model, waits?.listener);
  while (!simulation.run(1_000_000));
  return { observation: simulation.conclude(false), waits };
}
