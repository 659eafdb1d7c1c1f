/**
 * Parquet files: read by row groups, and of each only the columns that are needed. The index of such a file is at its end,
 * so it cannot be read from a pipe. Source: the documentation of Apache Parquet, "File Format".
 */
import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { AsyncBuffer, Compressors, ParquetScan } from 'hyparquet';
import { excerpt } from '../excerpt.ts';
import { UserError } from '../user-error.ts';
import type { ByteReader } from './bytes.ts';
import type { Batch, Log } from './log-format.ts';
import { pathsOf, textAt } from './object-columns.ts';
import type { ObjectPath } from './object-columns.ts';
import { formatInstant } from './timestamp.ts';

type Rows = ParquetScan['ranges'][number];
/** Of each outermost column, its values in some rows. */
type Values = Map<string, ArrayLike<unknown>>;

const MAGIC = 'PAR1';
const SAMPLE_ROWS = 1000;
const BATCH_ROWS = 1024;
/** Of a `Date`. */
const LAST_SECOND = 8.64e12;

/** Beside Snappy, which the library has. */
const COMPRESSORS: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: length }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: length }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: length }),
};
/** Times as texts to the nanosecond: as a `Date` they would lose all beyond milliseconds. */
const PARSERS = {
  timestampFromMilliseconds: (time: bigint) => timeText(time, 1000n),
  timestampFromMicroseconds: (time: bigint) => timeText(time, 1_000_000n),
  timestampFromNanoseconds: (time: bigint) => timeText(time, 1_000_000_000n),
};

/** Whether a file that begins so is a Parquet file. */
export function isParquet(first: Buffer): boolean {
  return first.toString('latin1', 0, MAGIC.length) === MAGIC;
}

/**
 * Opens a Parquet file, of which `bytes` are the beginning. Memory: the needed columns of one row group.
 * @throws UserError, here or from `read`, where the file is a pipe, gzipped, damaged, or compressed in an unknown way
 */
export async function openParquet(path: string, bytes: ByteReader): Promise<Log> {
  bytes.close();
  if (bytes.gzipped) throw new UserError('a gzipped Parquet file; unpack it with gunzip first', path);
  const { size } = await refusePipe(path);
  const file = await open(path);
  try {
    return await openTable(file, size, path);
  } catch (error) {
    await file.close();
    throw unreadable(error, path);
  }
}

async function refusePipe(path: string): Promise<Stats> {
  const stats = await stat(path);
  if (stats.isFile()) return stats;
  throw new UserError(
    'Parquet cannot be read from a pipe, since the index of such a file is at its end; save it as a file first',
    path,
  );
}

async function openTable(file: FileHandle, size: number, path: string): Promise<Log> {
  const { parquetScan, parquetSchema } = await import('hyparquet');
  const scan = await parquetScan({ file: bufferOf(file, size), compressors: COMPRESSORS, parsers: PARSERS });
  refuseUnknownCompression(scan, path);
  const [rows] = scan.ranges;
  if (!rows) throw new UserError('there are no rows in it', path);
  const columns = parquetSchema(scan.metadata).children.map(({ element }) => element.name);
  const end = Math.min(rows.rowEnd, rows.rowStart + SAMPLE_ROWS);
  const first = await readValues(scan, columns, { ...rows, rowEnd: end });
  const objects = objectsOf(first, 0, end - rows.rowStart);
  const paths = pathsOf(objects);

  return {
    format: 'parquet',
    title: 'a table (Parquet)',
    gzipped: false,
    unit: 'row',
    names: paths.map((path) => path.join('.')),
    roles: {},
    sample: objects.map((object) => paths.map((path) => textAt(object, path))),
    read: (wanted) => readBatches(scan, paths, wanted, path),
    notes: () => [],
    close: () => file.close(),
  };
}

async function* readBatches(
  scan: ParquetScan,
  paths: readonly ObjectPath[],
  wanted: ReadonlySet<number>,
  place: string,
): AsyncGenerator<Batch> {
  const columns = new Set(paths.filter((_, at) => wanted.has(at)).map(([column]) => column!));
  try {
    for (const rows of scan.ranges) {
      const values = await readValues(scan, columns, rows);
      for (let row = rows.rowStart; row < rows.rowEnd; row += BATCH_ROWS) {
        const objects = objectsOf(values, row - rows.rowStart, Math.min(BATCH_ROWS, rows.rowEnd - row));
        const fields = objects.map((object) => paths.map((path) => textAt(object, path)));
        yield { first: row + 1, fields, textAt: (at) => fields[at]!.filter((text) => text !== '').join(' ') };
      }
    }
  } catch (error) {
    throw unreadable(error, place);
  }
}

async function readValues(scan: ParquetScan, columns: Iterable<string>, rows: Rows): Promise<Values> {
  const values: Values = new Map();
  for (const column of columns) {
    const read = await scan.readColumn({ column, ...rows });
    if (read.length !== rows.rowEnd - rows.rowStart) throw new Error(`column ${column} is not whole`);
    values.set(column, read);
  }
  return values;
}

/** Some rows as objects; the columns that were not read are not in them. */
function objectsOf(values: Values, start: number, count: number): unknown[] {
  return Array.from({ length: count }, (_, at) => {
    const object = Object.create(null) as Record<string, unknown>;
    for (const [column, columnValues] of values) object[column] = columnValues[start + at];
    return object;
  });
}

function bufferOf(file: FileHandle, byteLength: number): AsyncBuffer {
  async function read(start: number, end: number): Promise<ArrayBuffer> {
    // A damaged file may ask for more than there is.
    const length = Math.max(0, Math.min(end, byteLength) - start);
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, start);
    return buffer.buffer.slice(0, bytesRead);
  }

  function slice(start: number, end = byteLength): Promise<ArrayBuffer> {
    const bytes = read(start, end);
    // The library asks for several at once, and waits for none of the others once one has failed.
    bytes.catch(() => {});
    return bytes;
  }

  return { byteLength, slice };
}

/** A time since 1970 as `2023-11-16T18:17:03.979960000Z`; one that no calendar reaches as its number. */
function timeText(time: bigint, unitsASecond: bigint): string {
  const seconds = Number(time / unitsASecond);
  if (Math.abs(seconds) > LAST_SECOND) return String(time);
  return formatInstant(seconds, Number((time % unitsASecond) * (1_000_000_000n / unitsASecond)));
}

function refuseUnknownCompression({ metadata }: ParquetScan, path: string): void {
  const codecs = metadata.row_groups.flatMap(({ columns }) => columns.map((column) => column.meta_data?.codec));
  const known = ['UNCOMPRESSED', 'SNAPPY', ...Object.keys(COMPRESSORS)];
  const unknown = codecs.find((codec) => codec !== undefined && !known.includes(codec));
  if (unknown === undefined) return;
  throw new UserError(`compressed with ${unknown}; write the file with Snappy, gzip, zstd, Brotli or none`, path);
}

/** The library throws errors of every kind where a file is damaged. */
function unreadable(error: unknown, path: string): UserError {
  if (error instanceof UserError) return error;
  const message = excerpt(error instanceof Error ? error.message : String(error), 100);
  return new UserError(`this Parquet file cannot be read (${message}); make or fetch it again`, path);
}
