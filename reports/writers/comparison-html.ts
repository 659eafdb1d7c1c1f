import { seriesStyles } from '../charts/palette.ts';
import type { Comparison } from '../compare/comparison.ts';
import { changeLine, gateLine, objectiveLine } from '../compare/gate-words.ts';
import { METRICS, metricOf } from '../compare/metrics.ts';
import { differenceBetween, placesBy } from '../compare/places.ts';
import { amount, methodSentence, verdict } from '../compare/words.ts';
import { comparisonTable, isShown, placesLegend, placeText } from './comparison-table.ts';
import { counted } from './format.ts';
import { chartSection, swatch, type Drawing } from './html-charts.ts';
import { htmlDocument } from './html-document.ts';
import { escaped, section, table } from './html-parts.ts';
import { whyHtml } from './why-sections.ts';

export interface PageNotes {
  /** How long it took: a page is for people, and is not compared byte by byte. */
  pace: string;
  /** What repeats it. */
  command: string;
}

/** A comparison as one self-contained page. */
export function writeComparisonHtml(comparison: Comparison, drawings: readonly Drawing[], notes: PageNotes): string {
  const parts = [
    header(comparison),
    warnings(comparison),
    gate(comparison),
    ranking(comparison),
    ...drawings.map((drawing) => chartSection(drawing)),
    differences(comparison),
    whyHtml(comparison),
    section(
      'Method',
      `<p>${escaped(methodSentence(comparison))}</p><p>To repeat it: <code>${escaped(notes.command)}</code></p>`,
    ),
    `<footer class="soft"><p>${escaped(notes.pace)}.</p><p>Steelyard ${escaped(comparison.steelyard)}.</p></footer>`,
  ];
  return htmlDocument(`${comparison.scenario}: compared`, parts, drawings);
}

function header(comparison: Comparison): string {
  const { scenario, summary, variants, replications, metric } = comparison;
  const said = verdict(comparison, metric);
  return `<header>
<h1>${escaped(scenario)}</h1>
<p>${escaped(summary)}</p>
<p class="soft">${counted(variants.length, 'variant')}, ${replications} replications each.</p>
${said === '' ? '' : `<p class="answer">${escaped(said)}</p>`}
</header>`;
}

function warnings({ variants }: Comparison): string {
  const lines = variants.flatMap(({ name, warnings: said, checksHold }) => [
    ...said.map((warning) => `${name}: ${warning}`),
    ...(checksHold ? [] : [`DEFECT: an invariant did not hold with ${name}`]),
  ]);
  return lines.length === 0 ? '' : section('Warnings', list(lines.map((line) => [line, 'missed'])));
}

const list = (lines: readonly [text: string, style: string][]): string =>
  `<ul>${lines.map(([text, style]) => `<li class="${style}">${escaped(text)}</li>`).join('')}</ul>`;

function gate({ gate: judged, replications }: Comparison): string {
  if (judged === undefined) return '';
  const lines = [
    ...judged.changes.map((change) => [changeLine(change), change.held] as const),
    ...judged.objectives.map((one) => [objectiveLine(one, replications), one.held] as const),
  ];
  const sorted = lines.toSorted(([, one], [, other]) => Number(one) - Number(other));
  const shown = sorted.map(([text, held]): [string, string] => [
    `${held ? '✓' : '✗'} ${text}`,
    held ? 'soft' : 'missed',
  ]);
  return section(
    'Gate',
    `<p class="${judged.held ? 'held' : 'missed'}">${escaped(gateLine(judged))}</p>${list(shown)}`,
  );
}

function ranking(comparison: Comparison): string {
  const { rows, columns, latencyUnit } = comparisonTable(comparison);
  const styles = seriesStyles(rows.map(({ variant }) => variant.name));
  const lines = rows.map((row, index) => {
    const cells = columns.map(({ cells }) => {
      const { text, isBest } = cells[index]!;
      return `<td${isBest ? ' class="best"' : ''}>${text}</td>`;
    });
    return `<tr><th scope="row">${swatch(styles[index]!)}${escaped(row.variant.name)}</th><td>${placeText(row)}</td>${cells.join('')}</tr>`;
  });
  const titles = [`by ${metricOf(comparison.metric).title}`, '#', ...columns.map(({ title }) => title)];
  const note = `Latency in ${latencyUnit}, mean over replications; ± 95 % confidence of it; ${placesLegend('green:')}.`;
  return section('Ranking', `${table(titles, lines)}<p class="soft note">${note}</p>`);
}

/** In words, of each metric: how the others differ from the first of the ranking. */
function differences(comparison: Comparison): string {
  const [first, ...others] = placesBy(comparison, comparison.metric).map(({ variant }) => variant.name);
  if (first === undefined || others.length === 0) return '';
  const shown = METRICS.filter(
    (metric) =>
      isShown(metric, comparison) &&
      others.some((name) => differenceBetween(comparison, metric.name, name, first).verdict !== 'equal'),
  );
  const rows = others.map((name) => {
    const cells = shown.map(({ name: metric, better }) => {
      const found = differenceBetween(comparison, metric, name, first);
      if (found.verdict === 'equal') return '<td>equal</td>';
      if (found.verdict === 'same') return '<td class="soft">–</td>';
      if (found.verdict === 'unknown') return '<td class="soft">no value</td>';
      const sign = found.verdict === 'higher' ? '+' : '−';
      const told = found.difference === null ? found.verdict : `${sign}${amount(found).replace(' % to', ' to')}`;
      return `<td class="${found.verdict === better ? 'held' : 'missed'}">${told}</td>`;
    });
    return `<tr><th scope="row">${escaped(name)}</th>${cells.join('')}</tr>`;
  });
  const titles = ['variant', ...shown.map(({ title }) => title)];
  return section(
    `Differences from ${first}`,
    `${table(titles, rows)}<p class="soft note">+ higher, − lower; – no difference can be seen.</p>`,
  );
}
