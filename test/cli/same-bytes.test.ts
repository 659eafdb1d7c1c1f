/**
 * Same scenario, seed and version: same bytes. Other versions of Node are compared by tools/same-bytes.ts, which CI runs with those that
 * it can install.
 */
import { readFileSync } from 'node:fs';
import test from 'ava';
import packageFile from '../../package.json' with { type: 'json' };
import { loadScenarioFile } from '../../cli/files.ts';
import type { Observation } from '../../records/observation.ts';
import { buildReport } from '../../reports/report.ts';
import { writeJson } from '../../reports/writers/json.ts';
import { play } from '../../sim/experiment/play.ts';
import { withFoundWarmup } from '../../sim/experiment/warmup.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { goldenOf, type Golden } from '../../tools/goldens.ts';
import { firstSeconds, withJit, GOLDENS, LIBRARY, reportsOf, withoutJit } from '../../tools/same-bytes.ts';

const HOW = 'if it is to be so: node tools/goldens.ts, and a line in CHANGELOG.md';
const goldens = JSON.parse(readFileSync(GOLDENS, 'utf8')) as Record<string, Golden>;

test('there is a golden of each scenario of the library', (t) => {
  t.deepEqual(Object.keys(goldens), [...LIBRARY]);
});

// The goldens come from a process for each scenario. Here one process plays all of them, in another order.
for (const file of LIBRARY.toReversed()) {
  test.serial(`${file} gives the bytes of its golden, whatever was played before`, async (t) => {
    const loaded = await loadScenarioFile(file);
    const models = loaded.strategies.map((choice) => compile(loaded, choice));
    const observations: Observation[] = [];
    for (const model of await withFoundWarmup(models)) observations.push(await play(model));
    t.deepEqual(goldenOf(writeJson(buildReport(observations, packageFile.version))), goldens[file], HOW);
  });
}

test.serial('the command line prints these bytes', (t) => {
  const file = 'scenarios/heavy-tail.yaml';
  const [report] = reportsOf(withJit(process.execPath), [file]);
  t.is(goldenOf(report).sha256, goldens[file].sha256, HOW);
});

// The interpreter takes half a second a strategy; tools/same-bytes.ts plays the whole library with it.
test.serial('without the compiler of V8 (node --jitless) the first seconds of two scenarios are the same', (t) => {
  const files = ['scenarios/flash-crowd.yaml', 'scenarios/two-sites.yaml'];
  const compiled = firstSeconds(withJit(process.execPath), files);
  t.deepEqual(firstSeconds(withoutJit(process.execPath), files), compiled);
});
