/**
 * Plays what the simulator is held to and writes docs/validation.md and its charts. Ends with 1 if anything is not as expected.
 *
 *     npm run validate                          # all of it, on all cores
 *     npm run validate -- m-m-1-rho-0.9         # one line of the page, or several
 *     npm run validate -- --reduced             # short runs; the page stays as it is
 */
import { availableParallelism } from 'node:os';
import type { Size } from '../theory/estimate.ts';
import { slugOf, type Row } from './entry.ts';
import { digits, intervalOf } from './figures.ts';
import { keepResults, readResults, writePage } from './page.ts';
import { entries, entryOf } from './sections.ts';
import { playInThread, WORKER } from './threads.ts';

const names = process.argv.slice(2);
const size: Size = names.includes('--reduced') ? 'reduced' : 'full';
const asked = names.filter((name) => name !== '--reduced').map((name) => entryOf(name).name);
const queue = asked.length > 0 ? asked : entries.map(({ name }) => name);
const results = size === 'full' ? readResults() : {};

let faults = 0;
await Promise.all(Array.from({ length: availableParallelism() }, playNext));
if (size === 'full') await writePage(results);
process.stdout.write(`${faults} faults\n`);
process.exitCode = faults === 0 ? 0 : 1;

async function playNext(): Promise<void> {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const result = await playInThread(WORKER, name, size);
    faults += result.faults.length;
    const lines = [...result.rows.map(lineOf), ...result.faults.map((fault) => `FAULT ${fault}`)];
    process.stdout.write(`${name} (${slugOf(name)})\n${lines.map((line) => `  ${line}\n`).join('')}`);
    results[name] = result;
    // After each, so that an interruption loses nothing.
    if (size === 'full') keepResults(results);
  }
}

function lineOf(row: Row): string {
  return `${row.what}: ${row.is ?? ''} ${digits(row.expected)}, seen ${digits(row.seen)} ${intervalOf(row)}`;
}
