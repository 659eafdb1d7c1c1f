import { checksHold, ROUNDING } from '../checks-hold.ts';
import type { Report } from '../report.ts';

/** The invariants of all results together, as one line, and whether they hold. */
export function checksLine({ results }: Report): { text: string; hold: boolean } {
  const checks = results.map((result) => result.checks);
  const worst = (name: 'littlesLawError' | 'littlesLawTriesError' | 'workError'): number =>
    Math.max(...checks.map((check) => check[name]));
  const conserved = checks.every((check) => check.conservation);
  const errors = {
    "Little's law": worst('littlesLawError'),
    "Little's law of tries": worst('littlesLawTriesError'),
    work: worst('workError'),
  };
  const parts = Object.entries(errors).map(([name, error]) => `${name} ${withinText(error)}`);
  return {
    text: [`conservation ${conserved ? 'holds' : 'BROKEN'}`, ...parts].join(', '),
    hold: checks.every(checksHold),
  };
}

function withinText(error: number): string {
  if (error === 0) return 'exact';
  return error <= ROUNDING ? `within ${error.toPrecision(1)}` : `BROKEN by ${error.toPrecision(2)}`;
}
