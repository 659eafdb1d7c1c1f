import { basename, dirname, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { excerpt } from '../records/excerpt.ts';
import type { Trace } from '../records/trace.ts';
import { UserError } from '../records/user-error.ts';
import type { TraceFit } from '../reports/fit/fit-trace.ts';
import type { DispersionCheck } from '../reports/fit/verdict.ts';
import { parseQuantity } from '../sim/scenario/units.ts';
import { didYouMean, listOf, show } from '../sim/scenario/wording.ts';
import { writeNewFile } from './files.ts';

interface Arguments {
  trace: string;
  column: string | undefined;
  mean: string | undefined;
  out: string | undefined;
}

/** Draws of the fitted arrivals that dispersion is compared with: as many as come to so many requests. */
const DRAWN_REQUESTS = 3_000_000;
const LONGEST_NAME = 60;
const [FEWEST_DRAWS, MOST_DRAWS] = [5, 20];

/** `steelyard trace fit`: a scenario that is like a trace. */
export const traceFitCommand: CommandModule<object, Arguments> = {
  command: 'fit <trace>',
  describe: 'Propose a scenario whose clients are like a trace, and say how like',
  builder: (yargs) =>
    yargs
      .positional('trace', { type: 'string', demandOption: true, describe: 'A trace file' })
      .option('column', { type: 'string', requiresArg: true, describe: 'That tells demand; the size if left out' })
      .option('mean', { type: 'string', requiresArg: true, describe: 'Mean demand of a request, such as 20ms' })
      .option('out', { type: 'string', requiresArg: true, describe: 'The scenario to write, instead of printing it' }),
  handler: async ({ trace: path, column, mean, out }) => {
    const given = mean === undefined ? undefined : meanDemand(mean);
    const { readTraceFile } = await import('../records/formats/trace-file.ts');
    const { fitTrace } = await import('../reports/fit/fit-trace.ts');
    const { fitReport } = await import('./fit-report.ts');
    const trace = await readTraceFile(path);
    const arrivalAt = trace.arrivalAt.map((at) => at - trace.arrivalAt[0]!);
    const fit = placed(path, () => fitTrace(trace, arrivalAt, columnOf(trace, column)));
    const keys = await keysOf(fit, given, out === undefined ? path : relative(dirname(out), path));
    const report = fitReport(
      excerpt(basename(path), LONGEST_NAME),
      trace.count,
      fit,
      await dispersionsOf(fit, arrivalAt, keys),
    );
    const scenario = `${report.map((line) => `# ${line}`.trimEnd()).join('\n')}\n\n${keys}`;
    if (out === undefined) return void process.stdout.write(scenario);
    await writeNewFile(out, scenario);
    process.stdout.write(`${report.join('\n')}\n`);
    process.stderr.write(`wrote ${out}; play it with: steelyard run ${out}\n`);
  },
};

function meanDemand(text: string): number {
  const mean = parseQuantity('duration', text);
  if (typeof mean === 'string') throw new UserError(`${mean}; got ${show(text)}`, '--mean');
  if (mean === 0) throw new UserError('expected a mean demand above 0', '--mean');
  return mean;
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

async function keysOf(fit: TraceFit, given: number | undefined, trace: string): Promise<string> {
  const { loadOf, scenarioKeys } = await import('./fit-scenario.ts');
  return scenarioKeys(fit, loadOf(fit, given), trace);
}

/** Plays the clients of the scenario, without servers, to see whether their bursts are those of the trace. */
async function dispersionsOf(fit: TraceFit, arrivalAt: Float64Array, keys: string): Promise<DispersionCheck[]> {
  const { unseenDispersion, WINDOWS_S } = await import('../reports/fit/fit-arrivals.ts');
  const { loadScenario } = await import('../sim/scenario/load.ts');
  const { drawRequests } = await import('../sim/experiment/drawn-requests.ts');
  const noFiles = { readText: () => Promise.reject(new Error()), readTrace: () => Promise.reject(new Error()) };
  const { world } = await loadScenario(keys, 'the fitted scenario', noFiles);
  const draws = Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, Math.floor(DRAWN_REQUESTS / arrivalAt.length)));
  const drawn = Array.from({ length: draws }, (_, seed) => {
    const instants: number[] = [];
    for (const { at } of drawRequests({ ...world, seed })) instants.push(at);
    return unseenDispersion(Float64Array.from(instants), fit.halves);
  });
  const seen = unseenDispersion(arrivalAt, fit.halves);
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
