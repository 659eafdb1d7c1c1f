/** What texts for a terminal are written with. */
import { styleText } from 'node:util';
import { oneLine } from './format.ts';
import { inAscii, wrapped } from './lines.ts';

const WIDEST = 80;
const NARROWEST = 40;

export interface TextOptions {
  /** Bold and colour; without it a star marks the best. */
  colour: boolean;
  /** Whether what reads the text knows more than ASCII. */
  unicode: boolean;
  /** Columns of the terminal. */
  width: number;
}

export interface Page {
  width: number;
  colour: boolean;
  paint(style: Parameters<typeof styleText>[0], text: string): string;
  /** The text, in ASCII where that is all there is. */
  say(text: string): string;
}

export function pageOf({ colour, unicode, width }: TextOptions): Page {
  return {
    width: Math.max(NARROWEST, Math.min(WIDEST, width)),
    colour,
    paint: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
    say: (text) => (unicode ? text : inAscii(text)),
  };
}

/** The lines of a grid, with its rule. */
export function ruled(lines: readonly string[], page: Page): string[] {
  return lines.map((line) => (line.startsWith('─') ? page.paint('dim', page.say(line)) : line));
}

export function paragraph(text: string, page: Page): string[] {
  return wrapped(page.say(oneLine(text)), page.width);
}

/** The sections that have lines, with an empty line between them; ends with a line feed. */
export function sectionsText(sections: readonly string[][]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}
