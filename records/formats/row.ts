/** What the parsers of records/formats/ take from one line of a log. */
export interface Row {
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  seconds: number;
  /** Nanoseconds, 0 to 999,999,999. */
  nanos: number;
  /** The numeric columns, in the order of the parser's `columns`. */
  values: readonly number[];
  /** The client as written: an IP address or a host name; `undefined` where the log has none. */
  address: string | undefined;
  /** The path without query; `undefined` where the log has none. */
  key: string | undefined;
}

/** A row; or why the line is none; or undefined, for a blank line. */
export type Parsed = Row | string | undefined;

/** Reads one format of log; records/formats/access-log.ts and csv.ts make them. */
export interface LogParser {
  format: 'common' | 'combined' | 'csv';
  /** Lines before the first request: 1 for a header. */
  headerLines: number;
  /** Names of the numeric columns. */
  columns: readonly string[];
  sizeColumn: string | undefined;
  /** What was taken for what, to be shown: `[role, where from]`. */
  took: readonly (readonly [role: string, from: string])[];
  /** One result a line, in the same order. */
  parse(lines: readonly string[]): Parsed[];
  /** What the reader must know of the lines parsed so far, one line each. */
  notes(): string[];
}

const REQUEST_LINE = /^[A-Z-]+ (?:(.+) HTTP\/[\d.]+|(\/.*))$/;

/**
 * The key of a request: the path without query of `GET /path?query HTTP/1.1`, of `/path?query` or of a URL; any other text
 * as it is.
 */
export function keyOf(text: string): string {
  const match = REQUEST_LINE.exec(text);
  const target = match ? (match[1] ?? match[2]!) : text;
  const query = target.indexOf('?');
  return query >= 0 && /^(\/|https?:\/\/)/.test(target) ? target.slice(0, query) : target;
}
