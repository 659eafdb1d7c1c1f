/** A log with a request a line. */
import { excerpt } from '../excerpt.ts';
import { UserError } from '../user-error.ts';
import type { ByteReader } from './bytes.ts';
import { LINE_FORMATS } from './formats.ts';
import { linesOf } from './lines.ts';
import type { Batch, FormatName, LineFormat, Log } from './log-format.ts';

/** From so many lines format and columns are found. */
const SAMPLE_LINES = 1000;

/**
 * Opens a text as a log of the format that `asked` names, else of the one that its first lines show.
 * @throws UserError where it is no text, or no format fits
 */
export async function openLineLog(path: string, bytes: ByteReader, asked: FormatName | undefined): Promise<Log> {
  const batches = linesOf(bytes.chunks, path);
  const head = await takeHead(batches);
  const blank = head.findIndex((line) => line.trim() !== '');
  if (blank < 0) throw new UserError('there is nothing but blank lines in it', path);
  const format = LINE_FORMATS.find(({ name }) => name === asked) ?? recognised(head.slice(blank));
  const reader = format.open(head.slice(blank));
  const first = blank + reader.headerLines;
  const sample = reader.split(head.slice(first));

  async function* read(wanted: ReadonlySet<number>): AsyncGenerator<Batch> {
    yield { first: first + 1, fields: sample, textAt: (at) => head[first + at]! };
    let before = head.length;
    for await (const lines of batches) {
      yield { first: before + 1, fields: reader.split(lines, wanted), textAt: (at) => lines[at]! };
      before += lines.length;
    }
  }

  return {
    format: format.name,
    title: format.title,
    gzipped: bytes.gzipped,
    unit: 'line',
    names: reader.names,
    roles: reader.roles,
    sample,
    read,
    notes: () => reader.notes(),
    close: () => bytes.close(),
  };
}

/** The first lines, a thousand where there are so many. */
async function takeHead(batches: AsyncGenerator<string[]>): Promise<string[]> {
  const head: string[] = [];
  while (head.length < SAMPLE_LINES) {
    const next = await batches.next();
    if (next.done) break;
    head.push(...next.value);
  }
  return head;
}

/** The format of which most of the first lines are. */
function recognised(head: readonly string[]): LineFormat {
  const [best] = LINE_FORMATS.map((format) => ({ format, lines: format.recognises(head) })).toSorted(
    (a, b) => b.lines - a.lines,
  );
  if (best!.lines > 0) return best!.format;
  const titles = LINE_FORMATS.map(({ name }) => name).join(', ');
  throw new UserError(`no known log (${titles}, parquet); it begins "${excerpt(head[0]!, 40)}"`);
}
