/** The bytes of a file, plain or gunzipped, as a stream whose beginning is known. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../user-error.ts';
import { fileError } from './file-error.ts';

const CHUNK = 1 << 16;

/** A file being read. */
export interface ByteReader {
  gzipped: boolean;
  /** What `chunks` begins with. */
  first: Buffer;
  /** All of the bytes, gunzipped. */
  chunks: AsyncIterable<Buffer>;
  close(): void;
}

/**
 * Opens a file and finds by its first bytes whether it is gzipped.
 * @throws UserError, here or from `chunks`, where the file cannot be read, is empty or no sound gzip
 */
export async function openBytes(path: string, signal?: AbortSignal): Promise<ByteReader> {
  await refuseDirectory(path);
  const file = createReadStream(path, { signal });
  const bytes = await peek(file, path);
  const gzipped = bytes.first[0] === 0x1f && bytes.first[1] === 0x8b;
  if (!gzipped) return { gzipped, ...bytes, close: () => file.destroy() };
  const gunzip = pipeline(Readable.from(bytes.chunks), createGunzip({ chunkSize: CHUNK }), () => {});
  const close = () => {
    gunzip.destroy();
    file.destroy();
  };
  return { gzipped, ...(await peek(gunzip, path)), close };
}

async function refuseDirectory(path: string): Promise<void> {
  const stats = await stat(path).catch((error) => {
    throw fileError(error, path);
  });
  if (stats.isDirectory()) throw new UserError('this is a directory; name a file', path);
}

/** The first chunk, and all of them. */
async function peek(stream: Readable, path: string): Promise<{ first: Buffer; chunks: AsyncIterable<Buffer> }> {
  const rest = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const next = await rest.next().catch((error) => {
    throw fileError(error, path);
  });
  if (next.done) throw new UserError('the file is empty', path);
  return { first: next.value, chunks: chain(next.value, rest, path) };
}

async function* chain(first: Buffer, rest: AsyncIterator<Buffer>, path: string): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } catch (error) {
    throw fileError(error, path);
  }
}
