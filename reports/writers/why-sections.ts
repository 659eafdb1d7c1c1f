/** Why variants differ: the sections for a terminal, Markdown and the page of a comparison. */
import type { Comparison } from '../compare/comparison.ts';
import { whyNote, whySentences } from '../compare/why-words.ts';
import { oneLine } from './format.ts';
import { grid } from './grid.ts';
import { escaped as escapedHtml, section, table } from './html-parts.ts';
import { code, escaped, lines, MOST_ROWS } from './markdown-parts.ts';
import { paragraph, ruled, type Page } from './page.ts';
import {
  costliestTable,
  LATENCY_LEGEND,
  latencyTables,
  PICKS_LEGEND,
  picksTable,
  type TextTable,
} from './why-table.ts';
import { NO_BREAK } from './lines.ts';

/** Costliest picks of each variant that are shown. */
const SHOWN = 2;
const SHOWN_ON_PAGE = 3;

export function whyText(comparison: Comparison, page: Page): string[] {
  const { why } = comparison;
  if (why === undefined) return [];
  const dim = (text: string) => paragraph(text, page).map((line) => page.paint('dim', line));
  const costly = costliestTable(comparison, why, SHOWN);
  return [
    ...latencyTables(comparison, why).flatMap((each, index) => [...(index > 0 ? [''] : []), ...textGrid(each, page)]),
    ...dim(LATENCY_LEGEND),
    '',
    ...textGrid(picksTable(comparison, why), page),
    ...dim(PICKS_LEGEND),
    '',
    ...whySentences(comparison, why).flatMap((text) => paragraph(together(text), page)),
    ...(costly.rows.length > 0 ? ['', ...textGrid(costly, page)] : []),
    ...dim(together(whyNote(why))),
  ];
}

/** Numbers stay with their units. */
const together = (text: string): string => text.replace(/(?<=\d) (?=%|µs\b|ms\b|s\b)/g, NO_BREAK);

function textGrid({ titles: [title = '', ...titles], rows }: TextTable, page: Page): string[] {
  const columns = titles.map((each, index) => ({
    title: page.say(each),
    cells: rows.map((row) => ({ text: page.say(oneLine(row[index + 1]!)) })),
  }));
  const names = rows.map(([name = '']) => oneLine(name));
  return ruled(grid(title, names, columns, page.width), page);
}

export function whyMarkdown(comparison: Comparison): string[] {
  const { why } = comparison;
  if (why === undefined) return [];
  const said = whySentences(comparison, why).slice(0, MOST_ROWS);
  return [
    ...(said.length > 0 ? [said.map((text) => `- ${escaped(text)}`).join('\n')] : []),
    ...latencyTables(comparison, why).map(markdownTable),
    escaped(LATENCY_LEGEND),
    markdownTable(picksTable(comparison, why)),
    escaped(`${PICKS_LEGEND} ${whyNote(why)}`),
  ];
}

function markdownTable({ titles, rows }: TextTable): string {
  return lines(
    titles,
    rows.slice(0, MOST_ROWS).map(([name = '', ...cells]) => [code(name), ...cells]),
  );
}

export function whyHtml(comparison: Comparison): string {
  const { why } = comparison;
  if (why === undefined) return '';
  const said = whySentences(comparison, why).map((text) => `<p>${escapedHtml(text)}</p>`);
  const costly = costliestTable(comparison, why, SHOWN_ON_PAGE);
  const parts = [
    ...said,
    ...latencyTables(comparison, why).map(htmlTable),
    note(LATENCY_LEGEND),
    htmlTable(picksTable(comparison, why)),
    note(PICKS_LEGEND),
    ...(costly.rows.length > 0 ? [htmlTable(costly)] : []),
    note(whyNote(why)),
  ];
  return section('Why', parts.join('\n'));
}

const note = (text: string): string => `<p class="soft note">${escapedHtml(text)}</p>`;

function htmlTable({ titles, rows }: TextTable): string {
  const shown = rows.map(([name = '', ...cells]) => {
    const data = cells.map((cell) => `<td>${escapedHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapedHtml(name)}</th>${data}</tr>`;
  });
  return table(titles, shown);
}
