/** Text in lines for a terminal, which counts columns and not characters. */

/** What East Asian scripts and pictures take two columns for. */
const WIDE =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u;
const NONE = /\p{M}|\p{Cf}/u;

/** How a terminal without Unicode shows what this program writes. */
const ASCII: Record<string, string> = {
  '─': '-',
  '–': '-',
  '…': '...',
  '∞': 'inf',
  '≥': '>=',
  '±': '+-',
  µ: 'u',
  '✓': 'ok',
  '✗': 'NO',
  '×': 'x',
  '▁': '1',
  '▂': '2',
  '▃': '3',
  '▄': '4',
  '▅': '5',
  '▆': '6',
  '▇': '7',
  '█': '8',
};
const SIGNS = new RegExp(`[${Object.keys(ASCII).join('')}]`, 'gu');

/** The text with ASCII in the place of our own signs. What users called things stays as it is. */
export function inAscii(text: string): string {
  return text.replace(SIGNS, (sign) => ASCII[sign]!);
}

/** How many columns of a terminal the text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : NONE.test(character) ? 0 : 1;
  return columns;
}

/** Holds two words together on one line, where it is a blank. */
export const NO_BREAK = '\u00A0';

/** The words on lines of at most `width` columns. */
export function wrapped(text: string, width: number): string[] {
  return filled(text.split(' '), width).map((line) => line.replaceAll(NO_BREAK, ' '));
}

/** The pieces, with blanks between them, on lines of at most `width` columns; a piece that is longer is broken. */
export function filled(pieces: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of pieces.flatMap((piece) => broken(piece, width))) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(part) > width) {
      lines.push(line);
      line = part;
    } else {
      line = line === '' ? part : `${line} ${part}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function broken(piece: string, width: number): string[] {
  const parts = [''];
  for (const character of piece) {
    if (columnsOf(parts.at(-1)! + character) > width) parts.push('');
    parts[parts.length - 1] += character;
  }
  return parts;
}
