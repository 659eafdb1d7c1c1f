/** Prints a table as lines of text: the first column to the left, figures to the right, a last column `''` to the left. */
export interface Table {
  title: string;
  columns: string[];
  rows: string[][];
  /** Lines below. */
  notes?: string[];
}

export function printTable({ title, columns, rows, notes = [] }: Table): void {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const isLeft = (column: number) => column === 0 || columns[column] === '';
  const text = (line: string[]) =>
    line
      .map((cell, column) => (isLeft(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  console.log(['', title, ...lines.map((line) => `  ${text(line)}`), ...notes.map((note) => `  ${note}`)].join('\n'));
}

/** 254, 46.1, 5.52: three digits, or all before the point. */
export const figure = (value: number): string =>
  Number.isFinite(value) ? (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)) : '-';

/** 20000000 as 20,000,000. */
export const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** Whether a figure keeps to its target, in words. */
export const verdict = (value: number, most: number): string => (value <= most ? 'holds' : `misses ${most}`);
