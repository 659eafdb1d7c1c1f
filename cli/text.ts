/** Text in lines for a terminal. */
import { terminalWidth } from './terminal.ts';

/** Breaks `text` into lines that the terminal has room for, of which the first begins after `first` and the others are indented as far. */
export function wrap(text: string, first = '', indent = ' '.repeat(first.length)): string {
  const width = terminalWidth();
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
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
  const longest = Math.max(0, ...entries.map(([name]) => name.length));
  const column = Math.min(30, Math.floor(terminalWidth() / 2), longest + 2);
  return entries.map(([name, text]) => wrap(text, `${name.padEnd(column - 2)}  `, ' '.repeat(column))).join('\n');
}
