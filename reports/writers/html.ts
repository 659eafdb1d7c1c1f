import { seriesStyles } from '../charts/palette.ts';
import type { Report, Result } from '../report.ts';
import type { ServerResult } from '../servers.ts';
import {
  availabilityLegend,
  availabilityTable,
  hadFaults,
  incidentTable,
  moreIncidents,
  type TextTable,
} from './availability-tables.ts';
import { checksLine } from './checks.ts';
import { count, threeDigits, wholePercent } from './format.ts';
import { chartSection, swatch, type Drawing } from './html-charts.ts';
import { htmlDocument } from './html-document.ts';
import { escaped, section, table } from './html-parts.ts';
import { senderTable } from './sender-table.ts';
import { legend, scope, warningLines } from './sentences.ts';
import { resultTable } from './table.ts';
import { answer, verdicts, type Verdict } from './verdicts.ts';

/** Servers of a strategy that the page lists; the JSON report has all. */
const MOST_SERVERS = 50;

/** The report as one self-contained page. */
export function writeHtml(report: Report, drawings: readonly Drawing[]): string {
  const parts = [
    header(report),
    warningSection(report),
    results(report),
    objectiveSection(verdicts(report)),
    availabilitySection(report),
    senderSection(report),
    ...drawings.map((drawing) => chartSection(drawing)),
    servers(report),
    glossary(report),
    footer(report),
  ];
  return htmlDocument(report.scenario, parts, drawings);
}

function header(report: Report): string {
  const verdict = answer(report);
  return `<header>
<h1>${escaped(report.scenario)}</h1>
<p>${escaped(report.summary)}</p>
<p class="soft">${escaped(scope(report))} Seed ${report.seed}.</p>
${verdict === '' ? '' : `<p class="answer">${escaped(verdict)}</p>`}
</header>`;
}

function warningSection(report: Report): string {
  const lines = warningLines(report);
  if (lines.length === 0) return '';
  return section('Warnings', `<ul>${lines.map((line) => `<li class="missed">${escaped(line)}</li>`).join('')}</ul>`);
}

function results(report: Report): string {
  const { columns } = resultTable(report);
  const styles = seriesStyles(report.results.map((result) => result.strategy));
  const rows = report.results.map((result, index) => {
    const cells = columns.map(({ cells }) => {
      const { text, isBest } = cells[index]!;
      return `<td${isBest ? ' class="best"' : ''}>${text}</td>`;
    });
    return `<tr><th scope="row">${swatch(styles[index]!)}${escaped(nameOf(result))}</th>${cells.join('')}</tr>`;
  });
  const titles = ['strategy', ...columns.map(({ title }) => title)];
  return section(
    'Results',
    `${table(titles, rows)}<p class="soft note">${escaped(legend(report, 'green is best of its column'))}</p>`,
  );
}

function objectiveSection(all: readonly Verdict[]): string {
  if (all.length === 0) return '';
  const items = all.map(({ objective, held, missed }) => {
    const some = held.length === 0 ? '<span class="missed">✗</span>' : '<span class="soft">◐</span>';
    const mark = missed.length === 0 ? '<span class="held">✓</span>' : some;
    const all = held.length + missed.length;
    const by = all > 1 ? `held by ${held.length} of ${all}` : '';
    return `<li>${mark} <code>${escaped(objective)}</code> ${by}${verdictSide(held, 'Held:')}${verdictSide(missed, 'Missed:')}</li>`;
  });
  return section('Objectives', `<ul class="verdicts">${items.join('')}</ul>`);
}

function verdictSide(side: Verdict['held'], verb: string): string {
  if (side.length === 0) return '';
  const names = side.map(({ strategy, observed }) => `<span class="name">${escaped(strategy)}</span> (${observed})`);
  return `<small>${verb} ${names.join(', ')}</small>`;
}

function availabilitySection(report: Report): string {
  if (!hadFaults(report)) return '';
  const details = report.results.map(
    (result) =>
      `<details><summary>Faults: ${escaped(nameOf(result))}</summary>${textTable(incidentTable(result))}<p class="soft">${moreIncidents(result)}</p></details>`,
  );
  return section(
    'Availability',
    `${textTable(availabilityTable(report))}<p class="soft note">${escaped(availabilityLegend(report))}</p>${details.join('')}`,
  );
}

function senderSection(report: Report): string {
  const senders = senderTable(report);
  if (senders === undefined) return '';
  const meaning = 'Tries beside the first one of each request; denied: those for which a retry budget did not pay.';
  return section('Retries and hedges', `${textTable(senders)}<p class="soft note">${meaning}</p>`);
}

function textTable({ title, names, columns }: TextTable): string {
  const rows = names.map((name, row) => {
    const cells = columns.map(({ cells }) => `<td>${escaped(cells[row]!)}</td>`);
    return `<tr><th scope="row">${escaped(name)}</th>${cells.join('')}</tr>`;
  });
  return table([title, ...columns.map((column) => column.title)], rows);
}

function servers(report: Report): string {
  const parts = report.results.map(
    (result) => `<details><summary>${escaped(nameOf(result))}</summary>${serverTable(result.servers)}</details>`,
  );
  return section('Servers', `<p>What each server did under each strategy, the busiest first.</p>${parts.join('')}`);
}

function serverTable(all: readonly ServerResult[]): string {
  const busiest = all
    .toSorted((one, other) => (other.utilization ?? 0) - (one.utilization ?? 0))
    .slice(0, MOST_SERVERS);
  const rows = busiest.map((server) => {
    const cells = [
      count(server.tries),
      share(server.utilization),
      share(server.workShare),
      share(server.fairShare),
      share(server.wastedShare),
      server.inFlightMean === null ? '–' : threeDigits(server.inFlightMean),
      count(server.inFlightMax),
      share(server.uptime),
      count(server.crashes),
    ];
    return `<tr><th scope="row">${escaped(server.name)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const titles = [
    'server',
    'tries',
    'used',
    'share of work',
    'fair share',
    'wasted',
    'in flight',
    'at most',
    'up',
    'crashes',
  ];
  const rest =
    all.length > MOST_SERVERS ? `<p class="soft">And ${count(all.length - MOST_SERVERS)} more in report.json.</p>` : '';
  return table(titles, rows) + rest;
}

function share(value: number | null): string {
  return value === null ? '–' : `${wholePercent(value)} %`;
}

const MEANINGS: [term: string, meaning: string][] = [
  ['mean', 'mean latency of the requests that succeeded'],
  ['p50 to p99.9', 'that percent of all requests took no longer; a request that failed counts as infinite'],
  ['ok %', 'requests that succeeded, of all that were not blocked'],
  ['ok/s', 'requests that succeeded, a second'],
  ['jain', "Jain's fairness index of the servers' load: 1 is even, 1/n is all on one of n"],
  ['max/mean', 'load of the busiest server over the mean load'],
  ['util %', 'work done, of what the servers could have done while they were up'],
];

/** Of columns that are there only where they say something. */
const MORE_MEANINGS: [term: string, meaning: string][] = [
  ['±', '95 % confidence of the mean'],
  ['tries', 'tries at servers for each request: more than one where requests are tried again'],
  ['hit %', "requests whose key was in their server's cache"],
  ['servers', 'how many servers there were, on average'],
  ['cost/h', 'price of the servers while they were there, and of the balancers, for an hour'],
];

function glossary(report: Report): string {
  const shown = new Set(resultTable(report).columns.map(({ title }) => title));
  const items = [...MEANINGS, ...MORE_MEANINGS.filter(([term]) => shown.has(term))].map(
    ([term, meaning]) => `<dt>${term}</dt><dd>${escaped(meaning)}</dd>`,
  );
  return section('What the columns mean', `<dl>${items.join('')}</dl>`);
}

function footer(report: Report): string {
  const checks = checksLine(report);
  return `<footer class="soft"><p${checks.hold ? '' : ' class="missed"'}>Checks: ${escaped(checks.text)}.</p><p>Steelyard ${escaped(report.steelyard)}.</p></footer>`;
}

function nameOf({ strategy, partial }: Result): string {
  return strategy + (partial ? ' (partial)' : '');
}
