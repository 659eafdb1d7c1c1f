/** Scenarios for tests. */
import type { Trace } from '../../records/trace.ts';
import { UserError } from '../../records/user-error.ts';
import type { FileReader } from '../../sim/scenario/inputs.ts';
import { loadScenario } from '../../sim/scenario/load.ts';
import type { Loaded } from '../../sim/scenario/compile/world.ts';

/** A small scenario, one key a line, that tests change. */
export const PLAIN = `duration: 1m
clients:
  shoppers:
    arrivals: {process: poisson, rate: 100/s}
    demand: {exponential: 20ms}
servers:
  web: {count: 2, cores: 2}
balancer:
  strategy: random
`;

/** Files by name; other names are not there. */
export function filesOf(texts: Record<string, string> = {}, traces: Record<string, Trace> = {}): FileReader {
  const find = async <T>(from: Record<string, T>, name: string): Promise<T> => {
    if (!Object.hasOwn(from, name)) throw new UserError('no such file', name);
    return from[name];
  };
  return { readText: (name) => find(texts, name), readTrace: (name) => find(traces, name) };
}

/** A trace of these instants. */
export function traceOf(arrivalAt: number[], columns: Record<string, number[]> = {}): Trace {
  const arrays = Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)] as const);
  return {
    count: arrivalAt.length,
    arrivalAt: Float64Array.from(arrivalAt),
    columns: Object.assign(Object.create(null), Object.fromEntries(arrays)),
    startedAt: '2024-01-01T00:00:00.000000000Z',
    source: 'log.csv',
  };
}

export async function load(text: string, set: string[] = [], files = filesOf()): Promise<Loaded> {
  return await loadScenario(text, 'flash.yaml', files, { set });
}

/** What is wrong with a scenario, as its author sees it. */
export async function wrong(text: string, set: string[] = [], files = filesOf()): Promise<string> {
  try {
    await load(text, set, files);
    return '';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.place === undefined ? error.message : `${error.place}: ${error.message}`;
  }
}
