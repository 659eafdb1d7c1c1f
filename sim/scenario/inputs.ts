/** The files that a scenario names: recorded traces, and lists of durations. */
import type { Trace } from '../../records/trace.ts';
import { UserError } from '../../records/user-error.ts';
import { distributionsOf } from './parts.ts';
import { refuse } from './problems.ts';
import type { Path, PlaceOf, Problem } from './problems.ts';
import type { Scenario } from './schema.ts';
import { parseQuantity } from './units.ts';
import { didYouMean, listOf, show } from './wording.ts';

/** Reads what a scenario names; paths are relative to the scenario. Both throw a UserError for a file that cannot be used. */
export interface FileReader {
  readText(path: string): Promise<string>;
  readTrace(path: string): Promise<Trace>;
}

/** What was read, by name as in the scenario. */
export interface Inputs {
  values: ReadonlyMap<string, Float64Array>;
  traces: ReadonlyMap<string, Trace>;
}

/**
 * Reads all files that the scenario names.
 * @throws UserError that names all files that are missing or unfit
 */
export async function readInputs(scenario: Scenario, files: FileReader, placeOf: PlaceOf): Promise<Inputs> {
  const problems: Problem[] = [];
  const values = new Map<string, Float64Array>();
  const traces = new Map<string, Trace>();
  const read = async <T>(into: Map<string, T>, path: Path, name: string, reader: (name: string) => Promise<T>) => {
    if (into.has(name)) return;
    try {
      into.set(name, await reader(name));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ path, message: `${error.place ?? name}: ${error.message}` });
    }
  };
  for (const [name, { arrivals }] of Object.entries(scenario.clients)) {
    if (arrivals.process !== 'trace') continue;
    await read(traces, ['clients', name, 'arrivals', 'file'], arrivals.file, (file) => files.readTrace(file));
  }
  for (const { path, written, trace = '' } of distributionsOf(scenario)) {
    if (written.kind === 'empirical') {
      const reader = async (file: string) => parseValues(await files.readText(file), file);
      await read(values, [...path, 'empirical'], written.file, reader);
    } else if (written.kind === 'column') {
      const recorded = traces.get(trace);
      const message = recorded === undefined ? undefined : columnFault(recorded, written.column);
      if (message !== undefined) problems.push({ path: [...path, 'column'], message });
    }
  }
  refuse(problems, placeOf);
  return { values, traces };
}

function columnFault({ columns }: Trace, name: string): string | undefined {
  const column = columns[name];
  const known = Object.keys(columns);
  if (column === undefined) {
    return `the trace has no column "${name}"${didYouMean(name, known) || `; it has ${listOf(known, 'and') || 'none'}`}`;
  }
  return column.some((value) => value < 0) ? `column "${name}" has values below 0, which no time is` : undefined;
}

/** A duration a line; empty lines and what stands after # do not count. Throws a UserError with the place of a wrong one. */
function parseValues(text: string, file: string): Float64Array {
  const values: number[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const written = line.replace(/#.*/, '').trim();
    if (written === '') continue;
    const value = parseQuantity('duration', written);
    if (typeof value === 'string') throw new UserError(`${value}; got ${show(written)}`, `${file}:${i + 1}`);
    values.push(value);
  }
  if (values.length === 0) throw new UserError('no durations in it; expected one a line, such as 20ms', file);
  return Float64Array.from(values);
}
