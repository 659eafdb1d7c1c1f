import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { importTrace } from '../../records/formats/import-trace.ts';
import type { ImportOptions, TraceImport } from '../../records/formats/import-trace.ts';
import type { Trace } from '../../records/trace.ts';

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

/** What an import gives, with its trace as it would be read back. */
export async function imported(
  path: string,
  options?: ImportOptions,
): Promise<Omit<TraceImport, 'trace'> & { trace: Trace }> {
  const { trace, ...rest } = await importTrace(path, options);
  const { columns, address, addresses, key, keys, ...numbers } = trace;
  const read: Trace = { ...numbers, columns: Object.create(null) as Trace['columns'] };
  for (const [name, values] of Object.entries(columns)) read.columns[name] = Float64Array.from(values);
  if (address && addresses) Object.assign(read, { address: Uint32Array.from(address), addresses: [...addresses] });
  if (key && keys) Object.assign(read, { key: Uint32Array.from(key), keys: [...keys] });
  return { ...rest, trace: read };
}
