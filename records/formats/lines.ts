/** The lines of a text in UTF-8, as a stream. */
import { StringDecoder } from 'node:string_decoder';
import { UserError } from '../user-error.ts';

const LONGEST_LINE = 1 << 20;

/**
 * The lines, in batches; a last line without line feed counts, and so do blank lines. Memory: one batch, as large as a chunk.
 * @throws UserError where the bytes are no text
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst && chunk.includes(0)) throw new UserError('a binary file; expected text, plain or gzipped', path);
    rest += isFirst ? withoutMark(decoder.write(chunk)) : decoder.write(chunk);
    isFirst = false;
    if (!rest.includes('\n')) {
      if (rest.length > LONGEST_LINE)
        throw new UserError('a line is longer than 1 MiB; expected a log or a table', path);
      continue;
    }
    const lines = rest.split('\n');
    rest = lines.pop()!;
    yield lines.map(withoutReturn);
  }
  rest += decoder.end();
  if (rest !== '') yield [withoutReturn(rest)];
}

/** Without the byte order mark that some programs write before UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
