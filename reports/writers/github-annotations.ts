import type { Comparison } from '../compare/comparison.ts';
import { failures, gateLine } from '../compare/gate-words.ts';

/**
 * What a gate found as GitHub annotations, a line each: an error for each failure, else a notice. As GitHub's "Workflow commands for
 * GitHub Actions" has them.
 */
export function writeAnnotations(
  { gate, replications, scenario }: Comparison,
  { command, file }: { command: string; file: string },
): string {
  if (gate === undefined) return '';
  const place = `file=${property(file)},title=${property(`steelyard: ${scenario}`)}`;
  const lines = gate.held
    ? [`::notice ${place}::${data(gateLine(gate))}`]
    : failures(gate, replications).map((line) => `::error ${place}::${data(`${line}\nTo repeat it: ${command}`)}`);
  return `${lines.join('\n')}\n`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
