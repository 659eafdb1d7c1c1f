/**
 * JSON lines: an object a line, as Caddy, Envoy and nginx (`log_format ... escape=json`) write their access logs. Objects in
 * it are columns of their own (`request.remote_ip`); numbers may be quoted. Source: RFC 8259.
 */
import { UserError } from '../user-error.ts';
import type { Fields, LineFormat, LineReader } from './log-format.ts';
import { isNested, pathsOf, textAt } from './object-columns.ts';

/** An integer of more than 15 digits, of which a double may lose some: nanoseconds since 1970 have 19. */
const LONG_INTEGER = /[:\s[,]\d{16}/;

export const json: LineFormat = {
  name: 'json',
  title: 'a log of JSON lines',
  recognises: (head) => head.filter((line) => line.startsWith('{') && isNested(parse(line))).length,
  open: openJson,
};

function openJson(head: readonly string[]): LineReader {
  const paths = pathsOf(head.map(parse));
  if (paths.length === 0) throw new UserError('none of its first lines is a JSON object with values');

  function fieldsOf(line: string, wanted: ReadonlySet<number> | undefined): Fields {
    const object = parse(line);
    if (!isNested(object)) return line.trim() === '' ? undefined : 'not a JSON object';
    return paths.map((path, at) => (wanted === undefined || wanted.has(at) ? textAt(object, path) : ''));
  }

  return {
    names: paths.map((path) => path.join('.')),
    roles: {},
    headerLines: 0,
    split: (lines, wanted) => lines.map((line) => fieldsOf(line, wanted)),
    notes: () => [],
  };
}

/** The value of a line; undefined where it is not JSON. */
function parse(line: string): unknown {
  try {
    return LONG_INTEGER.test(line) ? JSON.parse(line, keepLongIntegers) : JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Integers as they are written; parsing so takes ten times as long. */
function keepLongIntegers(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && /^\d+$/.test(source) ? source : value;
}
