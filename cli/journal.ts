/**
 * The journal of a comparison: each replication that is done, a line of JSON, in the folder of the report. What was computed is not lost
 * when the process ends, however it ends.
 */
import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdirSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import { fileError } from '../records/formats/file-error.ts';
import { UserError } from '../records/user-error.ts';
import type { Figures } from '../reports/compare/figures.ts';
import type { Run } from '../sim/experiment/workers.ts';
import { digest } from './digest.ts';
import { sent } from './sent-model.ts';
import type { Variant } from './variants.ts';

const NAME = 'journal.jsonl';

/** A power cut may take what was written in this time; the end of the process takes nothing. */
const MS_BETWEEN_SYNCS = 1000;

export interface Journal {
  path: string;
  /** What was in it, by variant and seed; what is played is added there by others. */
  done: Map<number, Figures>[];
  add(run: Run, figures: Figures): void;
  close(): void;
  /** When the report is written, nobody needs it any more. */
  remove(): void;
}

/** The first line: what it is a journal of. */
interface Header {
  steelyard: string;
  comparison: string;
}

interface Line extends Run {
  figures: Figures;
}

/**
 * Opens the journal in `folder`, which is made: what is in it counts with `resume`, and is thrown away without.
 * @throws UserError where it is of another comparison, or cannot be written
 */
export function openJournal(folder: string, variants: readonly Variant[], resume: boolean): Journal {
  const path = join(folder, NAME);
  const header: Header = { steelyard: packageFile.version, comparison: digestOf(variants) };
  const found = readJournal(path);
  const done = variants.map(() => new Map<number, Figures>());
  if (found !== undefined && resume) restore(found, path, header, done);
  if (found !== undefined && !resume)
    process.stderr.write(`note: ${path}: an interrupted comparison is begun anew; --resume would have continued it\n`);
  const file = opened(folder, path, found !== undefined && resume);
  if (found === undefined || !resume) writeSync(file, `${JSON.stringify(header)}\n`);
  let syncedAt = performance.now();
  return {
    path,
    done,
    add(run, figures) {
      writeSync(file, `${JSON.stringify({ ...run, figures })}\n`);
      if (performance.now() - syncedAt < MS_BETWEEN_SYNCS) return;
      fdatasyncSync(file);
      syncedAt = performance.now();
    },
    close() {
      fdatasyncSync(file);
      closeSync(file);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

function opened(folder: string, path: string, isKept: boolean): number {
  try {
    mkdirSync(folder, { recursive: true });
    return openSync(path, isKept ? 'a' : 'w');
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Its lines that were written whole: the last one may have been cut off, and is cut off then. */
function readJournal(path: string): string[] | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(error, path);
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole === '') return undefined;
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  return whole.trimEnd().split('\n');
}

function restore([first = '', ...lines]: string[], path: string, header: Header, done: Map<number, Figures>[]): void {
  const { steelyard, comparison } = parsed(first, path, 1) as Header;
  if (steelyard !== header.steelyard) {
    throw new UserError(
      `begun by steelyard ${steelyard}, this is ${header.steelyard}; begin anew, without --resume`,
      path,
    );
  }
  if (comparison !== header.comparison) {
    const remedy = 'begin anew, without --resume, or name another folder';
    throw new UserError(`begun with another scenario, seed, strategy or variant; ${remedy}`, path);
  }
  for (const [index, line] of lines.entries()) {
    const { variant, seed, figures } = parsed(line, path, index + 2) as Line;
    done[variant]!.set(seed, figures);
  }
}

function parsed(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new UserError('damaged; begin anew, without --resume', `${path}:${number}`);
  }
}

/** Of all that decides what the replications give. */
function digestOf(variants: readonly Variant[]): string {
  const own = variants.flatMap(({ model }) => model.balancers.flatMap(({ strategy }) => strategy.file ?? []));
  const sources = own.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'));
  return digest({ sources, variants: variants.map(({ name, model }) => ({ name, model: sent(model) })) });
}
