/** What `steelyard run` gives: text on standard output, a folder, an exit code. */
import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileError } from '../records/formats/file-error.ts';
import type { Observation } from '../records/observation.ts';
import { UserError } from '../records/user-error.ts';
import type { Report } from '../reports/report.ts';
import { hasColour, hasUnicode, terminalWidth } from './terminal.ts';

export const FORMATS = ['text', 'json', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

const OBJECTIVE_FAILED = 1;

/** What one scenario gave. */
export interface Played {
  report: Report;
  observations: Observation[];
}

/** One document: of one scenario its report, of several all of them. */
export async function formatted(played: readonly Played[], format: Format): Promise<string> {
  const reports = played.map(({ report }) => report);
  switch (format) {
    case 'json': {
      const { writeJson } = await import('../reports/writers/json.ts');
      const documents = reports.map((report) => writeJson(report).trimEnd());
      return documents.length === 1 ? `${documents[0]}\n` : `[\n${documents.join(',\n')}\n]\n`;
    }
    case 'csv': {
      const { writeCsv } = await import('../reports/writers/csv.ts');
      return reports
        .map((report, index) => (index === 0 ? writeCsv(report) : withoutHeader(writeCsv(report))))
        .join('');
    }
    case 'markdown': {
      const { writeMarkdown } = await import('../reports/writers/markdown.ts');
      return reports.map(writeMarkdown).join('\n');
    }
    case 'text': {
      const { writeText } = await import('../reports/writers/text.ts');
      const options = { colour: hasColour(), unicode: hasUnicode(), width: terminalWidth() };
      return played.map(({ report, observations }) => writeText(report, observations, options)).join('\n');
    }
  }
}

const withoutHeader = (csv: string): string => csv.slice(csv.indexOf('\n') + 1);

/** Where the objectives did not hold, 1. */
export function exitCodeOf(played: readonly Played[]): number {
  const objectives = played.flatMap(({ report }) => report.results.flatMap((result) => result.objectives));
  return objectives.every(({ held }) => held) ? 0 : OBJECTIVE_FAILED;
}

/**
 * Looks whether the folders of these scenarios can be written, so that this is told before a long run and not after it.
 * @throws UserError if not
 */
export async function checkFolders(out: string, scenarios: readonly string[]): Promise<void> {
  const folders = foldersOf(out, scenarios);
  if (new Set(folders).size < folders.length) throw new UserError('two of the scenarios have one name', out);
  let folder = resolve(out);
  while (!(await isThere(folder, out))) folder = dirname(folder);
  if (!(await stat(folder)).isDirectory()) {
    throw new UserError('there can be no folder, because a file is there; choose another one', out);
  }
  try {
    // The superuser has every permission, and yet cannot write everywhere.
    await rmdir(await mkdtemp(join(folder, '.steelyard-')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`nothing can be written there (${code}); choose another folder`, out);
  }
}

/**
 * The same for a file that is to be written, or replaced. What is no regular file is not replaced, nor is what is read.
 * @throws UserError if it cannot be written
 */
export async function checkFile(path: string, inputs: readonly string[]): Promise<void> {
  if (inputs.some((input) => resolve(input) === resolve(path))) {
    throw new UserError('this is a scenario, which would be overwritten; name another file', path);
  }
  if (await isThere(path, path)) {
    const target = await stat(path);
    if (target.isDirectory()) throw new UserError('this is a directory; name a file', path);
    if (!target.isFile()) throw new UserError('this is not a regular file; name another', path);
  }
  await checkFolders(dirname(path), [path]);
}

async function isThere(path: string, out: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw fileError(error, out);
  }
}

/** Writes the report of each scenario into its folder. */
export async function writeFolders(
  out: string,
  scenarios: readonly string[],
  played: readonly Played[],
): Promise<void> {
  const { writeFolder } = await import('../reports/writers/files.ts');
  const folders = foldersOf(out, scenarios);
  for (const [index, { report, observations }] of played.entries()) {
    await writeFolder(folders[index]!, report, observations);
    process.stderr.write(`report: ${join(folders[index]!, 'index.html')}\n`);
  }
}

/** The folder of each scenario: `out` itself, or for several scenarios one each in it. A name may hold what paths cannot. */
function foldersOf(out: string, scenarios: readonly string[]): string[] {
  if (scenarios.length === 1) return [out];
  return scenarios.map((name) => join(out, name.replace(/^\.+/, '').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-') || '-'));
}
