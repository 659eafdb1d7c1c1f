/** How the fields of a line become a row, once it is known which column is what. */
import type { ChosenColumns } from './columns.ts';
import type { Fields } from './log-format.ts';
import { keyOf } from './row.ts';
import type { Parsed } from './row.ts';
import { isBlank, isNumber, namesOf, quote } from './sample.ts';
import type { Instant } from './timestamp.ts';

export interface RowReader {
  /** The columns whose fields are needed. */
  wanted: ReadonlySet<number>;
  read(fields: Fields): Parsed;
  /** What the user must know of the rows so far, one text each. */
  notes(): string[];
}

/** Makes rows of fields. A blank number counts as 0, and is noted. */
export function createRowReader({ time, size, address, key, numeric, rest }: ChosenColumns): RowReader {
  const blanks = numeric.map(() => 0);
  let wholeSeconds = true;
  let lastText = '';
  let lastInstant: Instant | undefined;

  function read(fields: Fields): Parsed {
    if (typeof fields !== 'object') return fields;
    const instant = instantOf(fields[time.column.at]!);
    if (!instant) return `${time.column.name} ${quote(fields[time.column.at]!)} is not a time ${time.description}`;
    const values = numeric.map((column) => (isBlank(fields[column.at]!) ? 0 : numberOf(fields[column.at]!)));
    for (let at = 0; at < values.length; at++) {
      const column = numeric[at]!;
      if (Number.isNaN(values[at])) return `${column.name} ${quote(fields[column.at]!)} is not a number`;
      if (column === size && values[at]! < 0) return `${column.name} ${values[at]} is a negative size`;
    }
    for (let at = 0; at < values.length; at++) if (isBlank(fields[numeric[at]!.at]!)) blanks[at]!++;
    if (instant.nanos !== 0) wholeSeconds = false;
    return {
      seconds: instant.seconds,
      nanos: instant.nanos,
      values,
      address: address && fields[address.at],
      key: key && keyOf(fields[key.at]!),
    };
  }

  /** Busy logs give many lines the same time. */
  function instantOf(text: string): Instant | undefined {
    if (text !== lastText) lastInstant = time.parse(text);
    lastText = text;
    return lastInstant;
  }

  function notes(): string[] {
    const lines = numeric.flatMap((column, at) =>
      blanks[at] === 0 ? [] : [`blank values of ${column.name}, counted as 0: ${blanks[at]}`],
    );
    if (wholeSeconds) lines.push('times are whole seconds: requests of one second arrive at one instant');
    if (rest.length > 0) lines.push(`columns left out: ${namesOf(rest)}`);
    return lines;
  }

  const columns = [time.column, address, key, ...numeric].filter((column) => column !== undefined);
  return { wanted: new Set(columns.map((column) => column.at)), read, notes };
}

/** The finite number that a text is, else NaN. */
function numberOf(text: string): number {
  const value = isNumber(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}
