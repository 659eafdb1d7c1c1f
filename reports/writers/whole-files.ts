import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../records/user-error.ts';

/**
 * Writes files, by their paths, all or none: beside their places first and then renamed, so a reader never sees half of one.
 * Folders are made where they are not there. A link stays, and what it leads to is replaced.
 * @throws UserError where something stands there that is no file; else the file system's error
 */
export async function writeWholeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const targets = new Map<string, string | Uint8Array>();
  for (const [path, content] of files) targets.set(await targetOf(path), content);
  const paths = [...targets.keys()];
  try {
    for (const folder of new Set(paths.map((path) => dirname(path)))) await mkdir(folder, { recursive: true });
    for (const [path, content] of targets) await writeFile(temporary(path), content);
    for (const path of paths) await rename(temporary(path), path);
  } catch (error) {
    await Promise.allSettled(paths.map((path) => rm(temporary(path), { force: true })));
    throw error;
  }
}

/** Where a rename puts the file. It would take the place of a device or a pipe as well; of a folder it does not. */
async function targetOf(path: string): Promise<string> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return path;
  if (!there.isFile() && !there.isDirectory())
    throw new UserError(`${basename(path)} is there and is no regular file`, path);
  return await realpath(path);
}

const temporary = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
