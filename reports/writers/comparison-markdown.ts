import type { Comparison } from '../compare/comparison.ts';
import { failures, gateLine } from '../compare/gate-words.ts';
import { metricOf } from '../compare/metrics.ts';
import { methodSentence, verdict } from '../compare/words.ts';
import { comparisonTable, placesLegend, placeText } from './comparison-table.ts';
import { listed } from './format.ts';
import { code, escaped, lines, MOST_ROWS } from './markdown-parts.ts';
import { whyMarkdown } from './why-sections.ts';

/** In the title. */
const MOST_NAMES = 5;

/** A comparison as GitHub's Markdown, small enough for a comment on a pull request. */
export function writeComparisonMarkdown(comparison: Comparison, command: string): string {
  const said = verdict(comparison, comparison.metric);
  const sections = [
    `### ${escaped(comparison.scenario)}: ${listed(comparison.variants.slice(0, MOST_NAMES).map(({ name }) => code(name)))}`,
    ...gate(comparison, command),
    ...(said === '' ? [] : [`**${escaped(said)}**`]),
    table(comparison),
    ...whyMarkdown(comparison),
    escaped(methodSentence(comparison)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function gate({ gate: judged, replications }: Comparison, command: string): string[] {
  if (judged === undefined) return [];
  const failed = failures(judged, replications);
  const shown = failed.slice(0, MOST_ROWS).map((line) => `- ${escaped(line)}`);
  const more = failed.length > MOST_ROWS ? [`- and ${failed.length - MOST_ROWS} more`] : [];
  const repeat = judged.held ? [] : [`To repeat it:\n\n\`\`\`sh\n${command}\n\`\`\``];
  return [
    `${judged.held ? '✅' : '❌'} ${escaped(gateLine(judged))}`,
    ...(failed.length > 0 ? [[...shown, ...more].join('\n')] : []),
    ...repeat,
  ];
}

function table(comparison: Comparison): string {
  const { rows, columns, latencyUnit } = comparisonTable(comparison);
  const cells = rows
    .slice(0, MOST_ROWS)
    .map((row, index) => [
      placeText(row),
      code(row.variant.name),
      ...columns.map(({ cells }) => (cells[index]!.isBest ? `**${cells[index]!.text}**` : cells[index]!.text)),
    ]);
  const head = [`by ${metricOf(comparison.metric).title}`, 'variant', ...columns.map(({ title }) => title)];
  const more = rows.length > MOST_ROWS ? `\n\nAnd ${rows.length - MOST_ROWS} more in the JSON.` : '';
  const note = `Latency in ${latencyUnit}; ± 95 % confidence; ${placesLegend('bold:')}.`;
  return `${lines(head, cells)}${more}\n\n${note}`;
}
