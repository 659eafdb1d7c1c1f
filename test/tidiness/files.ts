import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the project: its path from the root with forward slashes, and its text. */
export interface ProjectFile {
  path: string;
  text: string;
}

/** The project's root folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Paths of all files that git tracks or would track, from the root, in order. */
export function projectPaths(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = list.split('\0').filter((path) => path !== '' && existsSync(root + path));
  return [...new Set(paths)].toSorted();
}

/** Those files of the project whose path matches. */
export function projectFiles(pattern: RegExp): ProjectFile[] {
  return projectPaths()
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}
