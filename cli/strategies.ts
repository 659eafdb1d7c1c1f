/** Strategies as the command line names them, files of the user's own among them. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../records/user-error.ts';
import type { StrategyChoice } from '../sim/model/model.ts';
import type { Loaded } from '../sim/scenario/compile/world.ts';
import { choose, isStrategyFile, parseStrategies } from '../sim/scenario/strategy-choice.ts';
import type { StrategyDefinition } from '../strategies/strategy.ts';
import { mistake, refuseExit, watched } from './own-strategy.ts';

/**
 * The strategies to play: those after `option` (`--strategy A,B{choices: 3},./mine.ts`), else those that the scenario names.
 * @throws UserError for an unknown strategy or parameter, a file that is none, and where nobody names any
 */
export async function strategiesToPlay(
  { world, strategies }: Loaded,
  text: string | undefined,
  option = '--strategy',
): Promise<StrategyChoice[]> {
  if (text !== undefined) return await strategiesFromOption(text, option);
  if (strategies.length > 0) return strategies;
  throw new UserError(`${world.name} names no strategy: give --strategy NAME, or say it at the balancer`);
}

/** The strategies of a list such as `A,B{choices: 3},./mine.ts`. */
export async function strategiesFromOption(text: string, option: string): Promise<StrategyChoice[]> {
  try {
    const choices: StrategyChoice[] = [];
    for (const named of parseStrategies(text)) {
      const file = isStrategyFile(named.name) ? named.name : undefined;
      const choice = choose(named, file === undefined ? undefined : await importStrategy(file));
      if (Array.isArray(choice)) throw new UserError(choice.map(({ message }) => message).join('; '));
      if (choices.some(({ label }) => label === choice.label)) throw new UserError(`${choice.label} is named twice`);
      choices.push(file === undefined ? choice : { ...choice, file });
    }
    return choices;
  } catch (error) {
    throw error instanceof UserError && error.place === undefined ? new UserError(error.message, option) : error;
  }
}

/** The strategy that a file exports by default. */
export async function importStrategy(path: string): Promise<StrategyDefinition> {
  const absolute = resolve(path);
  const there = statSync(absolute, { throwIfNoEntry: false });
  if (there === undefined) throw new UserError('no such file', path);
  if (there.isDirectory()) throw new UserError('this is a directory; name a file', path);
  const file = { path, url: pathToFileURL(absolute).href };
  refuseExit();
  let exported: { default?: unknown };
  try {
    exported = await import(file.url);
  } catch (error) {
    throw mistake('cannot be loaded:', error, file);
  }
  return watched(checkDefinition(exported.default, path), file);
}

/** What may be left out of a strategy of one's own. */
const OPTIONAL = {
  summary: '',
  cost: '',
  differs: '',
  formula: '',
  fails: '',
  shippedAs: [],
  references: [],
  laws: [],
  defaults: {},
  schema: {},
};

function checkDefinition(exported: unknown, path: string): StrategyDefinition {
  if (typeof exported !== 'object' || exported === null) {
    throw new UserError('expected a strategy as the default export: export default {name, create, ...}', path);
  }
  const definition = { ...OPTIONAL, ...exported } as unknown as StrategyDefinition;
  const wrong = [
    ...(typeof definition.name === 'string' && /^\S+$/.test(definition.name) ? [] : ['name: a word']),
    ...(typeof definition.create === 'function' ? [] : ['create: a function']),
    ...(definition.needs === undefined || typeof definition.needs === 'function' ? [] : ['needs: a function']),
    ...Object.entries(OPTIONAL)
      .filter(([key, model]) => kindOf(model) !== kindOf(definition[key as keyof StrategyDefinition]))
      .map(([key, model]) => `${key}: a ${kindOf(model)}`),
  ];
  if (wrong.length > 0) throw new UserError(`the strategy lacks or has otherwise: ${wrong.join(', ')}`, path);
  const { defaults, schema } = definition;
  const unmatched = Object.keys({ ...defaults, ...schema }).find((key) => !(key in defaults && key in schema));
  if (unmatched !== undefined) throw new UserError(`parameter ${unmatched} must stand in defaults and in schema`, path);
  return definition;
}

function kindOf(value: unknown): 'text' | 'list' | 'map' | undefined {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'map' : undefined;
}
