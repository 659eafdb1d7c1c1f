/**
 * The journal of a comparison: each replication that is done, a line of JSON, in the folder of the report. What was computed is not lost
 * when the process ends, however it ends.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import packageFile from '../package.json' with { type: 'json' };
import { fileError } from '../records/formats/file-error.ts';
import { UserError } from '../records/user-error.ts';
import type { Figures } from '../reports/compare/figures.ts';
import type { Run } from '../sim/experiment/workers.ts';
import { digest } from './digest.ts';
import { figuresSchema } from './figures-schema.ts';
import { lockFolder } from './folder-lock.ts';
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
  /** An error of what is written after it, which tells that its runs are kept. */
  kept(error: unknown): unknown;
  /** When the report is written, nobody needs it any more. */
  remove(): void;
}

const headerSchema = z.object({ steelyard: z.string(), comparison: z.string() });

/** The first line: what it is a journal of. */
type Header = z.infer<typeof headerSchema>;

/**
 * Opens the journal in `folder`, which is made, and held until the process ends: what is in it counts with `resume`, and is thrown away
 * without.
 * @throws UserError where it is of another comparison, is damaged, or cannot be written, or where another process writes it
 */
export function openJournal(folder: string, variants: readonly Variant[], resume: boolean): Journal {
  const path = join(folder, NAME);
  const header: Header = { steelyard: packageFile.version, comparison: digestOf(variants) };
  attempt(path, () => mkdirSync(folder, { recursive: true }));
  attempt(path, () => lockFolder(folder));
  const found = readJournal(path);
  const done = variants.map(() => new Map<number, Figures>());
  if (found !== undefined && resume) restore(found, path, header, done);
  if (found !== undefined && !resume)
    process.stderr.write(`note: ${path}: an interrupted comparison is begun anew; --resume would have continued it\n`);
  const file = attempt(path, () => openSync(path, 'a'));
  if (found === undefined || !resume) {
    attempt(path, () => ftruncateSync(file));
    attempt(path, () => append(file, header));
  }
  let syncedAt = performance.now();
  const sync = (): void => {
    fdatasyncSync(file);
    syncedAt = performance.now();
  };
  const kept = (error: unknown): unknown => withKept(error, path);
  return {
    path,
    done,
    add(run, figures) {
      attempt(path, () => append(file, { ...run, figures }), kept);
      if (performance.now() - syncedAt >= MS_BETWEEN_SYNCS) attempt(path, sync, kept);
    },
    close() {
      try {
        attempt(path, sync, kept);
      } finally {
        closeSync(file);
      }
    },
    kept,
    remove: () => rmSync(path, { force: true }),
  };
}

/** Appends a whole line, or where the disk is full, none of it. */
function append(file: number, value: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  const length = fstatSync(file).size;
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
  } catch (error) {
    ftruncateSync(file, length);
    throw error;
  }
}

function attempt<T>(path: string, action: () => T, told = (error: unknown): unknown => error): T {
  try {
    return action();
  } catch (error) {
    throw told(fileError(error, path));
  }
}

function withKept(error: unknown, path: string): unknown {
  if (!(error instanceof UserError)) return error;
  const remedy = 'when this is put right, the same command with --resume goes on';
  return new UserError(`${error.message}; the runs that are done are kept in ${path}: ${remedy}`, error.place);
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
  const { steelyard, comparison } = parsed(first, headerSchema, `${path}:1`);
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
  const schema = z.object({ variant: z.int().min(0).lt(done.length), seed: z.int(), figures: figuresSchema });
  for (const [index, line] of lines.entries()) {
    const { variant, seed, figures } = parsed(line, schema, `${path}:${index + 2}`);
    done[variant]!.set(seed, figures);
  }
}

function parsed<T>(line: string, schema: z.ZodType<T>, place: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new UserError('damaged; begin anew, without --resume', place);
  }
}

/** Of all that decides what the replications give. */
function digestOf(variants: readonly Variant[]): string {
  const own = variants.flatMap(({ model }) => model.balancers.flatMap(({ strategy }) => strategy.file ?? []));
  const sources = own.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'));
  return digest({ sources, variants: variants.map(({ name, model }) => ({ name, model: sent(model) })) });
}
