/** What the worker thread of `steelyard trace fit` does, so that a Ctrl-C need not wait for it: all but writing. */
import { basename } from 'node:path';
import { workerData } from 'node:worker_threads';
import { excerpt } from '../records/excerpt.ts';
import { readTraceFile } from '../records/formats/trace-file.ts';
import type { Trace } from '../records/trace.ts';
import { UserError } from '../records/user-error.ts';
import { unseenDispersion, WINDOWS_S } from '../reports/fit/fit-arrivals.ts';
import { fitTrace } from '../reports/fit/fit-trace.ts';
import type { DispersionCheck } from '../reports/fit/verdict.ts';
import type { Halves } from '../reports/fit/halves.ts';
import { drawRequests } from '../sim/experiment/drawn-requests.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import { didYouMean, listOf, show } from '../sim/scenario/wording.ts';
import { fitReport } from './fit-report.ts';
import { loadOf, scenarioKeys } from './fit-scenario.ts';
import { answered, type Answer } from './sent-model.ts';

/** Draws of the fitted arrivals that dispersion is compared with: as many as come to so many requests. */
const DRAWN_REQUESTS = 3_000_000;
const LONGEST_NAME = 60;
const [FEWEST_DRAWS, MOST_DRAWS] = [5, 20];

export interface FitTask {
  /** Of the trace. */
  path: string;
  /** That tells demand; undefined: the size. */
  column: string | undefined;
  /** Mean demand, in nanoseconds. */
  mean: number | undefined;
  /** What the scenario calls the trace. */
  name: string;
}

export interface Fitted {
  /** Lines. */
  report: string[];
  /** The keys of the scenario, as YAML. */
  keys: string;
}

export default function fit(): Promise<Answer<Fitted>> {
  const { path, column, mean, name } = workerData as FitTask;
  return answered(async () => {
    const trace = await readTraceFile(path);
    const arrivalAt = trace.arrivalAt.map((at) => at - trace.arrivalAt[0]!);
    const found = placed(path, () => fitTrace(trace, arrivalAt, columnOf(trace, column)));
    const keys = scenarioKeys(found, loadOf(found, mean), name);
    const dispersions = await dispersionsOf(found.halves, arrivalAt, keys);
    return { report: fitReport(excerpt(basename(path), LONGEST_NAME), trace.count, found, dispersions), keys };
  });
}

/** @throws UserError where the trace has no such column, or none is named and it has no size */
function columnOf({ columns, sizeColumn }: Trace, asked: string | undefined): string {
  const names = Object.keys(columns);
  if (asked !== undefined && !Object.hasOwn(columns, asked)) {
    const known = didYouMean(asked, names) || `; it has ${listOf(names, 'and') || 'none'}`;
    throw new UserError(`the trace has no column ${show(asked)}${known}`, '--column');
  }
  const column = asked ?? sizeColumn;
  if (column !== undefined) return column;
  if (names.length === 0) throw new UserError('it has no numeric column, so nothing tells how much requests ask');
  throw new UserError(`it has no sizes; say with --column which column tells demand: ${listOf(names, 'or')}`);
}

/** Plays the clients of the scenario, without servers, to see whether their bursts are those of the trace. */
async function dispersionsOf(halves: Halves, arrivalAt: Float64Array, keys: string): Promise<DispersionCheck[]> {
  const noFiles = { readText: () => Promise.reject(new Error()), readTrace: () => Promise.reject(new Error()) };
  const { world } = await loadScenario(keys, 'the fitted scenario', noFiles);
  const draws = Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, Math.floor(DRAWN_REQUESTS / arrivalAt.length)));
  const drawn = Array.from({ length: draws }, (_, seed) => {
    const instants: number[] = [];
    for (const { at } of drawRequests({ ...world, seed })) instants.push(at);
    return unseenDispersion(Float64Array.from(instants), halves);
  });
  const seen = unseenDispersion(arrivalAt, halves);
  return WINDOWS_S.map((windowS, index) => ({
    windowS,
    seen: seen[index]!,
    drawn: drawn.map((each) => each[index]!).filter((each) => each !== null),
  }));
}

/** What is wrong with a trace is wrong with its file. */
function placed<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError && error.place === undefined ? new UserError(error.message, path) : error;
  }
}
