import { columnsOf, filled } from './lines.ts';

/** The column of names is at least this wide, unless all names are shorter. */
const SHORTEST_NAMES = 12;

/** Columns of the terminal that a column takes beside its cells: a blank before them and a mark after them. */
export const BETWEEN = 2;

/** A column of a grid: its title and a cell for each row. */
export interface GridColumn {
  title: string;
  cells: GridCell[];
}

export interface GridCell {
  text: string;
  /** Stands after the text, in the room between the columns: one character. */
  mark?: string;
  /** Colours the text, which is padded by then. */
  paint?: (text: string) => string;
}

/**
 * Lines of at most `width` columns: the names, and right-aligned cells beside them. Columns for which there is no room stand in
 * another grid below, and a name for which there is none on lines of its own above its cells. No line ends in a blank.
 */
export function grid(title: string, names: readonly string[], columns: readonly GridColumn[], width: number): string[] {
  const longest = Math.max(...[title, ...names].map(columnsOf));
  const namesWidth = Math.min(longest, Math.max(SHORTEST_NAMES, width - widthOfAll(columns)));
  return besideNames(columns, width - namesWidth).flatMap((some, index) => [
    ...(index === 0 ? [] : ['']),
    ...row(title, namesWidth, some, (column) => ({ text: column.title }), width),
    '─'.repeat(namesWidth + widthOfAll(some) - 1),
    ...names.flatMap((name, at) => row(name, namesWidth, some, ({ cells }) => cells[at]!, width)),
  ]);
}

/** The columns, parted so that each part has room; a part has at least one. */
function besideNames(columns: readonly GridColumn[], room: number): GridColumn[][] {
  const parts: GridColumn[][] = [];
  let left = 0;
  for (const column of columns) {
    const needed = widthOf(column) + BETWEEN;
    if (parts.length === 0 || needed > left) {
      parts.push([]);
      left = room;
    }
    parts.at(-1)!.push(column);
    left -= needed;
  }
  return parts;
}

function row(
  name: string,
  namesWidth: number,
  columns: readonly GridColumn[],
  cellOf: (column: GridColumn) => GridCell,
  width: number,
): string[] {
  const cells = columns.map((column) => {
    const { text, mark = ' ', paint = (same) => same } = cellOf(column);
    return paint(' '.repeat(widthOf(column) - columnsOf(text)) + text) + mark;
  });
  const isLong = columnsOf(name) > namesWidth;
  const above = isLong ? filled(name.split(' '), width) : [];
  const beside = isLong ? '' : name;
  const line = [beside + ' '.repeat(namesWidth - columnsOf(beside)), ...cells].join(' ');
  return [...above, line.trimEnd()];
}

function widthOf({ title, cells }: GridColumn): number {
  return Math.max(columnsOf(title), ...cells.map(({ text }) => columnsOf(text)));
}

function widthOfAll(columns: readonly GridColumn[]): number {
  return columns.reduce((sum, column) => sum + widthOf(column) + BETWEEN, 0);
}
