import type { Report } from '../report.ts';

/** The report as one JSON document, schema version 1 (docs/report.md). Ends with a line feed. */
export function writeJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
