/** The files that a scenario is made of, from the disk. */
import { existsSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileError } from '../records/formats/file-error.ts';
import { UserError } from '../records/user-error.ts';
import type { FileReader } from '../sim/scenario/inputs.ts';
import type { Loaded } from '../sim/scenario/compile/world.ts';

const MIB = 1_048_576;
const LARGEST_SCENARIO = 4 * MIB;
const LARGEST_TEXT = 256 * MIB;

/**
 * Reads and checks a scenario file, with the changes of `--set`.
 * @throws UserError, a line for each thing that is wrong
 */
export async function loadScenarioFile(path: string, set: readonly string[] = []): Promise<Loaded> {
  const text = await readScenario(path);
  const { loadScenario } = await import('../sim/scenario/load.ts');
  return await loadScenario(text, path, filesBeside(path), { set });
}

async function readScenario(path: string): Promise<string> {
  try {
    return await readTextFile(path, LARGEST_SCENARIO);
  } catch (error) {
    if (!(error instanceof UserError) || existsSync(path)) throw error;
    const { meantBy } = await import('./meant.ts');
    throw new UserError(error.message + (await meantBy(path)), path);
  }
}

/** Reads files whose paths are relative to a scenario. */
function filesBeside(scenario: string): FileReader {
  const beside = (path: string) => resolve(dirname(scenario), path);
  return {
    readText: async (path) => await placedAt(path, readTextFile(beside(path), LARGEST_TEXT)),
    readTrace: async (path) => {
      const { readTraceFile } = await import('../records/formats/trace-file.ts');
      return await placedAt(path, readTraceFile(beside(path)));
    },
  };
}

/** Messages call a file what the user called it. */
async function placedAt<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message, path) : error;
  }
}

/** @throws UserError for what is missing, unreadable, no file, too large or not UTF-8 */
async function readTextFile(path: string, largest: number): Promise<string> {
  const bytes = await readBytes(path, largest);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError('this is not a text file in UTF-8', path);
  }
}

async function readBytes(path: string, largest: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > largest) throw new UserError(`larger than ${largest / MIB} MiB`, path);
    return await readFile(path);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** What the user can do something about when a file cannot be written, as a UserError; any other error as it is. */
export function writeError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? new UserError('no such folder', path) : fileError(error, path);
}

/**
 * Writes a file that is not there yet, for users to edit: whole or not at all.
 * @throws UserError where it is there already, or cannot be written
 */
export async function writeNewFile(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx' });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UserError('it is there already, and stays as it is; name another file', path);
    // Opened and not filled, it would stand in the way of another try.
    if (syscall !== 'open') await rm(path, { force: true });
    throw writeError(error, path);
  }
}
