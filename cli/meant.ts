/** What the name of a scenario file that is not there may have been meant for. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closestMatch } from 'leven';
import { findStrategy } from '../strategies/index.ts';

const LIBRARY = relative('', fileURLToPath(new URL('../scenarios/', import.meta.url)));

/** The end of a message: where strategies stand; the scenario of a like name, beside `path` or of those that come along; or nothing. */
export async function meantBy(path: string): Promise<string> {
  if (findStrategy(path) !== undefined) return '; strategies stand after --strategy, apart by commas';
  const files = [...(await scenariosIn(LIBRARY)), ...(await scenariosIn(dirname(path)))];
  const byName = new Map(files.map((file) => [nameOf(file), file]));
  const name = nameOf(path);
  const near = closestMatch(name, [...byName.keys()], { maxDistance: Math.floor(name.length / 3) });
  return near === undefined ? '' : `; did you mean ${byName.get(near)}?`;
}

async function scenariosIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder || '.');
    return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

const nameOf = (path: string): string => basename(path).replace(/\.\w+$/, '');
