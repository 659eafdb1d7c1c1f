/** The library: the scenarios that come along, in groups. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Loaded } from '../sim/scenario/compile/world.ts';
import { loadScenarioFile } from './files.ts';

export const LIBRARY_FOLDER: string = fileURLToPath(new URL('../scenarios/', import.meta.url));

/** Scenarios on one theme, in the order in which they are best read. */
export interface LibraryGroup {
  title: string;
  scenarios: Loaded[];
}

/** All scenarios of the library, grouped as scenarios/groups.json says. */
export async function loadLibrary(): Promise<LibraryGroup[]> {
  const groups = JSON.parse(await readFile(`${LIBRARY_FOLDER}groups.json`, 'utf8')) as Record<string, string[]>;
  return await Promise.all(
    Object.entries(groups).map(async ([title, names]) => ({
      title,
      scenarios: await Promise.all(names.map((name) => loadScenarioFile(`${LIBRARY_FOLDER}${name}.yaml`))),
    })),
  );
}
