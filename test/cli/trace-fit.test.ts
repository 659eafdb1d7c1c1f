import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { writeTraceFile } from '../../records/formats/trace-file.ts';
import type { Trace } from '../../records/trace.ts';
import { temporaryFolder } from '../records/files.ts';
import { traceOf } from '../scenario/scenarios.ts';
import { ROOT, steelyard } from './steelyard.ts';

const SCENARIO = `duration: 20m
clients:
  shoppers:
    arrivals: {process: gamma, rate: 30/s, cv: 2}
    demand: {lognormal: {mean: 20ms, cv: 1.5}}
servers:
  web: {count: 2}
`;
const SHARED = join(ROOT, '../shared/traces');

async function write(t: ExecutionContext, trace: Trace): Promise<string> {
  const path = join(temporaryFolder(t), 'a.trace');
  await writeTraceFile(path, trace);
  return path;
}

test('the trace of a scenario gives that scenario back, which plays', async (t) => {
  const folder = temporaryFolder(t);
  const [scenario, trace, out] = ['a.yaml', 'a.trace', 'fitted.yaml'].map((name) => join(folder, name));
  writeFileSync(scenario, SCENARIO);
  const made = await steelyard('trace', 'synth', scenario, '--out', trace);
  t.is(made.code, 0, made.stderr);
  t.regex(made.stderr, /^wrote .*a\.trace: \d+ requests, \d+ bytes\n {2}columns {2}demandNs\n/);

  const printed = await steelyard('trace', 'fit', trace, '--column', 'demandNs', '--mean', '20ms');
  t.is(printed.code, 0, printed.stderr);
  t.regex(printed.stdout, /^# Arrivals: good\. /m);
  t.regex(printed.stdout, /^# Demand: good\. /m);
  t.regex(printed.stdout, /^ {6}process: gamma\n {6}rate: (?:29|30)\S*\/s\n {6}cv: (?:1\.9|2)\d*$/m);
  t.regex(printed.stdout, /^ {4}demand: \{ lognormal: \{ mean: 20ms, cv: 1\.[45]\d* \} \}$/m);

  const written = await steelyard('trace', 'fit', trace, '--column', 'demandNs', '--mean', '20ms', '--out', out);
  t.is(written.code, 0, written.stderr);
  t.is(written.stderr, `wrote ${out}; play it with: steelyard run ${out}\n`);
  t.is(readFileSync(out, 'utf8'), printed.stdout.replace(trace, 'a.trace'));
  for (const line of written.stdout.split('\n')) t.true(line.length <= 78, line);
  const played = await steelyard('run', out, '--set', 'duration=20s', '--format', 'json');
  t.is(played.code, 0, played.stderr);

  const again = await steelyard('trace', 'fit', trace, '--column', 'demandNs', '--out', out);
  t.is(again.code, 2);
  t.is(again.stderr, `${out}: it is there already, and stays as it is; name another file\n`);
  // What stands in its comments plays too.
  const recorded = readFileSync(out, 'utf8')
    .replace(/^ {4}arrivals:\n(?: {6}.*\n)+/m, '')
    .replace(/^ {4}demand: .*\n/m, '')
    .replaceAll(/^ {4}# (arrivals|demand): /gm, '    $1: ');
  writeFileSync(out, recorded);
  const checked = await steelyard('check', out);
  t.is(checked.code, 0, checked.stderr);
});

test('names of traces and columns rule neither the comments nor the file', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a": #\n\u001B[31m.trace');
  const column = 'true: "x"\n# y';
  await writeTraceFile(
    path,
    traceOf(
      Array.from({ length: 300 }, (_, n) => n * 1e9),
      { [column]: Array(300).fill(7) },
    ),
  );
  const { code, stdout, stderr } = await steelyard('trace', 'fit', path, '--column', column);
  t.is(code, 0, stderr);
  t.false(stdout.includes('\u001B'));
  const out = join(folder, 'a.yaml');
  writeFileSync(out, stdout);
  t.is((await steelyard('check', out)).code, 0);
});

test('what is wrong is told in one line', async (t) => {
  const evenly = Array.from({ length: 200 }, (_, n) => n * 1e9);
  const single = await write(t, traceOf([0], { n: [1] }));
  const instant = await write(
    t,
    traceOf(
      evenly.map(() => 0),
      { n: evenly },
    ),
  );
  const bare = await write(t, traceOf(evenly));
  const sizeless = await write(t, traceOf(evenly, { bytes: evenly, tokens: evenly }));
  const instead = 'play it as it is, with process: trace';
  const wrong: [string[], string][] = [
    [[single, '--column', 'n'], `${single}: it has a single request, and a fit needs 100; ${instead}`],
    [
      [instant, '--column', 'n'],
      `${instant}: all its requests come at one instant, so there is no rate to fit; ${instead}`,
    ],
    [[bare], `${bare}: it has no numeric column, so nothing tells how much requests ask`],
    [[sizeless], `${sizeless}: it has no sizes; say with --column which column tells demand: bytes or tokens`],
    [[sizeless, '--column', 'byte'], '--column: the trace has no column "byte"; did you mean "bytes"?'],
    [[sizeless, '--mean', '20'], '--mean: expected a duration with its unit, such as 20ms; got "20"'],
    [[sizeless, '--mean', '0s'], '--mean: expected a mean demand above 0'],
    [[sizeless, '--column', 'bytes', '--out', join(bare, 'x.yaml')], `${join(bare, 'x.yaml')}: no such folder`],
  ];
  for (const [args, said] of wrong) {
    const { code, stdout, stderr } = await steelyard('trace', 'fit', ...args);
    t.deepEqual({ code, stdout, stderr }, { code: 2, stdout: '', stderr: `${said}\n` });
  }
});

/** What is said of real traces; without them the test passes and says that it was skipped. */
for (const [name, arrivals] of [
  ['AzureLLMInferenceTrace_conv', 'rough'],
  ['AzureLLMInferenceTrace_code', 'poor'],
] as const) {
  test(`${name}: ${arrivals} arrivals, and demand that no family has`, async (t) => {
    const log = join(SHARED, `${name}.csv`);
    if (!existsSync(log)) {
      t.log(`skipped: ../shared/traces/${name}.csv is not there`);
      t.pass();
      return;
    }
    const folder = temporaryFolder(t);
    const [trace, out] = [join(folder, 'a.trace'), join(folder, 'a.yaml')];
    t.is((await steelyard('trace', 'import', log, '--out', trace)).code, 0);
    const { code, stdout } = await steelyard('trace', 'fit', trace, '--column', 'ContextTokens', '--out', out);
    t.is(code, 0);
    t.regex(stdout, new RegExp(`^Arrivals: ${arrivals}\\. `, 'm'));
    t.regex(stdout, /^Demand: poor\. /m);
    t.regex(stdout, /use process: trace instead/);
    t.is((await steelyard('check', out)).code, 0);
  });
}
