import type { Comparison } from '../compare/comparison.ts';
import { failures, gateLine } from '../compare/gate-words.ts';
import { metricOf } from '../compare/metrics.ts';
import { methodSentence, verdict } from '../compare/words.ts';
import { comparisonTable, placesLegend, placeText } from './comparison-table.ts';
import { count, counted, oneLine, timeSpan } from './format.ts';
import { grid, type GridCell } from './grid.ts';
import { pageOf, paragraph, ruled, sectionsText, type Page, type TextOptions } from './page.ts';
import { whyText } from './why-sections.ts';

/** A comparison for a terminal: ranking, verdict, objectives and method, on lines of at most 80 columns. Ends with a line feed. */
export function writeComparisonText(comparison: Comparison, options: TextOptions, command: string): string {
  const page = pageOf(options);
  return sectionsText([
    heading(comparison, page),
    [...table(comparison, page), ...legend(comparison, page)],
    paragraph(verdict(comparison, comparison.metric), page).map((line) => page.paint('bold', line)),
    whyText(comparison, page),
    objectives(comparison, page),
    gate(comparison, page, command),
    warnings(comparison, page),
    paragraph(methodSentence(comparison), page).map((line) => page.paint('dim', line)),
  ]);
}

function heading({ scenario, summary, variants, replications }: Comparison, page: Page): string[] {
  const [{ durationS, warmupS, warmupMethod, requests }] = variants as [Comparison['variants'][number]];
  const by = warmupMethod === undefined ? '' : ` (found by ${warmupMethod})`;
  const warmup = warmupS > 0 ? ` after a warmup of ${timeSpan(warmupS)}${by}` : '';
  const scope = `${counted(variants.length, 'variant')}; about ${count(Math.round(requests / replications))} requests in each replication of ${timeSpan(durationS - warmupS)}${warmup}.`;
  return [page.paint('bold', oneLine(scenario)), ...paragraph(summary, page), ...paragraph(scope, page)];
}

function table(comparison: Comparison, page: Page): string[] {
  const { rows, columns } = comparisonTable(comparison);
  const places = { title: '#', cells: rows.map((row): GridCell => ({ text: placeText(row) })) };
  const shown = columns.map(({ title, cells }) => ({
    title: page.say(title),
    cells: cells.map(({ text, isBest }): GridCell => ({
      text: page.say(text),
      ...(isBest && page.colour ? { paint: (padded: string) => page.paint(['bold', 'green'], padded) } : {}),
      ...(isBest && !page.colour ? { mark: '*' } : {}),
    })),
  }));
  const names = rows.map(({ variant }) => oneLine(variant.name));
  return ruled(grid(`by ${metricOf(comparison.metric).title}`, names, [places, ...shown], page.width), page);
}

function legend(comparison: Comparison, page: Page): string[] {
  const { latencyUnit } = comparisonTable(comparison);
  const best = page.colour ? 'green:' : '*';
  const text = `Latency in ${latencyUnit}, mean over replications; ± 95 % confidence of it; ${placesLegend(best)}.`;
  return paragraph(text, page).map((line) => page.paint('dim', line));
}

/** A column for each objective that a variant has; those of variants need not be the same. */
function objectives({ variants, replications }: Comparison, page: Page): string[] {
  const asked = [...new Set(variants.flatMap((variant) => variant.objectives.map(({ objective }) => objective)))];
  if (asked.length === 0) return [];
  const columns = asked.map((objective) => ({
    title: oneLine(objective),
    cells: variants.map((variant): GridCell => {
      const own = variant.objectives.find((each) => each.objective === objective);
      return own === undefined ? { text: page.say('–') } : heldCell(own.held, replications, page);
    }),
  }));
  const names = variants.map(({ name }) => oneLine(name));
  return ruled(grid('objective held in', names, columns, page.width), page);
}

function heldCell(held: number, replications: number, page: Page): GridCell {
  const isHeld = held * 2 >= replications;
  return {
    text: page.say(`${held} of ${replications} ${isHeld ? '✓' : '✗'}`),
    paint: (padded) => page.paint(isHeld ? 'green' : ['bold', 'red'], padded),
  };
}

function gate({ gate: judged, replications }: Comparison, page: Page, command: string): string[] {
  if (judged === undefined) return [];
  const failed = failures(judged, replications).flatMap((line) => paragraph(line, page));
  const repeat = judged.held ? [] : ['To repeat it:', `  ${command}`];
  return [
    ...paragraph(gateLine(judged), page).map((line) => page.paint(judged.held ? 'green' : ['bold', 'red'], line)),
    ...failed,
    ...repeat,
  ];
}

function warnings({ variants }: Comparison, page: Page): string[] {
  return variants.flatMap(({ name, warnings, checksHold }) => [
    ...warnings.flatMap((warning) =>
      paragraph(`warning: ${name}: ${warning}`, page).map((line) => page.paint('yellow', line)),
    ),
    ...(checksHold ? [] : paragraph(`DEFECT: an invariant did not hold with ${name}`, page)),
  ]);
}
