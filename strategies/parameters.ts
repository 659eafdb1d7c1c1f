/** Checks the parameters that a user gave for a strategy against its schema, and fills in the defaults. */
import { formatDuration, parseDuration } from './lib/duration.ts';
import type { Parameters, ParameterSchema, StrategyDefinition } from './strategy.ts';

type Value = Parameters[string];

/**
 * The parameters to call `create` with. A duration is given as a number with a unit (`250ms`), a fraction as a number from 0
 * to 1 or in percent (`30%`).
 *
 * Throws an Error of one line, for the user, that names the parameter, what was expected and what was given.
 */
export function checkParameters(definition: StrategyDefinition, raw: Record<string, unknown>): Parameters {
  const { name, schema, defaults } = definition;
  const parameters = { ...defaults };
  for (const [key, given] of Object.entries(raw)) {
    const expected = Object.hasOwn(schema, key) ? schema[key] : undefined;
    if (expected === undefined) throw new Error(unknownParameter(name, key, Object.keys(schema)));
    const value = parseValue(expected, given);
    if (value === undefined || !isWithin(expected, value)) {
      throw new Error(`${name}: ${key} must be ${describeExpected(expected)}, not ${describeGiven(given)}`);
    }
    parameters[key] = value;
  }
  return parameters;
}

/** What a parameter accepts, in words: `an integer from 1 to 1000`. */
export function describeExpected(schema: ParameterSchema): string {
  switch (schema.kind) {
    case 'choice':
      return schema.choices.join(' or ');
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `an integer${describeRange(schema, String)}`;
    case 'prime':
      return `a prime${describeRange(schema, String)}`;
    case 'number':
      return `a number${describeRange(schema, String)}`;
    case 'fraction':
      return `a fraction${describeRange({ min: 0, max: 1, ...schema }, String)}, such as 0.3 or 30%`;
    case 'duration':
      return `a duration${describeRange(schema, formatDuration)}, such as 250ms`;
  }
}

/** A value as a user would write it. */
export function formatValue(schema: ParameterSchema, value: Value): string {
  return schema.kind === 'duration' ? formatDuration(Number(value)) : String(value);
}

function describeGiven(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given.length > 40 ? `${given.slice(0, 40)}...` : given);
  if (Array.isArray(given)) return 'a list';
  return typeof given === 'object' && given !== null ? 'a mapping' : String(given);
}

function unknownParameter(strategy: string, key: string, known: string[]): string {
  const list = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
  return `${strategy}: unknown parameter ${describeGiven(key)}; ${list}`;
}

function describeRange({ min, max }: { min?: number; max?: number }, format: (value: number) => string): string {
  if (min !== undefined && max !== undefined) return ` from ${format(min)} to ${format(max)}`;
  if (min !== undefined) return ` of at least ${format(min)}`;
  return max === undefined ? '' : ` of at most ${format(max)}`;
}

/** The value as a strategy wants it; undefined where `given` is of another kind. */
function parseValue(schema: ParameterSchema, given: unknown): Value | undefined {
  switch (schema.kind) {
    case 'choice':
      return typeof given === 'string' && schema.choices.includes(given) ? given : undefined;
    case 'boolean':
      return typeof given === 'boolean' ? given : undefined;
    case 'integer':
      return Number.isSafeInteger(given) ? (given as number) : undefined;
    case 'prime':
      return isPrime(given) ? given : undefined;
    case 'number':
      return Number.isFinite(given) ? (given as number) : undefined;
    case 'fraction':
      return typeof given === 'string' ? parsePercentage(given) : parseValue({ ...schema, kind: 'number' }, given);
    case 'duration':
      return typeof given === 'string' ? parseDuration(given) : undefined;
  }
}

function isPrime(given: unknown): given is number {
  if (!Number.isSafeInteger(given)) return false;
  const number = given as number;
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return number >= 2;
}

function parsePercentage(text: string): number | undefined {
  const amount = /^(?<amount>\d+(?:\.\d+)?)%$/.exec(text.trim())?.groups?.['amount'];
  return amount === undefined ? undefined : Number(amount) / 100;
}

function isWithin(schema: ParameterSchema, value: Value): boolean {
  if (schema.kind === 'choice' || schema.kind === 'boolean') return true;
  const { min, max } = schema.kind === 'fraction' ? { min: 0, max: 1, ...schema } : schema;
  return Number(value) >= (min ?? -Infinity) && Number(value) <= (max ?? Infinity);
}
