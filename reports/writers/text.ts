import { styleText } from 'node:util';
import type { Report, Result } from '../report.ts';
import { checksLine } from './checks.ts';
import { oneLine, shortened } from './format.ts';
import { legend, scope, warningLines } from './sentences.ts';
import { resultTable, type Cell } from './table.ts';
import { answer, verdicts, type Verdict } from './verdicts.ts';

const WIDEST = 100;
const NARROWEST = 60;
const SHORTEST_NAME = 12;

export interface TextOptions {
  /** Bold and colour, for a terminal; without it a star marks the best. */
  colour: boolean;
  /** Columns of the terminal. */
  width: number;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** The report for a terminal: summary, table, objectives, warnings and checks. Ends with a line feed. */
export function writeText(report: Report, options: TextOptions): string {
  const width = Math.max(NARROWEST, Math.min(WIDEST, options.width));
  const paint: Paint = (style, text) => (options.colour ? styleText(style, text, { validateStream: false }) : text);
  const sections = [
    heading(report, width, paint),
    [...table(report, width, options.colour, paint), ...notes(report, width, options.colour, paint)],
    objectives(report, width, paint),
    warnings(report, width, paint),
    checks(report, width, paint),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

function heading(report: Report, width: number, paint: Paint): string[] {
  return [
    `${paint('bold', oneLine(report.scenario))}, seed ${report.seed}`,
    ...wrapped(oneLine(report.summary), width),
    ...wrapped(scope(report), width),
  ];
}

/** A name, then right-aligned cells, each with a blank before it and room for the star after it. */
function table(report: Report, width: number, colour: boolean, paint: Paint): string[] {
  const columns = resultTable(report).columns.filter((column) => column.isNarrow);
  const widths = columns.map(({ title, cells }) => Math.max(title.length, ...cells.map(({ text }) => text.length)));
  const names = report.results.map(nameOf);
  const longest = Math.max(...['strategy', ...names].map((name) => Array.from(name).length));
  const cellsWidth = widths.reduce((sum, cellWidth) => sum + cellWidth + 2, 0);
  const nameWidth = Math.min(longest, Math.max(SHORTEST_NAME, width - cellsWidth));

  const row = (name: string, cells: Cell[]): string => {
    const texts = cells.map((cell, index) => marked(cell, widths[index]!, colour, paint));
    return [padded(shortened(name, nameWidth), nameWidth), ...texts].join(' ').trimEnd();
  };
  return [
    row(
      'strategy',
      columns.map(({ title }) => ({ text: title, isBest: false })),
    ),
    paint('dim', '─'.repeat(nameWidth + cellsWidth - 1)),
    ...names.map((name, index) =>
      row(
        name,
        columns.map(({ cells }) => cells[index]!),
      ),
    ),
  ];
}

function marked({ text, isBest }: Cell, width: number, colour: boolean, paint: Paint): string {
  const aligned = text.padStart(width);
  if (!isBest) return `${aligned} `;
  return colour ? `${paint(['bold', 'green'], aligned)} ` : `${aligned}*`;
}

function notes(report: Report, width: number, colour: boolean, paint: Paint): string[] {
  const best = colour ? 'green is best of its column' : '* best of its column';
  return wrapped(legend(report, best), width).map((line) => paint('dim', line));
}

function objectives(report: Report, width: number, paint: Paint): string[] {
  const lines = verdicts(report).flatMap((verdict) => [
    `${verdictMark(verdict, paint)} ${oneLine(verdict.objective)}`,
    ...verdictLines('held by', verdict.held, verdict, width),
    ...verdictLines('missed by', verdict.missed, verdict, width),
  ]);
  return [...wrapped(oneLine(answer(report)), width).map((line) => paint('bold', line)), ...lines];
}

function verdictMark({ held, missed }: Verdict, paint: Paint): string {
  if (missed.length === 0) return paint('green', '✓');
  return held.length === 0 ? paint('red', '✗') : paint('yellow', '~');
}

function verdictLines(verb: string, side: Verdict['held'], { held, missed }: Verdict, width: number): string[] {
  if (side.length === 0) return [];
  const all = held.length + missed.length;
  const share = side.length < all ? ` ${side.length} of ${all}` : all > 1 ? ' all' : '';
  const names = side.map(({ strategy, observed }) => `${oneLine(strategy)} (${observed})`);
  const pieces = names.map((name, index) => (index < names.length - 1 ? `${name},` : name));
  return filled([`${verb}${share}:`, ...pieces], width - 4).map((line, index) => (index === 0 ? '  ' : '    ') + line);
}

function warnings(report: Report, width: number, paint: Paint): string[] {
  return warningLines(report).flatMap((warning) =>
    wrapped(`warning: ${oneLine(warning)}`, width).map((line) => paint('yellow', line)),
  );
}

function checks(report: Report, width: number, paint: Paint): string[] {
  const { text, hold } = checksLine(report);
  return wrapped(`checks: ${text}`, width).map((line) => paint(hold ? 'dim' : ['bold', 'red'], line));
}

function nameOf({ strategy, partial }: Result): string {
  return oneLine(strategy) + (partial ? ' (partial)' : '');
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - Array.from(text).length));
}

function wrapped(text: string, width: number): string[] {
  return filled(text.split(' '), width);
}

/** The pieces, with blanks between them, on lines of at most `width` characters. */
function filled(pieces: string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && line.length + 1 + piece.length > width) {
      lines.push(line);
      line = piece;
    } else {
      line = line === '' ? piece : `${line} ${piece}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
