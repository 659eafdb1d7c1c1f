/**
 * Tables of requests: CSV (RFC 4180) with a header line, separated by comma, semicolon or tab; one request a line, so a
 * quoted field may not hold a line feed.
 */
import { parse } from 'csv-parse/sync';
import { UserError } from '../user-error.ts';
import { chooseColumns } from './csv-columns.ts';
import type { ColumnFlags, TableColumns } from './csv-columns.ts';
import { isBlank, isNumber, isNumberOrTime, namesOf, quote } from './csv-sample.ts';
import { keyOf } from './row.ts';
import type { LogParser, Parsed } from './row.ts';

/** The fields of a line; or why it has none. */
type Fields = string[] | string;

/** Whether the first lines of a file can be those of a table: two columns or more, or one of times. */
export function isTable(head: readonly string[]): boolean {
  return head[0]!.includes(separatorOf(head[0]!)) || (head.length > 1 && isNumberOrTime(head[1]!.trim()));
}

/**
 * A parser of tables, made from the first lines of one. A blank number counts as 0, and is noted.
 * @param head the header and the lines after it, as many as are at hand
 * @throws UserError where the header is none, a column of `flags` is not there or no column holds times
 */
export function createCsvParser(head: readonly string[], flags: ColumnFlags): LogParser {
  const separator = separatorOf(head[0]!);
  const [names] = splitLines([head[0]!], separator);
  if (typeof names !== 'object') throw new UserError('a quote in the header does not close');
  refuseOddHeader(names);
  const sample = sampleOf(splitLines(head.slice(1), separator), names.length);
  const chosen = chooseColumns(names, sample, flags);
  const parseFields = createFieldsParser(names.length, chosen);
  return {
    format: 'csv',
    headerLines: 1,
    columns: chosen.numeric.map((column) => column.name),
    sizeColumn: chosen.size?.name,
    took: tookOf(chosen),
    parse: (lines) => splitLines(lines, separator).map(parseFields.parse),
    notes: parseFields.notes,
  };
}

/** The lines with as many fields as the header. */
function sampleOf(lines: Fields[], width: number): string[][] {
  const sample = lines.filter((fields) => typeof fields === 'object' && fields.length === width) as string[][];
  if (sample.length > 0) return sample;
  const other = lines.find((fields) => typeof fields === 'object' && !isBlankLine(fields));
  if (other)
    throw new UserError(`the header has ${width} fields, and its lines have other numbers, such as ${other.length}`);
  throw new UserError('there are no lines after the header');
}

/** Makes rows of the fields of lines, and counts the blanks. */
function createFieldsParser(width: number, { time, size, address, key, numeric, rest }: TableColumns) {
  const blanks = numeric.map(() => 0);

  function parse(fields: Fields): Parsed {
    if (typeof fields === 'string') return fields;
    if (isBlankLine(fields)) return undefined;
    if (fields.length !== width) return `${fields.length} fields, the header has ${width}`;
    const timeText = fields[time.column.at]!;
    const instant = time.parse(timeText);
    if (!instant) return `${time.column.name} ${quote(timeText)} is not a time ${time.description}`;
    const values = numeric.map((column) => (isBlank(fields[column.at]!) ? 0 : numberOf(fields[column.at]!)));
    for (const [at, column] of numeric.entries()) {
      if (Number.isNaN(values[at])) return `${column.name} ${quote(fields[column.at]!)} is not a number`;
      if (column === size && values[at]! < 0) return `${column.name} ${values[at]} is a negative size`;
    }
    for (const [at, column] of numeric.entries()) if (isBlank(fields[column.at]!)) blanks[at]!++;
    return { ...instant, values, address: address && fields[address.at], key: key && keyOf(fields[key.at]!) };
  }

  function notes(): string[] {
    const lines = numeric.flatMap((column, at) =>
      blanks[at] === 0 ? [] : [`blank values of ${column.name}, counted as 0: ${blanks[at]}`],
    );
    if (rest.length > 0) lines.push(`columns left out: ${namesOf(rest)}`);
    return lines;
  }

  return { parse, notes };
}

function tookOf({ time, size, address, key }: TableColumns): [string, string][] {
  return [
    ['time', `${time.column.name}, ${time.description}`],
    ['size', size?.name ?? 'none: no numeric column has the name of a size (--size NAME)'],
    ['address', address?.name ?? 'none: no column holds addresses (--address NAME)'],
    ['key', key?.name ?? 'none: no column holds paths (--key NAME)'],
  ];
}

function isBlankLine(fields: string[]): boolean {
  return fields.length === 1 && fields[0] === '';
}

/** The finite number that a text is, else NaN. */
function numberOf(text: string): number {
  const value = isNumber(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

function refuseOddHeader(names: string[]): void {
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
function splitLines(lines: readonly string[], separator: string): Fields[] {
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
  return [...splitLines(lines.slice(0, half), separator), ...splitLines(lines.slice(half), separator)];
}
