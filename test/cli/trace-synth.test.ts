import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readTraceFile } from '../../records/formats/trace-file.ts';
import { temporaryFolder } from '../records/files.ts';
import { steelyard } from './steelyard.ts';

const SCENARIO = `duration: 1m
clients:
  shoppers:
    arrivals: {process: poisson, rate: 40/s}
    mix:
      browse: {share: 70%, demand: {exponential: 5ms}, bytes: {out: 20kB}}
      buy: {share: 30%, demand: 9ms}
  robots:
    arrivals: {process: constant, rate: 10/s}
    demand: 1ms
    wait: 2ms
servers:
  web: {count: 2}
`;

test('what was written is said, with the classes, and changes are heard', async (t) => {
  const folder = temporaryFolder(t);
  const [scenario, out] = [join(folder, 'a.yaml'), join(folder, 'a.trace')];
  writeFileSync(scenario, SCENARIO);
  const { code, stdout, stderr } = await steelyard('trace', 'synth', scenario, '--out', out);
  t.is(code, 0, stderr);
  t.is(stdout, '');
  t.is(
    stderr.replace(out, 'a.trace').replace(/\d+ requests, \d+/, 'N requests, N'),
    `wrote a.trace: N requests, N bytes
  columns  demandNs, waitNs, bytes, class
  class    0 shoppers/browse, 1 shoppers/buy, 2 robots
  to play  arrivals: {process: trace, file: a.trace}
           demand: {column: demandNs, perUnit: 1ns}
`,
  );
  const first = await readTraceFile(out);
  t.is(first.source, 'a.yaml');
  const changed = await steelyard('trace', 'synth', scenario, '--out', out, '--seed', '2', '--set', 'duration=30s');
  t.is(changed.code, 0);
  const second = await readTraceFile(out);
  t.true(second.count < 0.6 * first.count);
  t.notDeepEqual(second.arrivalAt[0], first.arrivalAt[0]);
});

test('what is wrong is told in one line, and nothing is written', async (t) => {
  const folder = temporaryFolder(t);
  const [scenario, out] = [join(folder, 'a.yaml'), join(folder, 'a.trace')];
  writeFileSync(scenario, SCENARIO.replace('process: constant, rate: 10/s', 'process: users, count: 3'));
  const closed = await steelyard('trace', 'synth', scenario, '--out', out);
  t.is(closed.code, 2);
  t.regex(closed.stderr, /a\.yaml: clients robots: users wait for answers, .*\n$/);
  const itself = await steelyard('trace', 'synth', scenario, '--out', scenario);
  t.is(itself.code, 2);
  t.is(itself.stderr, `${scenario}: this is the input itself; give the trace another name\n`);
  const seedless = await steelyard('trace', 'synth', scenario, '--out', out, '--seed', 'x');
  t.regex(seedless.stderr, /^--seed: expected a whole number /);
  t.false(existsSync(out));
});
