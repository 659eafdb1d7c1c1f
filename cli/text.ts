/** Text for a terminal of 80 columns. */
const WIDTH = 80;

/** Breaks `text` into lines of at most 80 columns, of which the first begins after `first` and the others are indented as far. */
export function wrap(text: string, first = '', indent = ' '.repeat(first.length)): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()].join('\n');
}

/** Names with what they mean beside them. */
export function glossary(entries: readonly (readonly [string, string])[]): string {
  const column = Math.min(30, Math.max(0, ...entries.map(([name]) => name.length)) + 2);
  return entries.map(([name, text]) => wrap(text, `${name.padEnd(column - 2)}  `, ' '.repeat(column))).join('\n');
}
