import type { Report } from '../report.ts';
import { count, listed, timeSpan } from './format.ts';
import { areReplicated, BOUND, resultTable, someFailed } from './table.ts';

/** What was measured: requests and time. */
export function scope(report: Report): string {
  const arrived = report.results.map((result) => result.requests.arrived);
  const [least, most] = [Math.min(...arrived), Math.max(...arrived)];
  const requests = least === most ? count(least) : `${count(least)} to ${count(most)}`;
  const each = report.results.length > 1 ? ' for each strategy' : '';
  const by = report.warmupMethod === undefined ? '' : ` (found by ${report.warmupMethod})`;
  const warmup = report.warmupS > 0 ? ` after a warmup of ${timeSpan(report.warmupS)}${by}` : '';
  const replications = Math.max(...report.results.map((result) => result.replications));
  const runs = replications === 1 ? '' : `${count(replications)} replications of `;
  return `${requests} ${most === 1 ? 'request' : 'requests'}${each} in ${runs}${timeSpan(report.durationS - report.warmupS)}${warmup}.`;
}

/** How the table of results is to be read; `best` says how the best values are marked. */
export function legend(report: Report, best: string): string {
  const table = resultTable(report);
  const cells = table.columns.flatMap((column) => column.cells);
  const split = someFailed(report.results);
  const parts = [
    `Latency in ${table.latencyUnit}${split ? ': mean of requests that succeeded, percentiles of all' : ''}`,
  ];
  if (areReplicated(report.results)) parts.push('± 95 % confidence of the mean');
  if (cells.some((cell) => cell.text === '∞')) parts.push('∞ a failure');
  if (cells.some((cell) => cell.text.startsWith(BOUND))) parts.push('≥ some requests had not finished');
  if (cells.some((cell) => cell.isBest)) parts.push(best);
  if (report.results.some((result) => result.partial)) parts.push('(partial) interrupted, this is what was known then');
  return `${parts.join('; ')}.`;
}

/** The warnings of all results, each once, with the names of its strategies unless it is of all. */
export function warningLines({ results }: Report): string[] {
  const all = [...new Set(results.flatMap((result) => result.warnings))];
  return all.map((warning) => {
    const names = results.filter((result) => result.warnings.includes(warning)).map((result) => result.strategy);
    return names.length === results.length ? warning : `${listed(names)}: ${warning}`;
  });
}
