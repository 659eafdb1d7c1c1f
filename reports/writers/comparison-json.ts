import type { Comparison } from '../compare/comparison.ts';

/** The comparison as JSON: no time, no machine, so the same comparison gives the same bytes. */
export function writeComparisonJson(comparison: Comparison): string {
  return `${JSON.stringify(comparison, null, 2)}\n`;
}
