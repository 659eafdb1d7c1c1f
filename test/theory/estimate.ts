/** Plays a form in independent replications and says where what it showed is not what theory says. */
import type { Checks } from '../../records/observation.ts';
import type { Model } from '../../sim/model/model.ts';
import { createSimulation } from '../../sim/model/simulation.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import { filesOf } from '../scenario/scenarios.ts';
import type { Check, Form, Run } from './form.ts';
import { type Interval, interval } from './interval.ts';

/** Replications of each form; their seeds are 1, 2 and so on. */
export const REPLICATIONS = 32;
/** Half-width of an interval over theory, at most, unless the form says otherwise. */
export const SHARP = 0.01;
/** Part of a run in which the system forgets that it began empty, unless the form says otherwise. */
const WARMUP = 0.05;
/** Errors of the invariants that rounding explains. */
const ROUNDING = 1e-9;
/** Requests of a scenario in reduced size, at most. */
const REDUCED = 5e5;
/** How much wider than by the square root of the requests an interval may get when there are fewer. */
const ROOM = 1.2;

/** Full as the form says, or reduced for a test run. */
export type Size = 'full' | 'reduced';

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
  /** Counted requests, over all scenarios and replications. */
  requests: number;
  /** The largest error of an invariant in any run. */
  invariantError: number;
  /** Independent runs. */
  runs: number;
}

/** Estimates what the form checks; `error` is the probability that one interval misses by chance. */
export async function tryForm(form: Form, error: number, size: Size): Promise<Trial> {
  const { checks, controls = [], sharpness = SHARP } = form;
  const requests = size === 'full' ? form.requests : Math.min(form.requests, REDUCED);
  const wider = requests === form.requests ? 1 : ROOM * Math.sqrt(form.requests / requests);
  const replications: Replication[] = [];
  for (let seed = 1; seed <= REPLICATIONS; seed++) replications.push(await replicate(form, seed, requests));
  const valuesOf = (at: number) => replications.map(({ values }) => values[at]);
  const deviations = controls.map(({ theory }, i) => valuesOf(checks.length + i).map((value) => value - theory));
  const estimates = [...checks, ...controls].map((check, i) => ({
    check,
    ...interval(valuesOf(i), i < checks.length ? deviations : [], error),
    // A control has to be right, not sharp.
    halfWidthMax: i < checks.length ? wider * (check.sharpness ?? sharpness) * Math.abs(check.theory) : Infinity,
  }));
  return {
    estimates,
    faults: [...estimates.flatMap(faultsOf), ...replications.flatMap(({ faults }) => faults)],
    requests: replications.reduce((sum, each) => sum + each.requests, 0),
    invariantError: Math.max(...replications.map((each) => each.invariantError)),
    runs: replications.length * form.scenarios.length,
  };
}

/** What is wrong with an estimate. A NaN is. */
function faultsOf({ check: { what, theory, is, doubt = 0 }, mean, halfWidth, halfWidthMax }: Estimate): string[] {
  const seen = `${what} is ${mean} ± ${halfWidth}`;
  if (is === 'at most') return mean + halfWidth <= theory ? [] : [`${seen}, not at most ${theory}`];
  if (is === 'at least') return mean - halfWidth >= theory ? [] : [`${seen}, not at least ${theory}`];
  const faults: string[] = [];
  if (!(Math.abs(mean - theory) <= halfWidth + doubt)) faults.push(`${seen}, not ${theory}`);
  if (!(halfWidth <= halfWidthMax)) faults.push(`${what} is known to ± ${halfWidth}, not to ± ${halfWidthMax}`);
  return faults;
}

const ERRORS: (keyof Checks)[] = ['littlesLawError', 'littlesLawTriesError', 'workError'];

/** The invariants that a run broke. Runs drain, so a request that has not ended is one that was lost. */
function broken({ observation: { checks, requests, seed } }: Run): string[] {
  const names: string[] = ERRORS.filter((name) => !(Number(checks[name]) <= ROUNDING));
  if (!checks.conservation) names.push('conservation');
  if (requests.unfinished > 0) names.push(`the end of ${requests.unfinished} requests`);
  return names.map((name) => `seed ${seed} breaks ${name}`);
}

/** Observations are large: only figures are kept of each. */
interface Replication extends Pick<Trial, 'faults' | 'requests' | 'invariantError'> {
  /** Of all checks, and then all controls. */
  values: number[];
}

async function replicate(form: Form, seed: number, requests: number): Promise<Replication> {
  const { scenarios, checks, controls = [] } = form;
  const runs: Run[] = [];
  for (const scenario of scenarios) runs.push(play(await modelOf(form, scenario, seed, requests), form));
  return {
    values: [...checks, ...controls].map(({ seen }) => seen(...runs)),
    faults: runs.flatMap(broken),
    requests: runs.reduce((sum, { observation }) => sum + observation.requests.arrived, 0),
    invariantError: Math.max(
      ...runs.flatMap(({ observation }) => ERRORS.map((name) => Number(observation.checks[name]))),
    ),
  };
}

async function modelOf(form: Form, scenario: object, seed: number, requests: number): Promise<Model> {
  const { warmup = WARMUP } = form;
  const duration = requests / REPLICATIONS / form.rate / (1 - warmup);
  const text = JSON.stringify({ duration: `${duration}ms`, warmup: `${duration * warmup}ms`, seed, ...scenario });
  const files = filesOf({}, form.trace === undefined ? {} : { trace: form.trace(seed, duration) });
  const loaded = await loadScenario(text, form.name, files);
  return compile(loaded, loaded.strategies[0]);
}

function play(model: Model, { hears }: Form): Run {
  const hearing = hears?.(model);
  const simulation = createSimulation(model, hearing?.listener);
  while (!simulation.run(1_000_000));
  return { observation: simulation.conclude(false), heard: hearing?.figures ?? {} };
}
