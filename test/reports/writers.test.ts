import { readFileSync, writeFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'csv-parse/sync';
import type { Observation } from '../../records/observation.ts';
import { buildReport, type Report } from '../../reports/report.ts';
import { writeCsv } from '../../reports/writers/csv.ts';
import { latency, percentDown, shortened, threeDigits, timeSpan } from '../../reports/writers/format.ts';
import { writeJson } from '../../reports/writers/json.ts';
import { writeMarkdown } from '../../reports/writers/markdown.ts';
import { writeText } from '../../reports/writers/text.ts';
import { addRequest, empty, flashCrowd, made } from './observations.ts';

const PIPE = { colour: false, unicode: true, width: 80 };

test('goldens of a small report', (t) => {
  const observations = small();
  const report = buildReport(observations, '0.1.0');
  golden(t, 'report.json', writeJson(report));
  golden(t, 'report.csv', writeCsv(report));
  golden(t, 'report.md', writeMarkdown(report));
  golden(t, 'report.txt', writeText(report, observations, PIPE));
});

test('the JSON has the keys that checks from outside rely on', (t) => {
  const report = JSON.parse(writeJson(buildReport(small(), '0.1.0'))) as Report;
  t.is(report.schemaVersion, 1);
  t.like(report, { steelyard: '0.1.0', scenario: 'small', seed: 3 });
  const result = report.results[0];
  const keys: [object, string][] = [
    [result, 'strategy replications requests latencyMs latencyAllMs throughputPerS fairness availability servers'],
    [result, 'balancers objectives checks'],
    [result.requests, 'arrived succeeded failed timedOut refused blocked unfinished tries'],
    [result.latencyMs, 'mean p50 p90 p95 p99 p999 max ci95'],
    [result.latencyAllMs, 'p50 p90 p95 p99 p999'],
    [result.latencyMs.ci95, 'mean p99'],
    [result.fairness, 'jain maxOverMean'],
    [result.availability, 'requests time'],
    [result.servers[0], 'name tries utilization inFlightMean uptime'],
    [result.balancers[0], 'name dispatches'],
    [result.objectives[0], 'objective observed held'],
    [result.checks, 'conservation littlesLawError workError'],
  ];
  for (const [object, names] of keys) for (const name of names.split(' ')) t.true(name in object, name);
});

test('CSV is read back as it was written', (t) => {
  const report = buildReport([...flashCrowd(['a,b', 'say "hi"']), empty('=1+1')], '0.1.0');
  const rows: Record<string, string>[] = parse(writeCsv(report), { columns: true });
  t.is(rows.length, 3);
  rows.forEach((row, index) => {
    const result = report.results[index];
    t.is(row['requests.arrived'], String(result.requests.arrived));
    t.is(row['latencyMs.p99'], result.latencyMs.p99 === null ? '' : String(result.latencyMs.p99));
    t.is(row['latencyAllMs.p999'], result.latencyAllMs.p999 === null ? '' : String(result.latencyAllMs.p999));
    t.is(row['checks.conservation'], 'true');
  });
  // A spreadsheet must not take a name for a formula.
  t.deepEqual(
    rows.map((row) => row['strategy']),
    ['a,b', 'say "hi"', "'=1+1"],
  );
});

test('what a scenario says cannot write escape codes or markup', (t) => {
  const observation: Observation = {
    ...made().observation,
    scenario: 'a\u001B[31mb',
    summary: '<b>x</b> | `y`\nz',
    strategy: '\u001B[2J|`evil`',
    warnings: ['<img>\u0007'],
  };
  const report = buildReport([observation], '0.1.0');
  t.notRegex(writeText(report, [observation], PIPE), /(?!\n)\p{Cc}/u);
  const markdown = writeMarkdown(report);
  t.notRegex(markdown, /(?<!\\)</);
  t.is(markdown.match(/^\|.*$/gm)!.length, 3);
});

test('numbers read well', (t) => {
  t.deepEqual([0, 0.01234, 1.2, 12.34, 999.4, 999.6, 1234567].map(threeDigits), [
    '0',
    '0.0123',
    '1.20',
    '12.3',
    '999',
    '1,000',
    '1,234,567',
  ]);
  t.deepEqual([0.85, 12.34, 999.4, 999.6, 61_000].map(latency), ['850 µs', '12.3 ms', '999 ms', '1.00 s', '61.0 s']);
  t.deepEqual([0, 0.9995, 0.99999, 1].map(percentDown), ['0', '99.95', '99.99', '100']);
  t.deepEqual([0, 45, 60, 90, 540, 3600, 7265].map(timeSpan), [
    '0 s',
    '45 s',
    '1 min',
    '1 min 30 s',
    '9 min',
    '1 h',
    '2 h 1 min 5 s',
  ]);
  t.deepEqual([shortened('abcdefgh', 8), shortened('abcdefghi', 8)], ['abcdefgh', 'abcd…ghi']);
});

/** Two strategies, 100 requests each of 1 to 100 ms; one fails two. Small enough to check by hand. */
function small(): Observation[] {
  const [first, second] = ['round-robin', 'least-connections'].map((strategy) => {
    const observation = empty(strategy, 2, 2);
    Object.assign(observation, { scenario: 'small', summary: 'A hundred requests.', seed: 3 });
    observation.objectives = [
      { text: 'p99 < 100ms', metric: 'p99', operator: '<', value: 100e6 },
      { text: 'availability >= 98%', metric: 'availability', operator: '>=', value: 0.98 },
    ];
    observation.servers.forEach((server, index) =>
      Object.assign(server, { tries: 50, work: (index + 1) * 54e9, price: 0.1 }),
    );
    observation.checks.littlesLawError = 3e-16;
    return observation;
  });
  for (let id = 1; id <= 100; id++) {
    addRequest(first, id % 2, id > 98 ? 'timedOut' : 'succeeded', id * 1e6);
    addRequest(second, id % 2, 'succeeded', id * 0.9e6);
  }
  return [first, second];
}

/** Compares with a stored file. UPDATE_GOLDENS=1 stores what is new: look at the difference before it is committed. */
function golden(t: ExecutionContext, name: string, text: string): void {
  const file = new URL(`goldens/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, text);
  t.is(text, readFileSync(file, 'utf8'));
}
