/** Which column of a log holds the times, and in what form. */
import { UserError } from '../user-error.ts';
import { mostly, named, namesOf, quote, rankOf } from './sample.ts';
import type { SampleColumn } from './sample.ts';
import { hasZone, parseEpoch, parseIsoTime, parseLogTime } from './timestamp.ts';
import type { Instant } from './timestamp.ts';

/** The column of the times, how they are read, and how to say so. */
export interface TimeColumn {
  column: SampleColumn;
  parse(text: string): Instant | undefined;
  description: string;
}

const TIME_NAMES = (
  'time timestamp ts t date datetime msec arrival arrivaltime arrivalat arrivedat arrived start starttime startedat ' +
  'timelocal timeiso8601 requestedat createdat received receivedat eventtime epoch'
).split(' ');
/** At the end of a name: `arrival_ms`, `arrivalMs`. */
const UNIT = /_(s|ms|us|ns|S|MS|US|NS)$|(?<=[a-z])(Ms|Us|Ns)$/;
const UNITS = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds'];
const UNITS_A_SECOND = [1, 1e3, 1e6, 1e9];
const UNIT_OF_SUFFIX: Record<string, number> = { s: 0, ms: 1, us: 2, ns: 3 };
/** From 2001 to 2065, in seconds: numbers in between are taken for times without a telling name. */
const LIKELY_EPOCH = [1e9, 3e9] as const;

/**
 * The column that `flag` names, else the format by `role`; else one with the name of a time, rather one whose values are
 * nothing but times and have fractions of a second; else the first whose values are nothing but times.
 * @throws UserError where there is none
 */
export function findTime(columns: SampleColumn[], flag: string | undefined, role: string | undefined): TimeColumn {
  const chosen = named(columns, '--time', flag) ?? columns.find((column) => column.name === role);
  if (chosen) {
    const time = readTime(chosen);
    if (time) return time;
    const example = chosen.values.length > 0 ? `such as ${quote(chosen.values[0]!)}` : 'all blank';
    const place = flag === undefined ? undefined : '--time';
    throw new UserError(`the values of ${quote(chosen.name)} are not times (${example})`, place);
  }
  const times = columns.map(readTime).filter((time) => time !== undefined);
  const called = times.filter((time) => hasTimeName(time.column.name));
  const sure = called.filter((time) => isUnmistakable(time.column));
  const found = sure.find(hasFractions) ?? sure[0] ?? called[0] ?? times.find((time) => isUnmistakable(time.column));
  if (found) return found;
  throw new UserError(`no column holds times; name one with --time (the columns are ${namesOf(columns)})`);
}

function hasFractions(time: TimeColumn): boolean {
  return time.column.values.some((value) => (time.parse(value)?.nanos ?? 0) > 0);
}

/** How to read a column whose values are times or numbers; undefined for any other. */
function readTime(column: SampleColumn): TimeColumn | undefined {
  for (const parse of [parseIsoTime, parseLogTime]) {
    if (!mostly(column, (value) => parse(value) !== undefined)) continue;
    const example = column.values.find((value) => parse(value))!;
    const zone = !hasZone(example) ? ' (no zone: UTC)' : '';
    return { column, parse, description: `like ${example}${zone}` };
  }
  if (!mostly(column, isEpoch)) return undefined;
  const unit = unitOf(column);
  return { column, parse: (text) => parseEpoch(text, 3 * unit), description: `in ${UNITS[unit]}` };
}

function isEpoch(text: string): boolean {
  return parseEpoch(text, 9) !== undefined;
}

/** The unit of numeric times, an index of UNITS: by the end of the name (`arrival_ms`), else by the size of the median. */
function unitOf(column: SampleColumn): number {
  const suffix = suffixOf(column.name);
  if (suffix !== undefined) return UNIT_OF_SUFFIX[suffix]!;
  const median = medianOf(column.values);
  return median < 1e11 ? 0 : median < 1e14 ? 1 : median < 1e17 ? 2 : 3;
}

function medianOf(values: string[]): number {
  const numbers = values
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return numbers[numbers.length >> 1]!;
}

function suffixOf(name: string): string | undefined {
  const match = UNIT.exec(name);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

/** A name without the unit at its end: `arrival_ms` is `arrival`. */
export function withoutUnit(name: string): string {
  return name.replace(UNIT, '');
}

function hasTimeName(name: string): boolean {
  return [name, withoutUnit(name)].some((candidate) => rankOf(candidate, TIME_NAMES) < TIME_NAMES.length);
}

function isUnmistakable(column: SampleColumn): boolean {
  if (!mostly(column, isEpoch)) return true;
  const seconds = medianOf(column.values) / UNITS_A_SECOND[unitOf(column)]!;
  return seconds >= LIKELY_EPOCH[0] && seconds <= LIKELY_EPOCH[1];
}
