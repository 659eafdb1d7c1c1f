/**
 * The seam between the formats of logs and the import. A format says how its lines are recognised and how a line becomes
 * fields, a text for each column; which column is what (columns.ts) and how fields become a row (row-reader.ts) is the same
 * for all. formats.ts lists them. A format that has no lines (Parquet) is a `Log` of its own.
 */

export const FORMATS = ['common', 'combined', 'haproxy', 'alb', 'json', 'csv', 'parquet'] as const;
export type FormatName = (typeof FORMATS)[number];

/** A text for each column, `''` or `-` where there is none; or why the line has no fields; or undefined for a blank line. */
export type Fields = readonly string[] | string | undefined;

/** The columns that are something special, by name. */
export interface Roles {
  time?: string;
  size?: string;
  address?: string;
  key?: string;
  latency?: string;
}

/** The columns of a log. */
export interface Columns {
  /** Each its own; those called `''` are never found by name. */
  names: readonly string[];
  /** What the format itself says of them; the rest is found by name and content. */
  roles: Roles;
}

/** A format with a request a line. */
export interface LineFormat {
  name: FormatName;
  /** What a file of it is: `an access log (common)`. */
  title: string;
  /** How many of the first lines of a file tell that it is of this format. */
  recognises(head: readonly string[]): number;
  /**
   * How to read a file of this format, by its first lines.
   * @throws UserError, without a place, where these lines cannot begin one
   */
  open(head: readonly string[]): LineReader;
}

export interface LineReader extends Columns {
  /** Lines before the first request: 1 for a header. */
  headerLines: number;
  /** One result a line, in the same order. Only the fields at `wanted` need be there, or all if it is left out. */
  split(lines: readonly string[], wanted?: ReadonlySet<number>): Fields[];
  /** What the user must know of the lines so far, one text each. */
  notes(): string[];
}

/** A file that is open, whatever its format. */
export interface Log extends Columns {
  format: FormatName;
  title: string;
  gzipped: boolean;
  /** What it is made of, to be counted and numbered from 1. */
  unit: 'line' | 'row';
  /** The fields of the first lines, by which columns are told apart. */
  sample: readonly Fields[];
  /** All of it from the first request on, once; of the fields only those at `wanted`. */
  read(wanted: ReadonlySet<number>): AsyncGenerator<Batch>;
  notes(): string[];
  close(): Promise<void> | void;
}

/** Some lines that follow each other. */
export interface Batch {
  /** The number of the first. */
  first: number;
  fields: readonly Fields[];
  /** The text of a line, by its place in `fields`. */
  textAt(at: number): string;
}
