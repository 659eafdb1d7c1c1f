import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';

/** A folder that is gone after the test. */
export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'steelyard-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A file with this content, gzipped if its name ends with `.gz`, in a folder that is gone after the test. */
export function fileOf(t: ExecutionContext, content: string | Uint8Array, name = 'log'): string {
  const path = join(temporaryFolder(t), name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(content) : content);
  return path;
}
