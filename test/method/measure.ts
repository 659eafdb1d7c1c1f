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
import { heldTogether, LOADS, type Together } from './comparisons.ts';
import { systems } from './systems.ts';

const PAGE = new URL('../../docs/method.md', import.meta.url);
const [BEGIN, END] = ['<!-- measured -->', '<!-- /measured -->'];

const SETS_OF_REPLICATIONS = 3000;
const COMPARISONS = 1000;
const RUNS_OF_COMPARISONS = 5000;
const SEARCHES = 100;

export interface Measured {
  coverage: Coverage[];
  /** Comparisons of a strategy with itself, and how many were called different. */
  comparisons: number;
  different: number;
  power: Power;
  together: Together[];
}

async function measure(): Promise<Measured> {
  const coverage: Coverage[] = [];
  for (const system of await systems()) coverage.push(...oneRunCoverage(system, system.runs));
  coverage.push(...replicationsCoverage(SETS_OF_REPLICATIONS, 10, 5000));
  const different = await nullComparisons(COMPARISONS, 5);
  const power = await foundDifferences(SEARCHES, 0.9);
  const together = LOADS.flatMap((loads) => [5, 10].map((n) => heldTogether(loads, RUNS_OF_COMPARISONS, n)));
  return { coverage, comparisons: COMPARISONS, different, power, together };
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** The part of the page between its marks. */
export function page({ coverage, comparisons, different, power, together }: Measured): string {
  const rows = coverage.map(
    ({ system, requests, figure, runs, given, held }) =>
      `| ${system} | ${requests.toLocaleString('en')} | ${figure} | ${runs.toLocaleString('en')} | ${percent(given, runs)} | ${percent(held, given)} |`,
  );
  const lines = together.map(
    ({ loads: { one, other, requests }, replications, comparisons: count, held, found, differences }) =>
      `| ${one} and ${other} | ${requests.toLocaleString('en')} | ${replications} | ${count.toLocaleString('en')} | ${percent(held, count)} | ${percent(found, differences)} |`,
  );
  return `How many runs (of replications: sets of runs) gave an interval, and how many of these intervals held:

| System | Requests a run | Figure | Runs | Given | Held |
| --- | --: | --- | --: | --: | --: |
${rows.join('\n')}

A strategy compared with itself, with its own random stream and the same requests, was called different in ${percent(different, comparisons)} of
${comparisons.toLocaleString('en')} comparisons. A mean that is 1 % longer takes ${power.replications} pairs of runs of 2,000 requests to be found with a probability of
${percent(power.planned, 1)}, says the formula; with so many it was found in ${percent(power.found, power.trials)} of ${power.trials.toLocaleString('en')} comparisons.

Two M/M/1 on the same draws, compared in mean, p50, p90, p99 and p99.9: how many comparisons had all five intervals hold, which is to be 95 %, and how
many of the differences, all of them real, were called so:

| Loads | Requests a run | Replications | Comparisons | All held | Found |
| --- | --: | --: | --: | --: | --: |
${lines.join('\n')}`;
}

/** Puts the part between the marks of the page. */
export function write(part: string): void {
  const text = readFileSync(PAGE, 'utf8');
  const [before, after] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  writeFileSync(PAGE, `${text.slice(0, before)}\n\n${part}\n\n${text.slice(after)}`);
}

if (import.meta.main) write(page(await measure()));
