/**
 * Tables of requests: CSV (RFC 4180) with a header line, separated by comma, semicolon or tab; one request a line, so a
 * quoted field may not hold a line feed.
 */
import { parse } from 'csv-parse/sync';
import { UserError } from '../user-error.ts';
import type { Fields, LineFormat, LineReader } from './log-format.ts';
import { isNumberOrTime, quote } from './sample.ts';

export const csv: LineFormat = {
  name: 'csv',
  title: 'a table (CSV)',
  // The header alone tells, so any other format whose lines are there goes before.
  recognises: (head) => (isTable(head) ? 1 : 0),
  open: openCsv,
};

/** Whether the first lines of a file can be those of a table: two columns or more, or one of times. */
function isTable(head: readonly string[]): boolean {
  return head[0]!.includes(separatorOf(head[0]!)) || (head.length > 1 && isNumberOrTime(head[1]!.trim()));
}

function openCsv(head: readonly string[]): LineReader {
  const separator = separatorOf(head[0]!);
  const [names] = recordsOf([head[0]!], separator);
  if (typeof names !== 'object') throw new UserError('a quote in the header does not close');
  const width = names.length;
  const fieldsOf = (fields: Fields): Fields => {
    if (typeof fields !== 'object') return fields;
    if (isBlankLine(fields)) return undefined;
    return fields.length === width ? fields : `${fields.length} fields, the header has ${width}`;
  };
  refuseOddHeader(names);
  refuseOddLines(recordsOf(head.slice(1), separator), width);
  return {
    names,
    roles: {},
    headerLines: 1,
    split: (lines) => recordsOf(lines, separator).map(fieldsOf),
    notes: () => [],
  };
}

function refuseOddLines(lines: Fields[], width: number): void {
  if (lines.some((fields) => typeof fields === 'object' && fields.length === width)) return;
  const other = lines.find((fields) => typeof fields === 'object' && !isBlankLine(fields));
  if (other)
    throw new UserError(`the header has ${width} fields, and its lines have other numbers, such as ${other.length}`);
  throw new UserError('there are no lines after the header');
}

function isBlankLine(fields: readonly string[]): boolean {
  return fields.length === 1 && fields[0] === '';
}

function refuseOddHeader(names: readonly string[]): void {
  const value = names.find(isNumberOrTime);
  if (value !== undefined) {
    throw new UserError(
      `the first line holds values (${quote(value)}); put a line with the names of the columns before it`,
    );
  }
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined) throw new UserError(`the header has ${quote(twice)} twice; give each column its own name`);
}

/** The separator of a header: the one that stands in it most often. */
function separatorOf(header: string): string {
  const count = (separator: string) => header.split(separator).length;
  return [';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best), ',');
}

/**
 * The fields of each line. The library reads many lines at once at 1 us a line, ten times as fast as one by one; only where
 * that gives other records than lines (a quote that does not close swallows lines) are they halved until the line is found.
 */
function recordsOf(lines: readonly string[], separator: string): Fields[] {
  if (lines.length === 0) return [];
  const options = {
    delimiter: separator,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  };
  try {
    const records = parse(`${lines.join('\n')}\n`, options);
    if (records.length === lines.length) return records;
  } catch {
    // The line at fault is found below.
  }
  if (lines.length === 1) return ['a quote in it does not close'];
  const half = lines.length >> 1;
  return [...recordsOf(lines.slice(0, half), separator), ...recordsOf(lines.slice(half), separator)];
}
