/**
 * Tries the proof: puts each fault of mutants.ts into a copy of the sources, one at a time, and sees whether what is said to catch it
 * does. Ends with 1 if something does not.
 *
 *     node test/validation/mutate.ts            # all of them, in some minutes
 *     node test/validation/mutate.ts timeouts   # those whose description has this word
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mutants, type Mutant } from './mutants.ts';
import { playInThread } from './threads.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COPIED = ['strategies', 'records', 'sim', 'reports', 'test', 'package.json'];

/** A copy of the sources that faults are put into. */
export interface Copy {
  folder: string;
  remove: () => void;
}

export function copySources(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'steelyard-mutants-'));
  for (const each of COPIED) cpSync(join(ROOT, each), join(folder, each), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** The file of a mutant with its fault. @throws Error unless the place is there once */
export function withFault(text: string, { file, find, replace, fault }: Mutant): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`"${fault}" is to change 1 place in ${file}, which has ${places} of: ${find}`);
  return text.replace(find, () => replace);
}

/** Names of the entries that should have caught the mutant and did not. */
export async function missedBy(copy: Copy, mutant: Mutant): Promise<string[]> {
  const path = join(copy.folder, mutant.file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, withFault(text, mutant));
  const worker = pathToFileURL(join(copy.folder, 'test/validation/worker.ts'));
  const missed: string[] = [];
  for (const name of mutant.caughtBy) {
    const faults = await playInThread(worker, name, 'reduced').then(
      (result) => result.faults,
      (error: unknown) => [String(error)],
    );
    if (faults.length === 0) missed.push(name);
  }
  writeFileSync(path, text);
  return missed;
}

if (import.meta.main) {
  const [word = ''] = process.argv.slice(2);
  const copy = copySources();
  for (const mutant of mutants.filter(({ fault }) => fault.includes(word))) {
    const missed = await missedBy(copy, mutant);
    process.stdout.write(`${missed.length === 0 ? 'caught' : `NOT CAUGHT by ${missed.join('; ')}`}: ${mutant.fault}\n`);
    if (missed.length > 0) process.exitCode = 1;
  }
  copy.remove();
}
