/** docs/validation.md below its heading `Figures`, from figures.json, which keeps what was seen last of each entry. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { REPLICATIONS } from '../theory/estimate.ts';
import { JOINT_ERROR, MOST_INTERVALS } from '../theory/forms/index.ts';
import { charts } from './charts.ts';
import { slugOf, type Entry, type Result, type Row } from './entry.ts';
import { digits, errorOf, intervalOf } from './figures.ts';
import { mutants } from './mutants.ts';
import { entries, sections, type Section } from './sections.ts';

export type Results = Record<string, Result>;

const PAGE = new URL('../../docs/validation.md', import.meta.url);
const IMAGES = new URL('../../docs/images/validation/', import.meta.url);
const FIGURES = new URL('goldens/figures.json', import.meta.url);
const HEADING = '## Figures\n';

export function readResults(): Results {
  return JSON.parse(readFileSync(FIGURES, 'utf8')) as Results;
}

/** Writes the file of figures: of the entries that there are, in the order of the page. */
export function keepResults(results: Results): void {
  const kept = Object.fromEntries(entries.flatMap(({ name }) => (name in results ? [[name, results[name]]] : [])));
  writeFileSync(FIGURES, `${JSON.stringify(kept, null, 1)}\n`);
}

/** Writes the page and its charts. */
export async function writePage(results: Results): Promise<void> {
  writeFileSync(PAGE, pageOf(readFileSync(PAGE, 'utf8'), results));
  execFileSync('npx', ['oxfmt', fileURLToPath(PAGE)]);
  mkdirSync(IMAGES, { recursive: true });
  for (const { name, draw } of charts) writeFileSync(new URL(`${name}.svg`, IMAGES), await draw(results));
}

/** The page with its figures anew. */
export function pageOf(text: string, results: Results): string {
  const above = text.slice(0, text.indexOf(HEADING) + HEADING.length);
  const parts = [
    summary(results),
    ...charts.map(({ name, caption }) => `![${caption}](images/validation/${name}.svg)`),
    ...sections.map((section) => table(section, results)),
    faultsTable(),
  ];
  return `${above}\n${parts.join('\n\n')}\n`;
}

function summary(results: Results): string {
  const all = Object.values(results);
  const rows = all.flatMap(({ rows }) => rows);
  const intervals = rows.filter(({ halfWidth }) => halfWidth !== undefined).length;
  const sum = (of: (result: Result) => number) => all.reduce((total, result) => total + of(result), 0);
  const error = Math.max(...all.map(({ invariantError = 0 }) => invariantError));
  return `${all.length} lines with ${rows.length} figures, ${intervals} of them with an interval, of ${sum(({ runs = 0 }) => runs)} runs with ${(sum(({ requests }) => requests) / 1e6).toFixed(0)} million requests. Not as expected: ${sum(({ faults }) => faults.length)}. All intervals together hold with ${100 * (1 - JOINT_ERROR)} % (each with 1 - ${JOINT_ERROR}/${MOST_INTERVALS}), over ${REPLICATIONS} replications with the seeds 1 to ${REPLICATIONS}. In all of these runs no request was lost or made up, and the largest relative error of Little's law, for requests and for tries, and of the work done is ${error.toExponential(1)}.

\`npm run validate -- NAME\`, with the last column of a line, plays that line alone and gives the same figures again; without a name it plays all. A figure marked ≤ or ≥ is a bound, and the whole interval must be on its side.`;
}

function table({ title, entries: lines }: Section, results: Results): string {
  const rows = lines.flatMap((line) => (line.name in results ? rowsOf(line, results[line.name]) : []));
  return `### ${title}

| What | Figure | Expected | Seen | Interval | Error | Requests | NAME |
| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |
${rows.join('\n')}`;
}

function rowsOf({ name }: Entry, { rows, requests }: Result): string[] {
  return rows.map((row, i) => {
    const [called, played, slug] = i === 0 ? [name, millions(requests), `\`${slugOf(name)}\``] : ['', '', ''];
    const cells = [called, row.what, expectedOf(row), digits(row.seen), intervalOf(row), errorOf(row), played, slug];
    return `| ${cells.join(' | ')} |`;
  });
}

const SIGNS = { 'at most': '≤ ', 'at least': '≥ ' };

const expectedOf = ({ expected, is }: Row): string => (is === undefined ? '' : SIGNS[is]) + digits(expected);

const millions = (requests: number): string =>
  requests === 0 ? '' : `${(requests / 1e6).toFixed(requests < 1e6 ? 2 : 1)} M`;

function faultsTable(): string {
  const rows = mutants.map(({ fault, file, caughtBy }) => `| ${fault} | \`${file}\` | ${caughtBy.join('; ')} |`);
  return `## What would be found

Each of these faults was put into a copy of the sources, one at a time, and the lines named went red. \`node test/validation/mutate.ts\` does it again; \`npm test\` does it with some of them.

| Fault | Where | Caught by |
| --- | --- | --- |
${rows.join('\n')}`;
}
