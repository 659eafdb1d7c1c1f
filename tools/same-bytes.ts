/**
 * Same bytes everywhere: plays the library with each Node binary that is named, and compares what `--format json` prints with
 * test/goldens/library.json.
 *
 *     node tools/same-bytes.ts NODE...
 *
 * Each binary plays the whole library in one process, and once more without its compiler (--jitless), which takes so long that
 * it plays the first seconds of each scenario only: they are compared with those of the Node that runs this.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Where tools/goldens.ts keeps what the library gives. */
export const GOLDENS: string = join(ROOT, 'test/goldens/library.json');

/** Files of the library. */
export const LIBRARY: readonly string[] = readdirSync(join(ROOT, 'scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => `scenarios/${name}`);

/** Enough of each scenario for every stream and every strategy to be used. */
const FIRST_SECONDS = ['--set', 'duration=5s', '--set', 'warmup=0s'];

/** The JSON report of each file, in their order, as a process of its own that plays only this one would print it. */
export function reportsOf(
  command: readonly string[],
  files: readonly string[],
  more: readonly string[] = [],
): string[] {
  const [node = process.execPath, ...start] = command;
  const args = [...start, 'run', ...files, '--format', 'json', ...more];
  const { stdout, stderr, status } = spawnSync(node, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 30 });
  // 1: some objectives do not hold, as in most scenarios of the library.
  if (status !== 0 && status !== 1) throw new Error(`${[node, ...args].join(' ')}\n${stderr}`);
  if (files.length === 1) return [stdout];
  return (JSON.parse(stdout) as object[]).map((report) => `${JSON.stringify(report, null, 2)}\n`);
}

/** The command line with this Node. */
export const withJit = (node: string): string[] => [node, 'bin/steelyard.js'];

/** The same without V8's compiler. */
export const withoutJit = (node: string): string[] => [node, '--jitless', 'bin/steelyard.js'];

/** Of each file the reports of its first seconds. */
export const firstSeconds = (command: readonly string[], files: readonly string[] = LIBRARY): string[] =>
  reportsOf(command, files, FIRST_SECONDS);

/** SHA-256 of a report. */
export const hashOf = (report: string): string => createHash('sha256').update(report).digest('hex');

const told = (wrong: readonly string[]): string =>
  wrong.length === 0 ? 'same bytes' : `OTHER BYTES: ${wrong.join(', ')}`;

/** Whether `node` gives the goldens' hashes, and without its compiler the first seconds as `expected`. */
function compare(node: string, goldens: Record<string, { sha256: string }>, expected: readonly string[]): boolean {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const hashes = reportsOf(withJit(node), LIBRARY).map(hashOf);
  const wrong = LIBRARY.filter((file, index) => goldens[file]?.sha256 !== hashes[index]);
  const interpreted = firstSeconds(withoutJit(node));
  const wrongInterpreted = LIBRARY.filter((_, index) => interpreted[index] !== expected[index]);
  console.log(`${version}: ${told(wrong)}; without its compiler: ${told(wrongInterpreted)}`);
  return wrong.length + wrongInterpreted.length === 0;
}

if (import.meta.main) {
  const [nodes, self] = [process.argv.slice(2), process.execPath];
  const goldens = JSON.parse(readFileSync(GOLDENS, 'utf8')) as Record<string, { sha256: string }>;
  const expected = firstSeconds(withJit(self));
  const right = (nodes.length === 0 ? [self] : nodes).map((node) => compare(node, goldens, expected));
  if (right.includes(false)) process.exitCode = 1;
}
