/** Pieces of GitHub's Markdown. */
import { oneLine } from './format.ts';

/** Rows of a table for a comment on a pull request; the JSON has all. */
export const MOST_ROWS = 30;

/** A table; all columns but the first are aligned as `align` says. */
export function lines(head: string[], rows: string[][], align = '--:'): string {
  const rule = [':--', ...head.slice(1).map(() => align)];
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Text of a scenario, so that nothing in it is taken for Markdown or HTML. */
export function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]()<>#|~&@]/g, (character) => `\\${character}`);
}

/** A name in a code span of a table's cell. */
export function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
