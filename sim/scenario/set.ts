/** `--set path=value`: changes to a scenario from the command line, which then pass the same checks as the file. */
import { parse } from 'yaml';
import { UserError } from '../../records/user-error.ts';
import type { Path } from './problems.ts';
import { didYouMean, listOf, show } from './wording.ts';

export interface Change {
  path: Path;
  value: unknown;
  /** How messages call it: `--set servers.web.count=8`. */
  place: string;
}

/** Reads `servers.web.count=8`; the value is YAML, as in the file. Throws a UserError where it is none. */
export function parseChange(text: string): Change {
  const place = `--set ${show(text).slice(1, -1)}`;
  const [, path, value] = /^\s*([^=.\s]+(?:\.[^=.\s]+)*)\s*=(.*)$/s.exec(text) ?? [];
  if (path === undefined || value === undefined) {
    throw new UserError('expected PATH=VALUE, such as servers.web.count=8', place);
  }
  return { path: path.split('.'), value: parseValue(value, place), place };
}

function parseValue(text: string, place: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    throw new UserError('the value is not YAML; put it in quotes', place);
  }
}

/**
 * The scenario (plain values) with the change made; the given one stays as it is. A key that was left out is added, also with
 * the map around it; groups of clients and servers, classes and balancers must be there. Throws a UserError otherwise.
 */
export function applyChange(root: unknown, { path, value, place }: Change): unknown {
  const set = (target: unknown, depth: number): unknown => {
    if (depth === path.length) return value;
    const key = String(path[depth]);
    const where = path.slice(0, depth).join('.');
    if (Array.isArray(target)) {
      if (!/^\d+$/.test(key) || Number(key) >= target.length) {
        throw new UserError(`${where} is a list of ${target.length}: expected an index from 0, got "${key}"`, place);
      }
      return target.with(Number(key), set(target[Number(key)], depth + 1));
    }
    const isMap = typeof target === 'object' && target !== null;
    if (!isMap && target !== undefined) {
      throw new UserError(`${where || 'the scenario'} is ${show(target)}, which has no keys`, place);
    }
    const map = (target ?? {}) as Record<string, unknown>;
    const known = Object.keys(map);
    if (isGroupMap(path.slice(0, depth)) && !known.includes(key)) {
      throw new UserError(
        `${where} has no "${key}", and --set creates none${didYouMean(key, known) || `; it has ${listOf(known, 'and') || 'none'}`}`,
        place,
      );
    }
    return { ...map, [key]: set(Object.hasOwn(map, key) ? map[key] : undefined, depth + 1) };
  };
  return set(root, 0);
}

/** Whether the keys of the map at `path` are names that the author of the scenario chose. */
function isGroupMap(path: Path): boolean {
  const [top, , key] = path;
  if (path.length === 1) return top === 'clients' || top === 'servers' || top === 'balancers';
  return path.length === 3 && top === 'clients' && key === 'mix';
}
