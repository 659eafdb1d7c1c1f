/**
 * Writes test/goldens/library.json anew: for each scenario of the library the hash of what `--format json` prints, and the main
 * figures, in which a change can be reviewed. Each scenario has a process of its own.
 *
 *     node tools/goldens.ts
 */
import { writeFileSync } from 'node:fs';
import type { Report, Result } from '../reports/report.ts';
import { withJit, GOLDENS, hashOf, LIBRARY, reportsOf } from './same-bytes.ts';

/** What the goldens say of one scenario. */
export interface Golden {
  sha256: string;
  /** By strategy. */
  figures: Record<string, string>;
}

/** The golden of a report, as text of JSON. */
export function goldenOf(text: string): Golden {
  const { results } = JSON.parse(text) as Report;
  return {
    sha256: hashOf(text),
    figures: Object.fromEntries(results.map((result) => [result.strategy, figuresOf(result)])),
  };
}

function figuresOf({ requests, latencyMs, latencyAllMs, utilization, fairness }: Result): string {
  const { arrived, tries, ...outcomes } = requests;
  const counts = Object.entries({ tries, ...outcomes }).filter(([, count]) => count > 0);
  const figures = {
    mean: latencyMs.mean,
    p50: latencyAllMs.p50,
    p99: latencyAllMs.p99,
    max: latencyMs.max,
    utilization,
    jain: fairness.jain,
  };
  const shown = Object.entries(figures).map(
    ([name, value]) => `${name} ${value === null ? '-' : value.toPrecision(5)}`,
  );
  return [`${arrived} arrived`, ...counts.map(([name, count]) => `${count} ${name}`), ...shown].join(', ');
}

if (import.meta.main) {
  const goldens = LIBRARY.map((file) => {
    const [report = ''] = reportsOf(withJit(process.execPath), [file]);
    return [file, goldenOf(report)];
  });
  writeFileSync(GOLDENS, `${JSON.stringify(Object.fromEntries(goldens), null, 2)}\n`);
}
