import type { Comparison } from '../compare/comparison.ts';
import { writeComparisonCsv } from './comparison-csv.ts';
import { writeComparisonJson } from './comparison-json.ts';
import { writeComparisonMarkdown } from './comparison-markdown.ts';
import { writeReportFiles } from './files.ts';
import { writeJunit } from './junit.ts';

/** What a page says beside the comparison. */
export interface ComparisonFilesOptions {
  /** How long it took, for the page alone. */
  pace: string;
  command: string;
}

/**
 * Writes a comparison into a folder: comparison.json, comparison.csv, comparison.md, and junit.xml of a gate. All or none.
 *
 * @throws UserError if the folder cannot be written
 */
export async function writeFolderOfComparison(
  dir: string,
  comparison: Comparison,
  { command }: ComparisonFilesOptions,
): Promise<void> {
  const files = new Map<string, string | Uint8Array>([
    ['comparison.json', writeComparisonJson(comparison)],
    ['comparison.csv', writeComparisonCsv(comparison)],
    ['comparison.md', writeComparisonMarkdown(comparison, command)],
  ]);
  if (comparison.gate !== undefined) files.set('junit.xml', writeJunit(comparison, command));
  await writeReportFiles(dir, files);
}
