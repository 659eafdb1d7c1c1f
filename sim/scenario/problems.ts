/** What is wrong with a scenario: where, and in words. Most of it turns zod's issues into sentences. */
import * as z from 'zod/mini';
import { excerpt } from '../../records/excerpt.ts';
import { UserError } from '../../records/user-error.ts';
import { didYouMean, listOf, MEANT, show, showKeys } from './wording.ts';

/** Where a value stands in a scenario: `['servers', 'web', 'count']`. */
export type Path = readonly (string | number)[];

/** `key`: the key at the end of the path is wrong, not its value. */
export interface Problem {
  path: Path;
  message: string;
  key?: boolean;
}

/** Says `file:line:column` of a value in the file, or of its key. */
export type PlaceOf = (path: Path, key?: boolean) => string;

const MOST_LINES = 20;

/** Keys of the design that later versions will have. */
const LATER = ['stickiness', 'cache', 'firewall', 'replications'];

/** Checks `value` against `schema`: the parsed value, or everything that is wrong with it. */
export function check<T>(schema: z.ZodMiniType<T>, value: unknown): { data: T } | { problems: Problem[] } {
  const result = schema.safeParse(value, { error: describe });
  return result.success ? result : { problems: result.error.issues.flatMap((issue) => problemsOf(issue, [], value)) };
}

function problemsOf(issue: z.core.$ZodIssue, prefix: Path, root: unknown): Problem[] {
  const path = [...prefix, ...(issue.path as Path)];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const messages = issue.message.split('\n');
      return issue.keys.map((key, i) => ({ path: [...path, key], message: messages[i] ?? '', key: true }));
    }
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message, key: true }));
    case 'invalid_union': {
      const misspelt = misspeltDiscriminator(issue.discriminator, valueAt(root, path.slice(0, -1)));
      if (misspelt !== undefined) return [{ ...misspelt, path: [...path.slice(0, -1), ...misspelt.path] }];
      const meant = meantBranch(issue.errors, valueAt(root, path));
      return meant?.flatMap((inner) => problemsOf(inner, path, root)) ?? [{ path, message: issue.message }];
    }
    default:
      return [{ path, message: issue.message }];
  }
}

/** Without the key that says which map is meant, zod looks at no other key: so here at those that it may have been meant to be. */
function misspeltDiscriminator(discriminator: string | undefined, input: unknown): Problem | undefined {
  if (discriminator === undefined || typeof input !== 'object' || input === null || discriminator in input)
    return undefined;
  const key = Object.keys(input).find((candidate) => didYouMean(candidate, [discriminator]) !== '');
  return key === undefined ? undefined : { path: [key], message: unknownKey(key, [discriminator]), key: true };
}

/**
 * Of the branches of a union the one whose type fits the input; of several maps the one that knows most of its keys, misspelt or not.
 * None where several know as many and lack one: what the map is meant to be is not said.
 */
function meantBranch(branches: readonly z.core.$ZodIssue[][], input: unknown): z.core.$ZodIssue[] | undefined {
  const fitting = branches.filter((issues) => !issues.some((issue) => isMisfit(issue, input)));
  const [first, second] = fitting.toSorted((a, b) => strangeness(a) - strangeness(b));
  if (first === undefined || second === undefined || misspeltKeys(first) > 0) return first;
  const isOpen = strangeness(first) === strangeness(second) && lacksKey(first, input) && lacksKey(second, input);
  return isOpen ? undefined : first;
}

/** How many keys the branch does not know; those that are nearly one of its own count a little less. */
const strangeness = (issues: z.core.$ZodIssue[]): number => unknownKeys(issues) - misspeltKeys(issues) / 1000;

const misspeltKeys = (issues: z.core.$ZodIssue[]): number =>
  issues.reduce((count, { code, message }) => {
    return code === 'unrecognized_keys' ? count + message.split(MEANT).length - 1 : count;
  }, 0);

function lacksKey(issues: z.core.$ZodIssue[], input: unknown): boolean {
  return issues.some(({ path }) => path.length === 1 && valueAt(input, path as Path) === undefined);
}

/** Whether the branch with this issue is for another type than the input's. */
function isMisfit(issue: z.core.$ZodIssue, input: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return meantBranch(issue.errors, input) === undefined;
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof input === 'object');
}

const unknownKeys = (issues: z.core.$ZodIssue[]): number =>
  issues.reduce((count, issue) => count + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);

/** Throws what is wrong, if anything is. */
export function refuse(problems: readonly Problem[], placeOf: PlaceOf): void {
  if (problems.length > 0) throw refusal(problems, placeOf);
}

/** All that is wrong, a line each. */
export function refusal(problems: readonly Problem[], placeOf: PlaceOf): UserError {
  const lines = problems.slice(0, MOST_LINES).map(({ path, message, key }) => {
    const where = path.length === 0 ? '' : `${excerpt(path.join('.'), 200)}: `;
    return `${placeOf(path, key)}: ${where}${excerpt(message, 500)}`;
  });
  const more = problems.length > MOST_LINES ? [`... and ${problems.length - MOST_LINES} more`] : [];
  // A number may break two bounds at once.
  return new UserError([...new Set(lines), ...more].join('\n'));
}

/** The value at `path` within `root`; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** zod's error map: the sentence for an issue. */
function describe(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = Object.keys((issue.schema as z.ZodMiniObject).def.shape);
      return issue.keys.map((key) => unknownKey(key, known)).join('\n');
    }
    case 'invalid_value':
      return unlisted(issue.input, issue.values.map(String));
    case 'invalid_union':
      if (issue.discriminator === undefined) return wrong(issue.input, expected(issue), showKeys);
      return unlisted(
        (issue.input as Record<string, unknown>)[issue.discriminator],
        (issue.options as readonly unknown[]).map(String),
      );
    default:
      return wrong(issue.input, expected(issue));
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  if (LATER.includes(key)) return 'not supported in this version';
  return `unknown key${didYouMean(key, known) || `; expected ${listOf(known, 'or')}`}`;
}

function unlisted(input: unknown, values: readonly string[]): string {
  return wrong(input, listOf(values, 'or')) + (typeof input === 'string' ? didYouMean(input, values) : '');
}

function wrong(input: unknown, expectation: string, shown = show): string {
  if (input === undefined) return `missing; expected ${expectation}`;
  const isQuotedNumber =
    /^a (whole )?number/.test(expectation) && typeof input === 'string' && /^\d+(\.\d+)?$/.test(input);
  return `expected ${expectation}; got ${shown(input)}${isQuotedNumber ? '; write it without quotes' : ''}`;
}

/** What a schema takes, in words: its title. Checks carry the schema that they belong to. */
function expected({ schema }: z.core.$ZodRawIssue): string {
  return (schema && z.globalRegistry.get(schema)?.title) ?? 'something else';
}
