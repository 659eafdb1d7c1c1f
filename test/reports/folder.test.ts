import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { compile, type TopLevelSpec } from 'vega-lite';
import { UserError } from '../../records/user-error.ts';
import type { Observation } from '../../records/observation.ts';
import { timeAxis } from '../../reports/charts/chart.ts';
import { latencyScale, rateTicks, timeTicks } from '../../reports/charts/axes.ts';
import { chartsOf } from '../../reports/charts/charts.ts';
import { COLOURS } from '../../reports/charts/palette.ts';
import { buildReport } from '../../reports/report.ts';
import { reportFiles, writeFolder } from '../../reports/writers/files.ts';
import { empty, flashCrowd, made, SEVEN } from './observations.ts';

const CHARTS = [
  'in-flight-by-server',
  'latency-by-percentile',
  'latency-over-time',
  'fairness-over-time',
  'requests-over-time',
  'utilization-by-server',
  'work-by-server',
];
const FILES = [
  'index.html',
  'report.csv',
  'report.json',
  'report.md',
  ...CHARTS.flatMap((name) => [`${name}.png`, `${name}.svg`, `${name}.vl.json`]),
].toSorted();

/** Shapes that a report must survive. */
const CASES: Record<string, Observation[]> = {
  'seven strategies': flashCrowd(),
  'twenty strategies': flashCrowd(Array.from({ length: 20 }, (_, index) => `${SEVEN[index % 7]}-${index}`)),
  'no requests': [empty(), empty('least-connections')],
  'all failed': [made({ failures: 1 }).observation],
  'unfinished, interrupted': [
    made({ failures: 0.1, failure: 'unfinished', change: { partial: true, endedAt: 300e9 } }).observation,
  ],
  'one request': [made({ requests: 1 }).observation],
  'hundred servers': [made({ servers: 100 }).observation],
  microseconds: [made({ latency: 4000, windows: 256 }).observation],
};

const charts = (observations: Observation[]) => chartsOf(buildReport(observations, '0.1.0'), observations);

for (const [name, observations] of Object.entries(CASES)) {
  test(`charts: ${name}`, (t) => {
    for (const chart of charts(observations)) {
      for (const layout of [
        { width: 800, isAlone: true },
        { width: 340, isAlone: false },
      ]) {
        t.deepEqual(complaints(chart.spec(layout)), [], chart.name);
      }
      t.regex(chart.sentence, /\.$/);
      t.notRegex(chart.sentence, /undefined|NaN|null|Infinity|∞/);
    }
  });
}

test('the page needs nothing from outside and runs nothing but its own script', async (t) => {
  const html = await page(CASES['seven strategies']);
  t.notRegex(html, /https?:|\/\/[a-z]|url\(|@import/i);
  t.notRegex(html, /<link|<iframe|<object|<img|\son\w+=|javascript:/i);
  t.notRegex(html, /\sstyle=/);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1];
  const hashed = (element: RegExp): string =>
    `'sha256-${createHash('sha256').update(element.exec(html)![1]).digest('base64')}'`;
  const style = hashed(/<style>([^]*?)<\/style>/);
  const script = hashed(/<script type="module">([^]*?)<\/script>/);
  t.is(policy, `default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`);
  t.is(html.match(/<script/g)!.length, 2, 'the script and its data');
});

test('what a scenario says cannot become markup of the page', async (t) => {
  const evil = '"><script>alert(1)</script>&';
  const observation = {
    ...made({ requests: 500 }).observation,
    scenario: evil,
    summary: evil,
    strategy: evil,
    warnings: [evil],
  };
  observation.servers[0].name = evil;
  observation.objectives = [{ text: `p99 < 1s ${evil}`, metric: 'p99', operator: '<', value: 1e9 }];
  for (const [name, content] of await files([observation, { ...observation, strategy: 'b' }])) {
    if (/\.(?:html|svg)$/.test(name)) t.notRegex(content as string, /<script>/, name);
  }
});

test('each colour of a chart has one for dark pages, and no number of a chart is broken', async (t) => {
  const known = new Set(COLOURS.map((colour) => colour.light));
  const html = await page(CASES['twenty strategies']);
  const body = html.slice(html.indexOf('<body>'), html.indexOf('<script type="module">'));
  const used = new Set([...body.matchAll(/(?:fill|stroke)="(#[0-9a-f]+)"/gi)].map((match) => match[1]));
  t.deepEqual(
    [...used].filter((colour) => !known.has(colour)),
    [],
  );
  t.notRegex(body, /NaN|undefined|Infinity/);
});

test('the same report gives the same files', async (t) => {
  t.deepEqual(await files(CASES['seven strategies']), await files(CASES['seven strategies']));
});

test('a folder gets all files, and nothing else stays', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'steelyard-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const folder = join(dir, 'deep', 'report');
  const observations = [made({ requests: 200 }).observation];
  const report = buildReport(observations, '0.1.0');
  await writeFolder(folder, report, observations);
  await writeFolder(folder, report, observations);
  t.deepEqual((await readdir(folder)).toSorted(), FILES);
  t.deepEqual(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')), report);
});

test('a folder that cannot be written gives one clear line', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'steelyard-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  const observations = [empty()];
  const report = buildReport(observations, '0.1.0');
  const file = join(dir, 'file');
  await writeFile(file, '');
  const refused = async (folder: string, reason: RegExp): Promise<void> => {
    const error = await t.throwsAsync(writeFolder(folder, report, observations), {
      instanceOf: UserError,
      message: reason,
    });
    t.is(error.place, folder);
    t.notRegex(error.message, /\n/);
  };
  await refused(file, /there is a file of that name/);
  await refused(join(file, 'report'), /part of the path is a file/);
  await mkdir(join(dir, 'taken', 'index.html'), { recursive: true });
  await refused(join(dir, 'taken'), /a folder stands where a file belongs/);
  await mkdir(join(dir, 'piped'));
  execFileSync('mkfifo', [join(dir, 'piped', 'report.csv')]);
  await refused(join(dir, 'piped'), /report\.csv is there and is no regular file/);
  t.deepEqual(await readdir(join(dir, 'piped')), ['report.csv']);
  t.is((await readdir(join(dir, 'taken'))).filter((name) => name.endsWith('.tmp')).length, 0);
  if (process.getuid?.() === 0) {
    t.log('the superuser may write everywhere: no test of permissions');
    return;
  }
  const closed = join(dir, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o500);
  await refused(join(closed, 'report'), /no permission/);
});

test('axes have a few round ticks within their domain', (t) => {
  t.deepEqual(latencyScale([3, 40], 5).ticks.labels, ['0', '10 ms', '20 ms', '30 ms', '40 ms']);
  t.deepEqual(latencyScale([0.2, 90], 10).ticks.labels, [
    '200 µs',
    '500 µs',
    '1 ms',
    '2 ms',
    '5 ms',
    '10 ms',
    '20 ms',
    '50 ms',
  ]);
  t.deepEqual(latencyScale([5, 4000], 5).ticks.labels, ['10 ms', '100 ms', '1 s']);
  t.deepEqual(latencyScale([], 5).domain, [0, 1]);
  t.deepEqual(timeTicks(60, 600, 4).labels, ['5 min', '10 min']);
  t.deepEqual(timeTicks(0, 45, 5).labels, ['0 s', '10 s', '20 s', '30 s', '40 s']);
  t.deepEqual(ticksOn(30, 300, 140), [30, 300]);
  t.deepEqual(ticksOn(10, 100, 235), [10, 100]);
  t.deepEqual(ticksOn(10, 100, 60), [60]);
  t.deepEqual(ticksOn(30, 300, 235), [120, 240]);
  t.deepEqual(rateTicks(931).values, [0, 500, 1000]);
  t.deepEqual(rateTicks(0).values, [0, 0.5]);
});

const ticksOn = (start: number, end: number, width: number): number[] =>
  timeAxis(start, end, { width, height: 100, columns: 1, gap: 0 }, true).axis.values;

/** What Vega-Lite has to say against a chart. */
function complaints(spec: TopLevelSpec): string[] {
  const heard: string[] = [];
  const hear = (...messages: readonly unknown[]): void => void heard.push(messages.join(' '));
  compile(spec, { logger: { level: hear, error: hear, warn: hear, info: hear, debug: hear } as never });
  return heard;
}

async function page(observations: Observation[]): Promise<string> {
  return (await files(observations)).get('index.html') as string;
}

function files(observations: Observation[]): Promise<Map<string, string | Uint8Array>> {
  return reportFiles(buildReport(observations, '0.1.0'), observations);
}
