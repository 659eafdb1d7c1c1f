import { gzipSync } from 'node:zlib';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { formatAddress } from '../../records/address.ts';
import { importTrace } from '../../records/formats/import-trace.ts';
import type { ImportOptions } from '../../records/formats/import-trace.ts';
import { UserError } from '../../records/user-error.ts';
import { fileOf, imported } from './files.ts';

function logLine(second: number, address = '10.0.0.1', path = '/'): string {
  return `${address} - - [17/May/2015:10:05:${String(second).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" 200 5`;
}

/** The content is refused with one line: `place: message`, where the file is `log`. */
async function refused(
  t: ExecutionContext,
  content: string | Uint8Array,
  expected: RegExp,
  options?: ImportOptions,
  name = 'log',
) {
  const path = fileOf(t, content, name);
  const error = await t.throwsAsync(importTrace(path, options), { instanceOf: UserError });
  t.regex(`${error.place === path ? 'log' : error.place}: ${error.message}`, expected);
  t.false(error.message.includes('\n'));
}

test('an access log, plain and gzipped, becomes the same trace', async (t) => {
  const text = [logLine(1, '10.0.0.1', '/a?b'), logLine(2, '2001:db8::1', '/b'), logLine(5, '10.0.0.1', '/a')].join(
    '\n',
  );
  const plain = await imported(fileOf(t, text, 'a.log'));
  const zipped = await imported(fileOf(t, text, 'a.log.gz'));
  t.false(plain.gzipped);
  t.true(zipped.gzipped);
  t.deepEqual({ ...zipped.trace, source: 'a.log' }, plain.trace);
  const { trace } = plain;
  t.is(trace.count, 3);
  t.deepEqual([...trace.arrivalAt], [0, 1e9, 4e9]);
  t.deepEqual([...trace.address!], [0, 1, 0]);
  t.deepEqual(trace.addresses!.map(formatAddress), ['10.0.0.1', '2001:db8::1']);
  t.deepEqual([...trace.key!], [0, 1, 0]);
  t.deepEqual(trace.keys, ['/a', '/b']);
  t.deepEqual({ ...trace.columns }, { bytes: Float64Array.of(5, 5, 5), status: Float64Array.of(200, 200, 200) });
  t.is(trace.sizeColumn, 'bytes');
  t.is(trace.startedAt, '2015-05-17T10:05:01.000000000Z');
});

test('line feeds, returns, blank lines and a missing last line feed change nothing', async (t) => {
  const lines = [logLine(1), logLine(2), logLine(3)];
  for (const text of [lines.join('\n'), `${lines.join('\r\n')}\r\n`, `\uFEFF\n\n${lines.join('\n\n')}\n\n`]) {
    const { trace, badLines } = await imported(fileOf(t, text));
    t.deepEqual([...trace.arrivalAt], [0, 1e9, 2e9]);
    t.is(badLines, 0);
  }
});

test('lines out of order are counted and sorted; those of one instant keep their order', async (t) => {
  const { trace, outOfOrder } = await imported(
    fileOf(
      t,
      [logLine(3, '10.0.0.3'), logLine(1, '10.0.0.1'), logLine(3, '10.0.0.4'), logLine(2, '10.0.0.2')].join('\n'),
    ),
  );
  t.is(outOfOrder, 2);
  t.deepEqual([...trace.arrivalAt], [0, 1e9, 2e9, 2e9]);
  t.deepEqual(
    [...trace.address!].map((index) => trace.addresses![index][3]),
    [1, 2, 3, 4],
  );
});

test('lines that cannot be read are counted, and the first five shown by number', async (t) => {
  const bad = Array.from({ length: 7 }, (_, index) => `bad \u001B[31m ${index} ${'x'.repeat(100)}`);
  const result = await imported(fileOf(t, [logLine(1), '', ...bad, logLine(2)].join('\n')));
  t.is(result.trace.count, 2);
  t.is(result.lines, 9);
  t.is(result.badLines, 7);
  t.deepEqual(
    result.firstBadLines.map(({ line }) => line),
    [3, 4, 5, 6, 7],
  );
  t.is(result.firstBadLines[0].reason, 'not a line of the common format');
  t.is(result.firstBadLines[0].excerpt, `bad ?[31m 0 ${'x'.repeat(55)}...`);
});

test('line numbers hold beyond the first lines', async (t) => {
  const lines = Array.from({ length: 5000 }, (_, index) => logLine(index % 60));
  lines[4321] = 'bad';
  const { firstBadLines } = await imported(fileOf(t, lines.join('\n')));
  t.is(firstBadLines[0].line, 4322);
});

test('host names are hashed into fd00::/8, each to its own address, and said', async (t) => {
  const text = [
    logLine(1, 'a.example.org'),
    logLine(2, 'b.example.org'),
    logLine(3, 'A.example.org'),
    logLine(4, '-'),
  ].join('\n');
  const { trace, notes } = await imported(fileOf(t, text));
  t.deepEqual([...trace.address!], [0, 1, 0, 2]);
  t.true(trace.addresses!.every((address) => address.length === 16 && address[0] === 0xfd));
  t.true(notes.includes('addresses that are host names or blank, hashed into fd00::/8: 4'));
});

test('ports and other spellings do not make other addresses', async (t) => {
  const addresses = ['10.0.0.1:5000', '10.0.0.1:6000', '[2001:db8::1]:443', '2001:DB8:0:0::1'];
  const { trace } = await imported(fileOf(t, addresses.map((address, at) => logLine(at, address)).join('\n')));
  t.deepEqual([...trace.address!], [0, 0, 1, 1]);
});

test('files that are none are refused with one line', async (t) => {
  await refused(t, '', /^log: the file is empty$/);
  await refused(t, '', /^log: the file is empty$/, {}, 'log.gz');
  await refused(t, '\n\r\n \n', /^log: there is nothing but blank lines in it$/);
  await refused(t, Uint8Array.of(137, 80, 78, 71, 0, 0), /^log: a binary file/);
  await refused(t, Uint8Array.of(137, 80, 0), /^log: a binary file/, {}, 'log.gz');
  await refused(t, 'x'.repeat(2 << 20), /^log: a line is longer than 1 MiB/);
  await refused(t, 'some words\nmore words\n', /^log: no known log \(combined, .*\); it begins "some words"$/);
  const notCombined = /^log: none of the first lines could be read as combined: not a line of the combined format$/;
  await refused(t, 'bad\nworse\n', notCombined, { format: 'combined' });
  const noTime = /^log: no line could be read as csv: line 2: n "x" is not a number$/;
  await refused(t, 'time,n\n1,x\n', noTime, { size: 'n' });
  await refused(t, logLine(1), /^--time: no column is called "x"; the columns are client, time, /, { time: 'x' });
});

test('a gzip that is cut short or damaged is refused', async (t) => {
  const lines = Array.from({ length: 5000 }, (_, index) => logLine(index % 60, `10.0.0.${index % 251}`));
  const whole = gzipSync(lines.join('\n'));
  await refused(t, whole.subarray(0, whole.length - 100), /^log: the compressed data is cut short/);
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 500, 600);
  await refused(t, damaged, /^log: the compressed data is (damaged|cut short)/);
});

test('missing files and folders are refused', async (t) => {
  const path = fileOf(t, '');
  await t.throwsAsync(importTrace(`${path}.no`), { instanceOf: UserError, message: 'no such file' });
  await t.throwsAsync(importTrace(`${path}/no`), { instanceOf: UserError, message: 'no such file' });
  await t.throwsAsync(importTrace(path.slice(0, -'/log'.length)), {
    instanceOf: UserError,
    message: /^this is a directory/,
  });
});

test('more than 104 days are refused', async (t) => {
  const late = logLine(1).replace('2015', '2016');
  await refused(t, `${logLine(1)}\n${late}`, /^log: times reach from 2015-.* to 2016-/);
});

test('garbage is counted: every line is a request, bad, or blank', async (t) => {
  const garbage = fc.oneof(fc.string(), fc.string({ unit: 'binary' })).map((text) => text.replaceAll(/[\n\0]/g, ' '));
  const line = fc.oneof(
    fc.nat(59).map((second) => logLine(second)),
    garbage,
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
      const { trace, badLines } = await imported(fileOf(t, [logLine(0), ...lines].join('\n')));
      const blank = lines.filter((text) => text.trim() === '').length;
      const good = lines.filter((text) => text.startsWith('10.0.0.1 - - [17/May')).length;
      t.is(trace.count, 1 + good);
      t.is(badLines, lines.length - good - blank);
    }),
    { numRuns: 50 },
  );
});
