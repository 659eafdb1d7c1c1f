import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes files, by their paths, all or none: beside their places first and then renamed, so a reader never sees half of one.
 * Folders are made where they are not there. An error is the file system's.
 */
export async function writeWholeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const paths = [...files.keys()];
  try {
    for (const folder of new Set(paths.map((path) => dirname(path)))) await mkdir(folder, { recursive: true });
    for (const [path, content] of files) await writeFile(temporary(path), content);
    for (const path of paths) await rename(temporary(path), path);
  } catch (error) {
    await Promise.allSettled(paths.map((path) => rm(temporary(path), { force: true })));
    throw error;
  }
}

const temporary = (path: string): string => join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
