/** What the first lines of a log show of a column, and how columns are told apart by name and content. */
import { excerpt } from '../excerpt.ts';
import { UserError } from '../user-error.ts';
import { parseIsoTime, parseLogTime } from './timestamp.ts';

/** A column: its name, its place in the line, and its values in the first lines as far as they are not blank. */
export interface SampleColumn {
  name: string;
  at: number;
  values: string[];
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether more than half of the values pass. */
export function mostly(column: SampleColumn, test: (value: string) => boolean): boolean {
  return column.values.filter(test).length > column.values.length / 2;
}

/** Whether nearly all values pass: one bad value in ten, or one at all, must not hide what a column is. */
export function nearlyAll(column: SampleColumn, test: (value: string) => boolean): boolean {
  const misses = column.values.length - column.values.filter(test).length;
  return mostly(column, test) && misses <= Math.max(1, column.values.length / 10);
}

/** The columns of lines that all have a field for each name. */
export function columnsOf(names: readonly string[], lines: readonly (readonly string[])[]): SampleColumn[] {
  return names.map((name, at) => ({
    name,
    at,
    values: lines.map((fields) => fields[at]!).filter((value) => !isBlank(value)),
  }));
}

/** Whether a text is a number, written without unit and thousands separators. */
export function isNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** Whether a text is a number or a time, and so no name of a column. */
export function isNumberOrTime(text: string): boolean {
  return isNumber(text) || parseIsoTime(text) !== undefined || parseLogTime(text) !== undefined;
}

/** Whether a field says that there is no value. */
export function isBlank(text: string): boolean {
  return text === '' || text === '-';
}

/** `-` for `-1`, by which some logs say that there is no value. */
export function blankIfMinusOne(text: string): string {
  return text === '-1' ? '-' : text;
}

/**
 * How telling the name of a column is: its place among `names`, which are without case and punctuation; `names.length` where
 * it is not there. The name of a nested column counts by its last part, too.
 */
export function rankOf(name: string, names: readonly string[]): number {
  const ranks = [name, name.slice(name.lastIndexOf('.') + 1)]
    .map((part) => names.indexOf(plainName(part)))
    .filter((rank) => rank >= 0);
  return Math.min(names.length, ...ranks);
}

/** A name without case and punctuation: `Client-IP` is `clientip`. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The column with a name that the user gave by `flag`; undefined where no name was given. */
export function named(columns: SampleColumn[], flag: string, name: string | undefined): SampleColumn | undefined {
  if (name === undefined) return undefined;
  const column = columns.find((candidate) => candidate.name === name);
  if (column) return column;
  throw new UserError(`no column is called ${quote(name)}; the columns are ${namesOf(columns)}`, flag);
}

/** The names of columns, as they are shown in a message. */
export function namesOf(columns: SampleColumn[]): string {
  return excerpt(columns.map((column) => column.name || '""').join(', '), 200);
}

/** A value as it is shown in a message. */
export function quote(text: string): string {
  return `"${excerpt(text, 40)}"`;
}
