/** What an import takes from one line of a log. */
export interface Row {
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  seconds: number;
  /** Nanoseconds, 0 to 999,999,999. */
  nanos: number;
  /** The numeric columns that the trace keeps, in their order. */
  values: readonly number[];
  /** The client as written: an IP address or a host name; `undefined` where the log has none. */
  address: string | undefined;
  /** The path without query; `undefined` where the log has none. */
  key: string | undefined;
}

/** A row; or why the line is none; or undefined, for a blank line. */
export type Parsed = Row | string | undefined;

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
