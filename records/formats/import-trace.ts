/** Makes a trace of a log: finds the format, reads the log as a stream, and tells what it took and what it could not read. */
import { basename } from 'node:path';
import { excerpt } from '../excerpt.ts';
import { UserError } from '../user-error.ts';
import { openBytes } from './bytes.ts';
import { chooseColumns } from './columns.ts';
import type { ChosenColumns, ColumnFlags } from './columns.ts';
import { openLineLog } from './line-log.ts';
import type { Batch, FormatName, Log } from './log-format.ts';
import { isParquet, openParquet } from './parquet.ts';
import { createRowReader } from './row-reader.ts';
import type { RowReader } from './row-reader.ts';
import { TraceBuilder } from './trace-builder.ts';
import type { TraceToWrite } from './trace-codec.ts';

/** What the user fixes; what is left out is found. */
export interface ImportOptions extends ColumnFlags {
  format?: FormatName;
}

/** A line that is no request. */
export interface BadLine {
  /** From 1, as editors count. */
  line: number;
  reason: string;
  /** The line's beginning, fit for a terminal. */
  excerpt: string;
}

/** A trace, and what its reader must know about how it was made. */
export interface TraceImport extends Pick<Log, 'format' | 'title' | 'gzipped' | 'unit'> {
  trace: TraceToWrite;
  /** What was taken for what, to be shown: `[role, where from]`. */
  took: [role: string, from: string][];
  /** Lines that are neither blank nor a header: requests and bad ones. */
  lines: number;
  badLines: number;
  firstBadLines: BadLine[];
  /** Requests that stood behind a later one, before they were sorted. */
  outOfOrder: number;
  notes: string[];
}

const SHOWN_BAD_LINES = 5;

/**
 * Imports a log of one of `FORMATS`, plain or gzipped. Time: 3 to 10 us a line. Memory: 1 to 8 bytes a number, the distinct addresses
 * and keys with 20 bytes each beside their own, and one batch of lines.
 * @throws UserError where the file cannot be read, has no format that is known, or no line that can be read
 */
export async function importTrace(
  path: string,
  options: ImportOptions = {},
  signal?: AbortSignal,
): Promise<TraceImport> {
  const { format, ...flags } = options;
  try {
    const log = await openLog(path, format, signal);
    try {
      return await importLog(path, log, flags, signal);
    } finally {
      await log.close();
    }
  } catch (error) {
    // An error that names no place is one of the file.
    if (error instanceof UserError && error.place === undefined) throw new UserError(error.message, path);
    throw error;
  }
}

async function openLog(path: string, asked: FormatName | undefined, signal: AbortSignal | undefined): Promise<Log> {
  const bytes = await openBytes(path, signal);
  try {
    if (isParquet(bytes.first) && (asked ?? 'parquet') === 'parquet') return await openParquet(path, bytes);
    if (asked === 'parquet') throw new UserError('not a Parquet file, which begins with PAR1', path);
    return await openLineLog(path, bytes, asked);
  } catch (error) {
    bytes.close();
    throw error;
  }
}

async function importLog(
  path: string,
  log: Log,
  flags: ColumnFlags,
  signal: AbortSignal | undefined,
): Promise<TraceImport> {
  refuseUnreadable(log);
  const columns = chooseColumns(log, log.sample, flags);
  const rows = createRowReader(columns);
  const builder = new TraceBuilder(
    columns.numeric.map(({ name }) => name),
    columns.size?.name,
  );
  const reading = new Reading(rows, builder);
  for await (const batch of log.read(rows.wanted)) {
    signal?.throwIfAborted();
    reading.read(batch);
  }
  const { badLines, firstBadLines } = reading;
  if (builder.count === 0) throw nothingRead(log, firstBadLines[0]!);
  const { format, title, gzipped, unit } = log;
  return {
    trace: builder.finish(basename(path)),
    format,
    title,
    gzipped,
    unit,
    took: tookOf(columns),
    lines: builder.count + badLines,
    badLines,
    firstBadLines,
    outOfOrder: builder.outOfOrder,
    notes: [...log.notes(), ...rows.notes(), ...addressNotes(builder)],
  };
}

/** Reads batches of lines into a builder and keeps account of the lines that are none. */
class Reading {
  readonly firstBadLines: BadLine[] = [];
  badLines = 0;
  private readonly rows: RowReader;
  private readonly builder: TraceBuilder;

  constructor(rows: RowReader, builder: TraceBuilder) {
    this.rows = rows;
    this.builder = builder;
  }

  read(batch: Batch): void {
    const { first, fields } = batch;
    for (let at = 0; at < fields.length; at++) {
      const row = this.rows.read(fields[at]);
      if (typeof row === 'object') this.builder.add(row);
      else if (row !== undefined) this.refuse(first + at, row, batch.textAt(at));
    }
  }

  private refuse(line: number, reason: string, text: string): void {
    this.badLines++;
    if (this.badLines <= SHOWN_BAD_LINES) this.firstBadLines.push({ line, reason, excerpt: excerpt(text, 70) });
  }
}

function tookOf({ time, size, address, key, latency }: ChosenColumns): [string, string][] {
  const took: [string, string][] = [
    ['time', `${time.column.name}, ${time.description}`],
    ['size', size?.name ?? 'none: no numeric column has the name of a size (--size NAME)'],
    ['address', address?.name ?? 'none: no column holds addresses (--address NAME)'],
    ['key', key?.name ?? 'none: no column holds paths (--key NAME)'],
  ];
  if (latency) took.push(['latency', latency.name]);
  return took;
}

function addressNotes(builder: TraceBuilder): string[] {
  if (builder.hostNames === 0) return [];
  return [`addresses that are host names or blank, hashed into fd00::/8: ${builder.hostNames}`];
}

/** Without a line that has fields no column can be found. */
function refuseUnreadable({ sample, unit, format }: Log): void {
  if (sample.some((fields) => typeof fields === 'object')) return;
  const reason = sample.find((fields) => typeof fields === 'string');
  throw new UserError(`none of the first ${unit}s could be read as ${format}: ${reason}`);
}

function nothingRead(log: Log, first: BadLine): UserError {
  return new UserError(`no ${log.unit} could be read as ${log.format}: ${log.unit} ${first.line}: ${first.reason}`);
}
