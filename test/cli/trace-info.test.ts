import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { writeTraceFile } from '../../records/formats/trace-file.ts';
import type { Trace } from '../../records/trace.ts';
import { temporaryFolder } from '../records/files.ts';
import { traceOf } from '../scenario/scenarios.ts';
import { steelyard } from './steelyard.ts';

const DAY = Array.from({ length: 2000 }, (_, n) => Math.round(86_400e9 * Math.sqrt(n / 2000)));

test('a day on the terminal and as charts', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.trace');
  const trace: Trace = { ...traceOf(DAY), address: new Uint32Array(2000), addresses: [Uint8Array.of(10, 0, 0, 1)] };
  await writeTraceFile(path, trace);
  const picture = join(folder, 'a.svg');
  const { code, stdout } = await steelyard('trace', 'info', path, '--out', picture);
  t.is(code, 0);
  for (const line of stdout.split('\n')) t.true(line.length <= 80, line);
  // The rate goes up in a straight line from 0.
  t.regex(stdout, /^mean rate +▁▁▂▂▂▃▃▃▄▄▄▄▅▅▅▆▆▆▇▇▇▇██ /m);
  t.regex(stdout, /^ +2000 +100 % +10\.0\.0\.1$/m);
  const svg = readFileSync(picture, 'utf8');
  t.regex(svg, /Requests a second over time, in windows of 10 min/);
  t.regex(svg, /exponential of the same mean/);

  const charts = join(folder, 'charts/day');
  const json = await steelyard('trace', 'info', path, '--out', charts, '--format', 'json');
  t.is(json.code, 0);
  t.is(readFileSync(join(charts, 'trace.json'), 'utf8'), json.stdout);
  t.is(JSON.parse(json.stdout).ratePerSByHour.length, 24);
  t.true(existsSync(join(charts, 'arrivals-over-time.svg')) && existsSync(join(charts, 'time-between-arrivals.svg')));
});

test('what cannot be drawn is told in one line, after what can be told', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.trace');
  await writeTraceFile(path, traceOf([0, 0, 0]));
  const { code, stdout, stderr } = await steelyard('trace', 'info', path, '--out', join(folder, 'a.svg'));
  t.is(code, 2);
  t.regex(stdout, /^requests +3$/m);
  t.is(stderr, `${path}: all its requests come at one instant, so there is nothing to draw\n`);
});

test('a place where no chart can be is told in one line', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.trace');
  await writeTraceFile(path, traceOf([0, 1e9, 3e9]));
  for (const out of [path, join(path, 'a.svg')]) {
    const { code, stderr } = await steelyard('trace', 'info', path, '--out', out);
    t.is(code, 2);
    t.is(stderr, `${path}: there can be no folder, because a file is there; choose another one\n`);
  }
});
