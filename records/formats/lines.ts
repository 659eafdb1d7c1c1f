/** The lines of a text file, plain or gzipped, as a stream. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { UserError } from '../user-error.ts';
import { fileError } from './file-error.ts';

const LONGEST_LINE = 1 << 20;

/** A text file being read. */
export interface LineReader {
  gzipped: boolean;
  /** The lines, in batches; a last line without line feed counts, and so do blank lines. */
  batches: AsyncGenerator<string[]>;
}

/**
 * Opens a text file in UTF-8 and finds by its first bytes whether it is gzipped. Memory: one batch (about 64 kB).
 * @throws UserError, here or from `batches`, where the file cannot be read, is empty, binary, or no sound gzip.
 */
export async function openLines(path: string, signal?: AbortSignal): Promise<LineReader> {
  await refuseDirectory(path);
  const chunks = createReadStream(path, { signal })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next().catch((error) => {
    throw fileError(error, path);
  });
  if (first.done) throw new UserError('the file is empty', path);
  const gzipped = first.value[0] === 0x1f && first.value[1] === 0x8b;
  const whole = Readable.from(chain(first.value, chunks));
  const text = gzipped ? pipeline(whole, createGunzip(), () => {}) : whole;
  return { gzipped, batches: linesOf(text, path) };
}

async function refuseDirectory(path: string): Promise<void> {
  const stats = await stat(path).catch((error) => {
    throw fileError(error, path);
  });
  if (stats.isDirectory()) throw new UserError('this is a directory; name a file', path);
}

async function* chain(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isFirst = true;
  try {
    for await (const chunk of chunks) {
      if (isFirst && chunk.includes(0)) throw new UserError('a binary file; expected text, plain or gzipped', path);
      rest += isFirst ? withoutMark(decoder.write(chunk)) : decoder.write(chunk);
      isFirst = false;
      if (!rest.includes('\n')) {
        if (rest.length > LONGEST_LINE)
          throw new UserError('a line is longer than 1 MiB; expected a log or a table', path);
        continue;
      }
      const lines = rest.split('\n');
      rest = lines.pop()!;
      yield lines.map(withoutReturn);
    }
  } catch (error) {
    throw fileError(error, path);
  }
  if (isFirst) throw new UserError('the file is empty', path);
  rest += decoder.end();
  if (rest !== '') yield [withoutReturn(rest)];
}

/** Without the byte order mark that some programs write before UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
