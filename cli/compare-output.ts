/** What `steelyard compare` gives: text on standard output, and a folder. */
import { join } from 'node:path';
import type { Comparison } from '../reports/compare/comparison.ts';
import { hasColour, hasUnicode, terminalWidth } from './terminal.ts';

export const COMPARE_FORMATS = ['text', 'json', 'csv', 'markdown', 'junit', 'github'] as const;
export type CompareFormat = (typeof COMPARE_FORMATS)[number];

export interface CompareOutput {
  format: CompareFormat;
  /** What repeats it. */
  command: string;
  /** The first scenario file. */
  file: string;
}

export async function formattedComparison(
  comparison: Comparison,
  { format, command, file }: CompareOutput,
): Promise<string> {
  switch (format) {
    case 'json': {
      const { writeComparisonJson } = await import('../reports/writers/comparison-json.ts');
      return writeComparisonJson(comparison);
    }
    case 'csv': {
      const { writeComparisonCsv } = await import('../reports/writers/comparison-csv.ts');
      return writeComparisonCsv(comparison);
    }
    case 'markdown': {
      const { writeComparisonMarkdown } = await import('../reports/writers/comparison-markdown.ts');
      return writeComparisonMarkdown(comparison, command);
    }
    case 'junit': {
      const { writeJunit } = await import('../reports/writers/junit.ts');
      return writeJunit(comparison, command);
    }
    case 'github': {
      const { writeAnnotations } = await import('../reports/writers/github-annotations.ts');
      return writeAnnotations(comparison, { command, file });
    }
    case 'text': {
      const { writeComparisonText } = await import('../reports/writers/comparison-text.ts');
      const options = { colour: hasColour(), unicode: hasUnicode(), width: terminalWidth() };
      return writeComparisonText(comparison, options, command);
    }
  }
}

/** Writes the folder of a comparison. */
export async function writeComparisonFolder(
  out: string,
  comparison: Comparison,
  { pace, command }: { pace: string; command: string },
): Promise<void> {
  const { writeFolderOfComparison } = await import('../reports/writers/comparison-files.ts');
  await writeFolderOfComparison(out, comparison, { pace, command });
  process.stderr.write(`comparison: ${join(out, 'index.html')}\n`);
}
