/** Which column of a log is what: by the user's word, else by the format's, else by name and content. */
import type { Columns, Fields, Roles } from './log-format.ts';
import { parseClient } from './client.ts';
import { keyOf } from './row.ts';
import { columnsOf, isNumber, named, nearlyAll, rankOf } from './sample.ts';
import type { SampleColumn } from './sample.ts';
import { findTime, withoutUnit } from './time-column.ts';
import type { TimeColumn } from './time-column.ts';

/** Columns that the user named, in place of those found. */
export type ColumnFlags = Omit<Roles, 'latency'>;

export interface ChosenColumns {
  time: TimeColumn;
  size: SampleColumn | undefined;
  address: SampleColumn | undefined;
  key: SampleColumn | undefined;
  /** One of `numeric`; it is only told. */
  latency: SampleColumn | undefined;
  /** The numeric columns, `size` among them, which the trace keeps under their names. */
  numeric: SampleColumn[];
  /** The columns that the trace does not keep. */
  rest: SampleColumn[];
}

// The most telling name first: nginx writes body_bytes_sent beside bytes_sent, Caddy client_ip beside remote_ip.
const SIZE_NAMES =
  'bodybytessent bytes size responsesize responsebytes bytessent sentbytes bytesout contentlength length scbytes objectsize'.split(
    ' ',
  );
const ADDRESS_NAMES = (
  'address ip ipaddress clientip client clientaddress clientaddr remoteaddr remoteaddress remoteip remotehost ' +
  'downstreamremoteaddress sourceip srcip cip sourceaddress'
).split(' ');
const KEY_NAMES = 'key requesturi path url uri urlpath csuristem request object objectid resource target'.split(' ');
const LATENCY_NAMES =
  'latency duration requesttime requestduration responsetime elapsed timetaken totaltime took'.split(' ');

/**
 * Finds the columns of a log by its names and a sample of its lines.
 * @throws UserError where a column of `flags` is not there or no column holds times
 */
export function chooseColumns({ names, roles }: Columns, sample: readonly Fields[], flags: ColumnFlags): ChosenColumns {
  const lines = sample.filter((fields) => typeof fields === 'object');
  const time = findTime(columnsOf(names, lines), flags.time, roles.time);
  // Lines without a time are no requests, and must not blur what the other columns are.
  const columns = columnsOf(
    names,
    lines.filter((fields) => time.parse(fields[time.column.at]!)),
  );
  const given = (role: 'size' | 'address' | 'key') =>
    named(columns, `--${role}`, flags[role]) ?? columns.find((column) => column.name === roles[role]);
  const givenSize = given('size');
  const givenAddress = given('address');
  const givenKey = given('key');
  const taken = new Set([columns[time.column.at], givenSize, givenAddress, givenKey]);
  const free = columns.filter((column) => !taken.has(column));
  const numbers = free.filter((column) => column.name !== '' && nearlyAll(column, isNumber));
  const texts = free.filter((column) => !numbers.includes(column));

  const size = givenSize ?? mostTelling(SIZE_NAMES, numbers);
  const address = givenAddress ?? preferred(ADDRESS_NAMES, texts, isAddress);
  const paths = texts.filter((column) => column !== address);
  const key = givenKey ?? preferred(KEY_NAMES, paths, isPath) ?? mostTelling(KEY_NAMES, numbers);
  const numeric = columns.filter((column) => column === size || (numbers.includes(column) && column !== key));
  const latency = numeric.find((column) => column.name === roles.latency) ?? latencyOf(numeric);
  const kept = new Set([columns[time.column.at], address, key, ...numeric]);
  return { time, size, address, key, latency, numeric, rest: columns.filter((column) => !kept.has(column)) };
}

/** Of the columns whose values pass, the one with the most telling name, else the first; else one with a telling name. */
function preferred(
  names: readonly string[],
  columns: SampleColumn[],
  test: (value: string) => boolean,
): SampleColumn | undefined {
  const passing = columns.filter((column) => nearlyAll(column, test));
  return mostTelling(names, passing) ?? passing[0] ?? mostTelling(names, columns);
}

function mostTelling(names: readonly string[], columns: SampleColumn[]): SampleColumn | undefined {
  const [best] = columns
    .map((column) => ({ column, rank: rankOf(column.name, names) }))
    .filter(({ rank }) => rank < names.length)
    .toSorted((a, b) => a.rank - b.rank);
  return best?.column;
}

/** By a name whose end may be a unit: `latency_ms`. */
function latencyOf(numeric: SampleColumn[]): SampleColumn | undefined {
  return numeric.find(({ name }) => rankOf(withoutUnit(name), LATENCY_NAMES) < LATENCY_NAMES.length);
}

function isAddress(value: string): boolean {
  return parseClient(value) !== undefined;
}

function isPath(value: string): boolean {
  return keyOf(value).startsWith('/') || /^https?:\/\//.test(value);
}
