import test from 'ava';
import type { ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { csv } from '../../records/formats/csv.ts';
import type { ImportOptions } from '../../records/formats/import-trace.ts';
import { UserError } from '../../records/user-error.ts';
import { fileOf, imported } from './files.ts';

const AZURE = `TIMESTAMP,ContextTokens,GeneratedTokens\r
2023-11-16 18:17:03.9799600,4808,10\r
2023-11-16 18:17:04.0319600,3180,8\r
2023-11-16 18:17:04.0781490,110,27`;

function importText(t: ExecutionContext, text: string, options?: ImportOptions) {
  return imported(fileOf(t, text, 'a.csv'), options);
}

/** What was taken for time, size, address and key; without those that are not there. */
async function tookOf(t: ExecutionContext, text: string, options?: ImportOptions) {
  const { took, trace } = await importText(t, text, options);
  const found = took.filter(([, from]) => !from.startsWith('none'));
  return { ...Object.fromEntries(found), columns: Object.keys(trace.columns).join() };
}

test('a table with 100 ns in its times, no zone and no last line feed', async (t) => {
  const { trace, lines, format } = await importText(t, AZURE);
  t.is(format, 'csv');
  t.is(lines, 3);
  t.deepEqual([...trace.arrivalAt], [0, 52_000_000, 98_189_000]);
  t.deepEqual([...trace.columns.ContextTokens], [4808, 3180, 110]);
  t.deepEqual([...trace.columns.GeneratedTokens], [10, 8, 27]);
  t.is(trace.startedAt, '2023-11-16T18:17:03.979960000Z');
  t.is(trace.address, undefined);
  t.is(trace.sizeColumn, undefined);
  t.deepEqual(await tookOf(t, AZURE), {
    time: 'TIMESTAMP, like 2023-11-16 18:17:03.9799600 (no zone: UTC)',
    columns: 'ContextTokens,GeneratedTokens',
  });
});

test('columns are found by name and content', async (t) => {
  const text = `id,@timestamp,server,client_ip,url,body_bytes_sent,agent
1,2024-01-01T00:00:00.5Z,10.9.9.9,10.0.0.1,/a?x,100,"Mozilla, 5.0"
2,2024-01-01T00:00:01Z,10.9.9.9,10.0.0.2,/b,200,"say ""hi"""`;
  t.deepEqual(await tookOf(t, text), {
    time: '@timestamp, like 2024-01-01T00:00:00.5Z',
    address: 'client_ip',
    key: 'url',
    size: 'body_bytes_sent',
    columns: 'id,body_bytes_sent',
  });
  const { trace, notes } = await importText(t, text);
  t.deepEqual(trace.keys, ['/a', '/b']);
  t.is(trace.sizeColumn, 'body_bytes_sent');
  t.deepEqual(notes, ['columns left out: server, agent']);
});

test('columns are found by content alone', async (t) => {
  const text = 'a;b;c;d\n5;2024-01-01 00:00:00;10.0.0.1;/x\n7;2024-01-01 00:00:01;10.0.0.2;/y\n';
  t.deepEqual(await tookOf(t, text), {
    time: 'b, like 2024-01-01 00:00:00 (no zone: UTC)',
    address: 'c',
    key: 'd',
    columns: 'a',
  });
});

test('flags override what is found', async (t) => {
  const text =
    'time,other,bytes,load,ip,via,path,page\n1,2,3,4,10.0.0.1,10.0.0.2,/a,/b\n2,5,6,7,10.0.0.1,10.0.0.2,/a,/b';
  t.deepEqual(await tookOf(t, text, { time: 'other', size: 'load', address: 'via', key: 'page' }), {
    time: 'other, in seconds',
    size: 'load',
    address: 'via',
    key: 'page',
    columns: 'time,bytes,load',
  });
  const error = await t.throwsAsync(importText(t, text, { key: 'Page' }), { instanceOf: UserError });
  t.is(error.place, '--key');
  t.regex(error.message, /^no column is called "Page"; the columns are time, other, /);
  const notTimes = await t.throwsAsync(importText(t, text, { time: 'path' }), { instanceOf: UserError });
  t.is(notTimes.message, 'the values of "path" are not times (such as "/a")');
  const notNumbers = await t.throwsAsync(importText(t, text, { size: 'path' }), { instanceOf: UserError });
  t.is(notNumbers.message, 'no line could be read as csv: line 2: path "/a" is not a number');
});

test('numeric times: the unit by the size of the numbers or the end of the name', async (t) => {
  const forms: [string, string, string, number][] = [
    ['time', '1700000000.5', '1700000001.75', 1_250_000_000],
    ['time', '1700000000500', '1700000001750', 1_250_000_000],
    ['time', '1700000000500000', '1700000001750000', 1_250_000_000],
    ['time', '1700000000123456789', '1700000000123456790', 1],
    ['arrival_ms', '0', '1250', 1_250_000_000],
    ['arrivalUs', '5', '15', 10_000],
    ['start_ns', '5', '15', 10],
    ['Timestamp', '5', '45', 40_000_000_000],
    ['x', '1700000000', '1700000002', 2_000_000_000],
  ];
  for (const [name, first, second, gap] of forms) {
    const { trace } = await importText(t, `${name},n\n${first},1\n${second},2`);
    t.deepEqual([...trace.arrivalAt], [0, gap], `${name} ${first}`);
  }
});

test('a table of one column', async (t) => {
  const { trace } = await importText(t, 't\n0.25\n0.5\n0.125\n');
  t.deepEqual([...trace.arrivalAt], [0, 125_000_000, 375_000_000]);
});

test('blank numbers count as 0, and are said', async (t) => {
  const { trace, notes } = await importText(t, 'time,bytes,n\n1.5,5,\n2,-,7\n3,6,8');
  t.deepEqual([...trace.columns.bytes], [5, 0, 6]);
  t.deepEqual([...trace.columns.n], [0, 7, 8]);
  t.deepEqual(notes, ['blank values of bytes, counted as 0: 1', 'blank values of n, counted as 0: 1']);
});

test('lines that are no requests: why, and by number', async (t) => {
  const text = `time,bytes,n
1,5,1
x,5,1
2,5
3,5,"1
4,5,one
5,-5,1
6,1e999,1
7,5,"1",

8, 5 ,+1.5e1
9,6,2`;
  const { trace, badLines, firstBadLines } = await importText(t, text);
  t.deepEqual([...trace.columns.n], [1, 15, 2]);
  t.is(badLines, 7);
  t.deepEqual(
    firstBadLines.map(({ line, reason }) => `${line}: ${reason}`),
    [
      '3: time "x" is not a time in seconds',
      '4: 2 fields, the header has 3',
      '5: a quote in it does not close',
      '6: n "one" is not a number',
      '7: bytes -5 is a negative size',
    ],
  );
});

test('lines without a time do not blur what the other columns are', async (t) => {
  const { trace, badLines } = await importText(t, 'time,n\n1,2\nx,bad\ny,worse\nz,bad\n2,3\n3,4\n4,5');
  t.is(badLines, 3);
  t.deepEqual([...trace.columns['n']], [2, 3, 4, 5]);
});

test('headers that are none', async (t) => {
  const cases: [string, RegExp][] = [
    ['1,2\n3,4\n', /^the first line holds values \("1"\)/],
    ['time,a,a\n1,2,3\n', /^the header has "a" twice/],
    ['a,b\n1,2\n', /^no column holds times; name one with --time \(the columns are a, b\)$/],
    ['time,a\n', /^there are no lines after the header$/],
    ['time,a\n1,2,\n', /^the header has 2 fields, and its lines have other numbers, such as 3$/],
    ['time,"a\n1,2\n', /^a quote in the header does not close$/],
  ];
  for (const [text, expected] of cases) {
    const error = await t.throwsAsync(importText(t, text), { instanceOf: UserError });
    t.regex(error.message, expected);
  }
});

test('a column may have any name', async (t) => {
  const { trace } = await importText(t, 'time,__proto__,constructor\n1,2,3');
  t.deepEqual(Object.keys(trace.columns), ['__proto__', 'constructor']);
  t.deepEqual([...trace.columns['__proto__']], [2]);
});

test('whatever the fields hold, quoting brings them back', (t) => {
  const text = fc.string().map((value) => value.replaceAll(/[\r\n]/g, ' ').trim());
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (keys) => {
      const lines = keys.map((key, at) => `${at},"k${key.replaceAll('"', '""')}"`);
      const fields = csv.open(['time,key', ...lines]).split(lines);
      t.deepEqual(
        fields,
        keys.map((key, at) => [String(at), `k${key}`]),
      );
    }),
  );
});

test('garbage never throws and gives one result a line, whatever stands beside it', (t) => {
  const reader = csv.open(['time,n', '1,2']);
  const piece = fc.constantFrom('"', ',', '1', '""', ' ', ';', 'x', '2,3');
  const garbage = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(fc.oneof(garbage, fc.constant('7,8'))), (lines) => {
      const parsed = reader.split(lines);
      t.is(parsed.length, lines.length);
      for (const [at, line] of lines.entries()) if (line === '7,8') t.deepEqual(parsed[at], ['7', '8']);
    }),
  );
});
