import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import test from 'ava';
import { codeOnly, importsOf, lineOf } from './code.ts';
import { projectFiles, type ProjectFile } from './files.ts';

const GROUND = ['strategies', 'records', 'reports/statistics'];
const SIM = ['sim/kernel', 'sim/model', 'sim/scenario', 'sim/experiment'];
const LOWER = [...GROUND, 'records/formats', ...SIM, 'reports'];

/** What each folder may import of ours beside itself. The longest folder that holds a file counts. */
const FLOORS: Record<string, string[]> = {
  strategies: [],
  records: [],
  'records/formats': ['records'],
  'reports/statistics': [],
  sim: [],
  'sim/kernel': GROUND,
  'sim/model': [...GROUND, 'sim/kernel'],
  'sim/scenario': [...GROUND, 'sim/kernel', 'sim/model'],
  'sim/experiment': [...GROUND, 'records/formats', 'sim/kernel', 'sim/model', 'sim/scenario'],
  reports: [...GROUND, 'records/formats'],
  live: LOWER,
  cli: [...LOWER, 'live'],
  bench: [...LOWER, 'live'],
  notebooks: [...LOWER, 'live'],
};

/** Folders that run in a browser as they are. */
const WITHOUT_NODE = ['strategies', 'records', 'reports/statistics', 'sim/kernel', 'sim/model', 'sim/scenario'];

/** What Node has without an import; `process` is also a word of ours, so only its members count. */
const NODE_GLOBAL =
  /(?<![.\w$])(?:(?:Buffer|require|__dirname|__filename)\b(?!\s*\??:)|process\.(?:argv|cwd|env|exit|hrtime|memoryUsage|nextTick|on|platform|std\w+|version))/g;

test('imports run downward only', (t) => {
  t.deepEqual(projectFiles(/\.ts$/).flatMap(upwardImports), []);
});

test('the engine and the ground floor use no Node built-in', (t) => {
  t.deepEqual(projectFiles(/\.ts$/).flatMap(nodeUses), []);
});

test('an upward or sideways import is found', (t) => {
  const found = (path: string, specifier: string): number =>
    upwardImports({ path, text: `import { x } from '${specifier}';` }).length;
  t.is(found('strategies/random.ts', './strategy.ts'), 0);
  t.is(found('strategies/random.ts', '../records/request.ts'), 1);
  t.is(found('records/histogram.ts', './formats/csv.ts'), 1);
  t.is(found('records/formats/csv.ts', '../trace.ts'), 0);
  t.is(found('sim/kernel/heap.ts', '../../reports/statistics/mean.ts'), 0);
  t.is(found('sim/kernel/heap.ts', '../model/server.ts'), 1);
  t.is(found('sim/model/server.ts', '../kernel/heap.ts'), 0);
  t.is(found('sim/model/server.ts', '../scenario/schema.ts'), 1);
  t.is(found('sim/scenario/load.ts', '../experiment/run.ts'), 1);
  t.is(found('sim/experiment/run.ts', '../../reports/writers/json.ts'), 1);
  t.is(found('reports/charts/latency.ts', '../../sim/kernel/clock.ts'), 1);
  t.is(found('reports/writers/html.ts', '../charts/latency.ts'), 0);
  t.is(found('reports/statistics/mean.ts', '../writers/json.ts'), 1);
  t.is(found('live/proxy.ts', '../sim/model/server.ts'), 0);
  t.is(found('live/proxy.ts', '../cli/steelyard.ts'), 1);
  t.is(found('cli/run.ts', '../live/proxy.ts'), 0);
  t.is(found('cli/run.ts', '../bench/bench.ts'), 1);
  t.is(found('cli/run.ts', '../test/reference.ts'), 1);
  t.is(found('cli/run.ts', 'yargs'), 0);
});

test('a Node built-in is found by both of its names, and as a global', (t) => {
  const found = (path: string, text: string): number => nodeUses({ path, text }).length;
  t.is(found('strategies/random.ts', `import { randomInt } from 'node:crypto';`), 1);
  t.is(found('sim/scenario/load.ts', `import fs from 'fs';`), 1);
  t.is(found('sim/kernel/random.ts', `import seedrandom from 'seedrandom';`), 0);
  t.is(found('records/formats/csv.ts', `import fs from 'node:fs';`), 0);
  t.is(found('sim/experiment/pool.ts', `import { Worker } from 'node:worker_threads';`), 0);
  t.is(found('sim/model/server.ts', 'process.hrtime(); Buffer.from(a);'), 2);
  t.is(found('sim/model/clients/arrivals.ts', `if (arrivals.process === 'poisson') process.next();`), 0);
});

/** One line for each import of code that the floors do not allow. */
function upwardImports({ path, text }: ProjectFile): string[] {
  const from = folderOf(path);
  if (from === undefined) return [];
  return importsOf(text)
    .filter(({ specifier }) => specifier.startsWith('.') && specifier.endsWith('.ts'))
    .map(({ specifier, line }) => ({ line, target: posix.join(posix.dirname(path), specifier) }))
    .filter(({ target }) => !mayImport(from, folderOf(target)))
    .map(({ target, line }) => `${path}:${line} imports ${target}, which is not below ${from}/`);
}

function mayImport(from: string, to: string | undefined): boolean {
  return to !== undefined && (to === from || FLOORS[from].includes(to));
}

/** One line for each use of a Node built-in where none may be. */
function nodeUses({ path, text }: ProjectFile): string[] {
  const folder = folderOf(path);
  if (folder === undefined || !WITHOUT_NODE.includes(folder)) return [];
  const imports = importsOf(text).filter(({ specifier }) => isBuiltin(specifier));
  const globals = [...codeOnly(text).matchAll(NODE_GLOBAL)];
  return [
    ...imports.map(({ specifier, line }) => `${path}:${line} imports the Node built-in ${specifier}`),
    ...globals.map((use) => `${path}:${lineOf(text, use.index)} uses the Node built-in ${use[0]}`),
  ];
}

/** The longest folder of the table that holds a file; undefined for test, tools and other folders without a floor. */
function folderOf(path: string): string | undefined {
  return Object.keys(FLOORS)
    .filter((folder) => path.startsWith(`${folder}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}
