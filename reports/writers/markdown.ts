import type { Report } from '../report.ts';
import { availabilityTable, hadFaults, type TextTable } from './availability-tables.ts';
import { checksLine } from './checks.ts';
import { code, escaped, lines } from './markdown-parts.ts';
import { legend, scope, warningLines } from './sentences.ts';
import { senderTable } from './sender-table.ts';
import { resultTable } from './table.ts';
import { answer, verdicts, type Verdict } from './verdicts.ts';

/** The report as GitHub's Markdown, to paste into a pull request. */
export function writeMarkdown(report: Report): string {
  const senders = senderTable(report);
  const warnings = warningLines(report).map((warning) => `- ${escaped(warning)}`);
  const sections = [
    `### ${escaped(report.scenario)}, seed ${report.seed}`,
    escaped(report.summary),
    scope(report),
    table(report),
    legend(report, 'bold is best of its column'),
    escaped(answer(report)),
    verdictTable(verdicts(report)),
    hadFaults(report) ? textTable(availabilityTable(report)) : '',
    senders === undefined ? '' : textTable(senders),
    warnings.length > 0 ? `Warnings:\n\n${warnings.join('\n')}` : '',
    `Checks: ${checksLine(report).text}. Steelyard ${report.steelyard}.`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function table(report: Report): string {
  const { columns } = resultTable(report);
  const rows = report.results.map((result, index) => [
    code(result.strategy) + (result.partial ? ' (partial)' : ''),
    ...columns.map(({ cells }) => (cells[index]!.isBest ? `**${cells[index]!.text}**` : cells[index]!.text)),
  ]);
  return lines(['strategy', ...columns.map(({ title }) => title)], rows);
}

function verdictTable(all: Verdict[]): string {
  if (all.length === 0) return '';
  const rows = all.map(({ objective, held, missed }) => [code(objective), namesOf(held), namesOf(missed)]);
  return lines(['objective', 'held by', 'missed by'], rows, ':--');
}

function textTable({ title, names, columns }: TextTable): string {
  const rows = names.map((name, row) => [code(name), ...columns.map(({ cells }) => cells[row]!)]);
  return lines([title, ...columns.map((column) => column.title)], rows);
}

function namesOf(side: Verdict['held']): string {
  return side.map(({ strategy, observed }) => `${code(strategy)} (${observed})`).join(', ') || '–';
}
