/** Nested objects (JSON, Parquet) as a table: a column for each path such as `request.remote_ip`. */

/** Nested deeper, or beyond so many columns, nothing is found: a hostile file must not exhaust memory. */
const DEEPEST = 8;
const MOST_COLUMNS = 256;

type Nested = Record<string, unknown>;

/** The names from the outermost object inward. */
export type ObjectPath = readonly string[];

/** Gathers the paths of values that are neither object nor list, in the order in which objects show them. */
export function pathsOf(objects: readonly unknown[]): ObjectPath[] {
  const paths = new Map<string, ObjectPath>();
  function gather(value: unknown, path: readonly string[]): void {
    if (isNested(value)) {
      if (path.length < DEEPEST) for (const name of Object.keys(value)) gather(value[name], [...path, name]);
    } else if (!Array.isArray(value) && paths.size < MOST_COLUMNS && !paths.has(path.join('.'))) {
      paths.set(path.join('.'), path);
    }
  }
  for (const object of objects) if (isNested(object)) gather(object, []);
  return [...paths.values()];
}

/** The text of the value at a path; `''` where there is none. */
export function textAt(object: unknown, path: ObjectPath): string {
  let value = object;
  for (const name of path) {
    if (!isNested(value) || !Object.hasOwn(value, name)) return '';
    value = value[name];
  }
  return textOf(value);
}

/** Whether a value is an object of named values, and no list, date or bytes. */
export function isNested(value: unknown): value is Nested {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return '';
  }
}
