/** Which column of a table is what: by the user's word, else by name and content. */
import { parseAddress } from '../address.ts';
import { columnsOf, isNumber, named, nearlyAll, plainName } from './csv-sample.ts';
import type { SampleColumn } from './csv-sample.ts';
import { findTime } from './csv-time.ts';
import type { TimeColumn } from './csv-time.ts';
import { keyOf } from './row.ts';

/** Columns that the user named, in place of those found. */
export interface ColumnFlags {
  time?: string;
  size?: string;
  address?: string;
  key?: string;
}

export interface TableColumns {
  time: TimeColumn;
  size: SampleColumn | undefined;
  address: SampleColumn | undefined;
  key: SampleColumn | undefined;
  /** The numeric columns, `size` among them, which the trace keeps under their names. */
  numeric: SampleColumn[];
  /** The columns that the trace does not keep. */
  rest: SampleColumn[];
}

const SIZE_NAMES = new Set(
  (
    'bytes size bodybytessent bytessent sentbytes bytesout responsesize responsebytes contentlength length scbytes ' +
    'objectsize'
  ).split(' '),
);
const ADDRESS_NAMES = new Set(
  (
    'address ip ipaddress clientip client clientaddress clientaddr remoteaddr remoteaddress remotehost sourceip srcip cip ' +
    'sourceaddress'
  ).split(' '),
);
const KEY_NAMES = new Set(
  'key path url uri requesturi request urlpath csuristem object objectid resource target'.split(' '),
);

/**
 * Finds the columns of a table by its names and a sample of its lines, each with a field for every name.
 * @throws UserError where a column of `flags` is not there or no column holds times
 */
export function chooseColumns(names: string[], sample: string[][], flags: ColumnFlags): TableColumns {
  const time = findTime(columnsOf(names, sample), flags.time);
  // Lines without a time are no requests, and must not blur what the other columns are.
  const columns = columnsOf(
    names,
    sample.filter((fields) => time.parse(fields[time.column.at]!)),
  );
  const sizeFlag = named(columns, '--size', flags.size);
  const addressFlag = named(columns, '--address', flags.address);
  const keyFlag = named(columns, '--key', flags.key);
  const taken = new Set([columns[time.column.at], sizeFlag, addressFlag, keyFlag]);
  const free = columns.filter((column) => !taken.has(column));
  const numbers = free.filter((column) => column.name !== '' && nearlyAll(column, isNumber));
  const texts = free.filter((column) => !numbers.includes(column));

  const size = sizeFlag ?? withNameOf(SIZE_NAMES, numbers);
  const address = addressFlag ?? preferred(ADDRESS_NAMES, texts, isAddress);
  const paths = texts.filter((column) => column !== address);
  const key = keyFlag ?? preferred(KEY_NAMES, paths, isPath) ?? withNameOf(KEY_NAMES, numbers);
  const numeric = columns.filter((column) => column === size || (numbers.includes(column) && column !== key));
  const kept = new Set([columns[time.column.at], address, key, ...numeric]);
  return { time, size, address, key, numeric, rest: columns.filter((column) => !kept.has(column)) };
}

/** Of the columns whose values pass, the one with a telling name, else the first; else one with a telling name. */
function preferred(
  names: Set<string>,
  columns: SampleColumn[],
  test: (value: string) => boolean,
): SampleColumn | undefined {
  const passing = columns.filter((column) => nearlyAll(column, test));
  return withNameOf(names, passing) ?? passing[0] ?? withNameOf(names, columns);
}

function withNameOf(names: Set<string>, columns: SampleColumn[]): SampleColumn | undefined {
  return columns.find((column) => names.has(plainName(column.name)));
}

function isAddress(value: string): boolean {
  return parseAddress(value.replace(/^([\d.]+):\d+$/, '$1')) !== undefined;
}

function isPath(value: string): boolean {
  return keyOf(value).startsWith('/') || /^https?:\/\//.test(value);
}
