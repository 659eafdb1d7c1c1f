/**
 * Measures the method at full size and writes what it found into docs/method.md: `npm run method`, some ten minutes. The figures are the same
 * each time, since seeds are fixed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  foundDifferences,
  nullComparisons,
  oneRunCoverage,
  replicationsCoverage,
  type Coverage,
  type Power,
} from './coverage.ts';
import { systems } from './systems.ts';

const PAGE = new URL('../../docs/method.md', import.meta.url);
const [BEGIN, END] = ['<!-- measured -->', '<!-- /measured -->'];

const SETS_OF_REPLICATIONS = 3000;
const COMPARISONS = 1000;
const SEARCHES = 100;

export interface Measured {
  coverage: Coverage[];
  /** Comparisons of a strategy with itself, and how many were called different. */
  comparisons: number;
  different: number;
  power: Power;
}

async function measure(): Promise<Measured> {
  const coverage: Coverage[] = [];
  for (const system of await systems()) coverage.push(...oneRunCoverage(system, system.runs));
  coverage.push(...replicationsCoverage(SETS_OF_REPLICATIONS, 10, 5000));
  const different = await nullComparisons(COMPARISONS, 5);
  return { coverage, comparisons: COMPARISONS, different, power: await foundDifferences(SEARCHES, 0.9) };
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** The part of the page between its marks. */
export function page({ coverage, comparisons, different, power }: Measured): string {
  const rows = coverage.map(
    ({ system, requests, figure, runs, given, held }) =>
      `| ${system} | ${requests.toLocaleString('en')} | ${figure} | ${runs.toLocaleString('en')} | ${percent(given, runs)} | ${percent(held, given)} |`,
  );
  return `How many runs (of replications: sets of runs) gave an interval, and how many of these intervals held:

| System | Requests a run | Figure | Runs | Given | Held |
| --- | --: | --- | --: | --: | --: |
${rows.join('\n')}

A strategy compared with itself, with its own random stream and the same requests, was called different in ${percent(different, comparisons)} of
${comparisons.toLocaleString('en')} comparisons. A mean that is 1 % longer takes ${power.replications} pairs of runs of 2,000 requests to be found with a probability of
${percent(power.planned, 1)}, says the formula; with so many it was found in ${percent(power.found, power.trials)} of ${power.trials.toLocaleString('en')} comparisons.`;
}

/** Puts the part between the marks of the page. */
export function write(part: string): void {
  const text = readFileSync(PAGE, 'utf8');
  const [before, after] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  writeFileSync(PAGE, `${text.slice(0, before)}\n\n${part}\n\n${text.slice(after)}`);
}

if (import.meta.main) write(page(await measure()));
