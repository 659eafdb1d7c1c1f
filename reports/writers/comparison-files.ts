import { differences, ranking } from '../charts/compared-intervals.ts';
import type { Comparison } from '../compare/comparison.ts';
import { writeComparisonCsv } from './comparison-csv.ts';
import { writeComparisonHtml, type PageNotes } from './comparison-html.ts';
import { writeComparisonJson } from './comparison-json.ts';
import { writeComparisonMarkdown } from './comparison-markdown.ts';
import { drawAll, writeReportFiles } from './files.ts';
import { writeJunit } from './junit.ts';

/**
 * Writes a comparison into a folder, which is made if it is not there: index.html, comparison.json, comparison.csv, comparison.md,
 * junit.xml of a gate, and each chart. All or none.
 *
 * @throws UserError if the folder cannot be written
 */
export async function writeFolderOfComparison(dir: string, comparison: Comparison, notes: PageNotes): Promise<void> {
  const files = new Map<string, string | Uint8Array>([
    ['comparison.json', writeComparisonJson(comparison)],
    ['comparison.csv', writeComparisonCsv(comparison)],
    ['comparison.md', writeComparisonMarkdown(comparison, notes.command)],
  ]);
  if (comparison.gate !== undefined) files.set('junit.xml', writeJunit(comparison, notes.command));
  const charts = [ranking(comparison), ...(comparison.variants.length > 1 ? [differences(comparison)] : [])];
  files.set('index.html', writeComparisonHtml(comparison, await drawAll(charts, files), notes));
  await writeReportFiles(dir, files);
}
