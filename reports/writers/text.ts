import type { Observation } from '../../records/observation.ts';
import type { ObjectiveResult } from '../objectives.ts';
import type { Report, Result } from '../report.ts';
import {
  availabilityLegend,
  availabilityTable,
  hadFaults,
  incidentTable,
  moreIncidents,
  type TextTable,
} from './availability-tables.ts';
import { checksLine } from './checks.ts';
import { oneLine, timeSpan } from './format.ts';
import { BETWEEN, grid, type GridCell } from './grid.ts';
import { columnsOf } from './lines.ts';
import { pageOf, paragraph, ruled, sectionsText, type Page, type TextOptions } from './page.ts';
import { legend, scope, warningLines } from './sentences.ts';
import { LOST, sparklines } from './sparklines.ts';
import { resultTable, type Cell } from './table.ts';
import { answer, observedText } from './verdicts.ts';

/**
 * The report for a terminal: summary, table, latency over time, objectives, warnings and checks, on lines of at most 80 columns.
 * Ends with a line feed.
 *
 * @param observations those of which the report was built
 */
export function writeText(report: Report, observations: readonly Observation[], options: TextOptions): string {
  const page = pageOf(options);
  return sectionsText([
    heading(report, page),
    [...table(report, page), ...notes(report, page)],
    latencyOverTime(report, observations, page),
    objectives(report, page),
    availability(report, page),
    incidents(report, page),
    warnings(report, page),
    checks(report, page),
  ]);
}

function heading(report: Report, page: Page): string[] {
  const [first = '', ...rest] = paragraph(`${report.scenario}, seed ${report.seed}`, page);
  const name = oneLine(report.scenario);
  const isWhole = first.startsWith(name);
  return [
    isWhole ? page.paint('bold', name) + first.slice(name.length) : first,
    ...rest,
    ...paragraph(report.summary, page),
    ...paragraph(scope(report), page),
  ];
}

function table(report: Report, page: Page): string[] {
  const columns = resultTable(report).columns.filter((column) => column.isNarrow);
  const cellOf = ({ text, isBest }: Cell): GridCell => ({
    text: page.say(text),
    ...(isBest && page.colour ? { paint: (padded) => page.paint(['bold', 'green'], padded) } : {}),
    ...(isBest && !page.colour ? { mark: '*' } : {}),
  });
  const shown = columns.map(({ title, cells }) => ({ title: page.say(title), cells: cells.map(cellOf) }));
  return ruled(grid('strategy', report.results.map(nameOf), shown, page.width), page);
}

function notes(report: Report, page: Page): string[] {
  const best = page.colour ? 'green is best of its column' : '* best of its column';
  return paragraph(legend(report, best), page).map((line) => page.paint('dim', line));
}

function latencyOverTime(report: Report, observations: readonly Observation[], page: Page): string[] {
  const title = 'p99 over time';
  const names = report.results.map(nameOf);
  const longest = Math.max(...[title, ...names].map(columnsOf));
  const drawn = sparklines(observations, page.width - Math.min(longest, Math.floor(page.width / 2)) - BETWEEN);
  if (drawn === null) return [];
  const [from, to] = [timeSpan(drawn.from), timeSpan(drawn.to)];
  const length = Math.max(drawn.lines[0]!.length, from.length + 1 + to.length);
  const cells = drawn.lines.map((line) => ({ text: page.say(line.padEnd(length)), paint: lostPainted(page) }));
  const column = { title: from + to.padStart(length - from.length), cells };
  return [
    ...ruled(grid(title, names, [column], page.width), page),
    ...paragraph(drawn.legend, page).map((line) => page.paint('dim', line)),
  ];
}

function lostPainted(page: Page): (text: string) => string {
  const lost = new RegExp(`${page.say(LOST)}+`, 'g');
  return (text) => text.replaceAll(lost, (run) => page.paint('red', run));
}

/** What was observed of each objective: a row for each strategy, or of a single strategy a row for each objective. */
function objectives(report: Report, page: Page): string[] {
  const { results } = report;
  const [{ objectives: asked }, ...others] = results as [Result, ...Result[]];
  if (asked.length === 0) return [];
  const verdict = (one: ObjectiveResult, result: Result): GridCell => ({
    text: page.say(`${observedText(one, result)} ${one.held ? '✓' : '✗'}`),
    paint: (padded) => page.paint(one.held ? 'green' : ['bold', 'red'], padded),
  });
  const texts = asked.map(({ objective }) => oneLine(objective));
  const lines =
    others.length === 0
      ? grid(
          'objective',
          texts,
          [{ title: 'observed', cells: asked.map((one) => verdict(one, results[0]!)) }],
          page.width,
        )
      : grid(
          'objectives',
          results.map(nameOf),
          texts.map((text, index) => ({
            title: text,
            cells: results.map((result) => verdict(result.objectives[index]!, result)),
          })),
          page.width,
        );
  return [...ruled(lines, page), ...paragraph(answer(report), page).map((line) => page.paint('bold', line))];
}

function availability(report: Report, page: Page): string[] {
  if (!hadFaults(report)) return [];
  return [
    ...textTable(availabilityTable(report), page),
    ...paragraph(availabilityLegend(report), page).map((line) => page.paint('dim', line)),
  ];
}

/** Of one strategy; of several the page has them. */
function incidents({ results }: Report, page: Page): string[] {
  const [only] = results;
  if (results.length > 1 || only?.incidents === undefined) return [];
  return [...textTable(incidentTable(only), page), ...paragraph(moreIncidents(only), page)];
}

function textTable({ title, names, columns }: TextTable, page: Page): string[] {
  const shown = columns.map(({ title: head, cells }) => ({
    title: head,
    cells: cells.map((text) => ({ text: page.say(text) })),
  }));
  return ruled(grid(title, names.map(oneLine), shown, page.width), page);
}

function warnings(report: Report, page: Page): string[] {
  return warningLines(report).flatMap((warning) =>
    paragraph(`warning: ${warning}`, page).map((line) => page.paint('yellow', line)),
  );
}

function checks(report: Report, page: Page): string[] {
  const { text, hold } = checksLine(report);
  return paragraph(`checks: ${text}`, page).map((line) => page.paint(hold ? 'dim' : ['bold', 'red'], line));
}

function nameOf({ strategy, partial }: Result): string {
  return oneLine(strategy) + (partial ? ' (partial)' : '');
}
