/**
 * The compact trace file, `.trace`:
 *
 *     steelyard-trace 1\n            magic and version, as text
 *     a zlib stream (RFC 1950) of    its checksum covers all that follows
 *       one line of JSON, \n         count, names, element types, addresses and keys as text
 *       blocks of numbers            little-endian: arrivalAt as differences; the columns in the order of the header; the
 *                                    indices of addresses and of keys, where the header has them
 *
 * A block holds `count` elements of the narrowest type (u8, u16, u32, f64) that keeps every value. No time of writing and no
 * path is in it: the same trace gives the same bytes.
 */
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, inflateSync } from 'node:zlib';
import type { Trace } from '../trace.ts';
import { UserError } from '../user-error.ts';
import { fileError } from './file-error.ts';
import { decodeTrace, encodeBlocks, encodeTrace } from './trace-codec.ts';
import type { TraceBlocks, TraceToWrite } from './trace-codec.ts';

const VERSION = 1;
const FIRST_LINE = `steelyard-trace ${VERSION}\n`;
const LARGEST_BODY = 0xffffffff;

/**
 * Reads a trace file. Memory: twice the trace.
 * @throws UserError where it cannot be read, is no trace file, is cut short, damaged, or of another version
 */
export async function readTraceFile(path: string): Promise<Trace> {
  const bytes = await readFile(path).catch((error) => {
    throw fileError(error, path);
  });
  try {
    return decodeTrace(inflate(bytes));
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message, path);
    throw error;
  }
}

/**
 * Writes a trace file whole or not at all: under another name in the same folder, then renamed. An older file is replaced.
 * @throws UserError where it cannot be written; what `signal` gives as its reason when it stops the writing
 */
export async function writeTraceFile(
  path: string,
  trace: TraceToWrite | TraceBlocks,
  signal?: AbortSignal,
): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await pipeline(
      Readable.from('times' in trace ? encodeBlocks(trace) : encodeTrace(trace)),
      createDeflate(),
      withFirstLine,
      createWriteStream(part, { flags: 'wx', flush: true }),
      { signal },
    );
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw fileError(error, path);
  }
}

/**
 * Refuses, before work is done, a place where no trace file can be written or where it would replace the input.
 * @throws UserError
 */
export async function checkTarget(path: string, input: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory()) throw new UserError(`there is no folder ${dirname(path)}; make it first`, path);
  const target = await stat(path).catch(() => undefined);
  if (!target) return;
  if (!target.isFile()) throw new UserError('not a regular file; name a file for the trace', path);
  const source = await stat(input).catch(() => undefined);
  if (source && source.dev === target.dev && source.ino === target.ino) {
    throw new UserError('this is the input itself; give the trace another name', path);
  }
}

async function* withFirstLine(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(FIRST_LINE);
  yield* chunks;
}

/** What stands behind the first line, decompressed. */
function inflate(bytes: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) throw new UserError('the file is empty');
  const first = /^steelyard-trace (\d+)\n/.exec(bytes.toString('latin1', 0, 40));
  if (!first) {
    throw new UserError(
      'not a trace file; make one of a log or table with: steelyard trace import LOG --out FILE.trace',
    );
  }
  if (Number(first[1]) !== VERSION) {
    throw new UserError(
      `a trace file of version ${first[1]}, and this Steelyard reads ${VERSION}; import the log again`,
    );
  }
  try {
    return inflateSync(bytes.subarray(FIRST_LINE.length), { maxOutputLength: LARGEST_BODY });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const how = code === 'Z_BUF_ERROR' ? 'cut short' : code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'damaged';
    throw new UserError(`this trace file is ${how}; import the log again`);
  }
}
