/** Which strategies a scenario or the command line asks for: `power-of-two{choices: 3}`. */
import { parse } from 'yaml';
import { UserError } from '../../records/user-error.ts';
import { findStrategy, strategies } from '../../strategies/index.ts';
import { checkParameters } from '../../strategies/parameters.ts';
import type { StrategyChoice } from '../model/model.ts';
import type { Problem } from './problems.ts';
import { didYouMean, show } from './wording.ts';

/** A strategy as it was written: a name, and parameters that are not checked yet. */
export interface NamedStrategy {
  name: string;
  params: Record<string, unknown>;
}

/** A name is a file's where it leads somewhere: `./mine.ts`. */
export const isStrategyFile = (name: string): boolean => /^[./\\~]|\.[cm]?[jt]s$/.test(name);

/** The strategy that was named, its parameters checked; or what is wrong, with paths from the name's place on. */
export function choose(named: NamedStrategy, definition = findStrategy(named.name)): StrategyChoice | Problem[] {
  const { name, params } = named;
  if (definition === undefined) return [{ path: [], message: unknownStrategy(name) }];
  const problems = Object.entries(params).flatMap(([key, value]) => {
    const message = messageOf(() => checkParameters(definition, { [key]: value }));
    return message === undefined ? [] : [{ path: [key], message }];
  });
  if (problems.length > 0) return problems;
  const checked = checkParameters(definition, params);
  const contradiction = definition.contradiction?.(checked);
  if (contradiction !== undefined) return [{ path: [], message: `${name}: ${contradiction}` }];
  const given = Object.entries(params).map(([key, value]) => `${key}: ${String(value)}`);
  const label = given.length === 0 ? definition.name : `${definition.name}{${given.join(', ')}}`;
  return { label, definition, params: checked };
}

export function unknownStrategy(name: string): string {
  if (isStrategyFile(name)) return `a strategy of your own is named on the command line: --strategy ${name}`;
  const known = strategies.map((definition) => definition.name);
  return `unknown strategy ${show(name)}${didYouMean(name, known) || '; `steelyard list strategies` names them'}`;
}

function messageOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Reads `A,B{choices: 3},./mine.ts` as it stands after --strategy.
 * @throws UserError where it is no such list
 */
export function parseStrategies(text: string): NamedStrategy[] {
  const item = /\s*([^,{}\s][^,{}]*?)\s*(\{[^{}]*\})?\s*(,|$)/y;
  const named: NamedStrategy[] = [];
  for (let more = true; more;) {
    const match = item.exec(text);
    if (match === null)
      throw new UserError(`expected NAME or NAME{PARAMETER: VALUE}, apart by commas; got ${show(text)}`);
    const [, name = '', params, comma] = match;
    named.push({ name, params: params === undefined ? {} : parseParams(name, params) });
    more = comma === ',';
  }
  return named;
}

function parseParams(name: string, text: string): Record<string, unknown> {
  try {
    // {choices:3} is YAML for a key "choices:3"; nobody means that here.
    return parse(text.replace(/:(?=\S)/g, ': '), { logLevel: 'error' }) as Record<string, unknown>;
  } catch {
    throw new UserError(`${name}: expected {PARAMETER: VALUE, ...}; got ${show(text)}`);
  }
}
