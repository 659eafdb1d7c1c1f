/** Makes a trace of a log: finds the format, reads the log as a stream, and tells what it took and what it could not read. */
import { basename } from 'node:path';
import { excerpt } from '../excerpt.ts';
import type { Trace } from '../trace.ts';
import { UserError } from '../user-error.ts';
import { accessLogFormat, createAccessLogParser } from './access-log.ts';
import type { ColumnFlags } from './csv-columns.ts';
import { createCsvParser, isTable } from './csv.ts';
import { openLines } from './lines.ts';
import type { LogParser } from './row.ts';
import { TraceBuilder } from './trace-builder.ts';

/** What the user fixes; what is left out is found. */
export interface ImportOptions extends ColumnFlags {
  format?: LogParser['format'];
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
export interface TraceImport {
  trace: Trace;
  format: LogParser['format'];
  gzipped: boolean;
  took: LogParser['took'];
  /** Lines that are neither blank nor a header: requests and bad ones. */
  lines: number;
  badLines: number;
  firstBadLines: BadLine[];
  /** Requests that stood behind a later one, before they were sorted. */
  outOfOrder: number;
  notes: string[];
}

const SAMPLE_LINES = 1000;
const SHOWN_BAD_LINES = 5;

/**
 * Imports an access log or a table, plain or gzipped. Time: about 4 us a line. Memory: 8 bytes a number, the distinct addresses
 * and keys, and one batch of lines.
 * @throws UserError where the file cannot be read, has no format that is known, or no line that can be read
 */
export async function importTrace(
  path: string,
  options: ImportOptions = {},
  signal?: AbortSignal,
): Promise<TraceImport> {
  const { gzipped, batches } = await openLines(path, signal);
  try {
    return { gzipped, ...(await importLines(path, batches, options)) };
  } finally {
    await batches.return(undefined);
  }
}

async function importLines(
  path: string,
  batches: AsyncGenerator<string[]>,
  options: ImportOptions,
): Promise<Omit<TraceImport, 'gzipped'>> {
  const head = await takeHead(batches);
  const first = head.findIndex((line) => line.trim() !== '');
  if (first < 0) throw new UserError('there is nothing but blank lines in it', path);
  const parser = placed(path, () => chooseParser(head.slice(first), options));
  const linesBefore = first + parser.headerLines;
  const reading = new Reading(parser, linesBefore);
  reading.read(head.slice(linesBefore));
  for await (const lines of batches) reading.read(lines);
  const { builder, badLines, firstBadLines } = reading;
  if (builder.count === 0) throw nothingRead(path, parser, firstBadLines[0]!);
  const trace = placed(path, () => builder.finish(basename(path)));
  const { count, outOfOrder } = builder;
  const notes = [...parser.notes(), ...addressNotes(builder)];
  return {
    trace,
    format: parser.format,
    took: parser.took,
    lines: count + badLines,
    badLines,
    firstBadLines,
    outOfOrder,
    notes,
  };
}

/** Parses batches of lines into a builder and keeps account of the lines that cannot be parsed. */
class Reading {
  readonly builder: TraceBuilder;
  readonly firstBadLines: BadLine[] = [];
  badLines = 0;
  private readonly parser: LogParser;
  private linesBefore: number;

  constructor(parser: LogParser, linesBefore: number) {
    this.parser = parser;
    this.builder = new TraceBuilder(parser);
    this.linesBefore = linesBefore;
  }

  read(lines: string[]): void {
    for (const [at, parsed] of this.parser.parse(lines).entries()) {
      if (typeof parsed === 'object') this.builder.add(parsed);
      else if (parsed !== undefined) this.refuse(lines[at]!, this.linesBefore + at + 1, parsed);
    }
    this.linesBefore += lines.length;
  }

  private refuse(text: string, line: number, reason: string): void {
    this.badLines++;
    if (this.badLines <= SHOWN_BAD_LINES) this.firstBadLines.push({ line, reason, excerpt: excerpt(text, 70) });
  }
}

/** The first lines, a thousand where there are so many, from which format and columns are found. */
async function takeHead(batches: AsyncGenerator<string[]>): Promise<string[]> {
  const head: string[] = [];
  while (head.length < SAMPLE_LINES) {
    const next = await batches.next();
    if (next.done) break;
    head.push(...next.value);
  }
  return head;
}

function chooseParser(head: string[], options: ImportOptions): LogParser {
  const { format: asked, ...flags } = options;
  const found = asked ?? head.map(accessLogFormat).find((format) => format !== undefined);
  if (found === 'common' || found === 'combined') {
    const flag = Object.entries(flags).find(([, name]) => name !== undefined)?.[0];
    if (flag)
      throw new UserError(`names a column of a table, and this is an access log (${found}); leave it out`, `--${flag}`);
    return createAccessLogParser(found);
  }
  if (asked === 'csv' || isTable(head)) return createCsvParser(head, flags);
  throw new UserError(
    `neither an access log (common, combined) nor a table with a header (CSV); it begins "${excerpt(head[0]!, 40)}"`,
  );
}

function addressNotes(builder: TraceBuilder): string[] {
  if (builder.hostNames === 0) return [];
  return [`addresses that are host names or blank, hashed into fd00::/8: ${builder.hostNames}`];
}

function nothingRead(path: string, parser: LogParser, first: BadLine): UserError {
  return new UserError(`no line could be read as ${parser.format}: line ${first.line}: ${first.reason}`, path);
}

/** Runs a step; a UserError that names no place is one of the file. */
function placed<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof UserError && error.place === undefined) throw new UserError(error.message, path);
    throw error;
  }
}
