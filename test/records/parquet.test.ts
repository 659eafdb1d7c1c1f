import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { formatAddress } from '../../records/address.ts';
import type { ImportOptions } from '../../records/formats/import-trace.ts';
import { UserError } from '../../records/user-error.ts';
import { fileOf, imported, temporaryFolder } from './files.ts';

type Options = Partial<Parameters<typeof parquetWriteBuffer>[0]>;

const ROOT = join(import.meta.dirname, '../..');
const START = 1_715_940_303_217n;
const COLUMNS = [
  { name: 'id', data: ['a', 'b', 'c'] },
  { name: 'received_at', data: [START * 1_000_000n, START * 1_000_000n + 7n, START * 1_000_000n + 1000n] },
  { name: 'client_ip', data: ['192.0.2.7', '2001:db8::1', '192.0.2.7'] },
  { name: 'url', data: ['/cart?id=7', '/', '/cart'] },
  { name: 'bytes', data: Int32Array.of(5120, 0, 7) },
  { name: 'duration_ms', data: Float64Array.of(27, 0.25, 3) },
];

function parquet(columnData: { name: string; data: unknown; type?: string }[] = COLUMNS, options: Options = {}) {
  return new Uint8Array(parquetWriteBuffer({ columnData: columnData as Options['columnData'] & object, ...options }));
}

function importBytes(t: ExecutionContext, bytes: Uint8Array, options?: ImportOptions, name = 'a.parquet') {
  return imported(fileOf(t, bytes, name), options);
}

async function refused(
  t: ExecutionContext,
  bytes: Uint8Array,
  expected: RegExp,
  options?: ImportOptions,
  name?: string,
) {
  const error = await t.throwsAsync(importBytes(t, bytes, options, name), { instanceOf: UserError });
  t.regex(error.message, expected);
  t.false(error.message.includes('\n'));
}

test('columns are found by name and content, as in a table of text', async (t) => {
  const { trace, took, format, title, unit, lines, notes } = await importBytes(t, parquet());
  t.is(format, 'parquet');
  t.is(`${title}, ${lines} ${unit}s`, 'a table (Parquet), 3 rows');
  t.deepEqual(took, [
    ['time', 'received_at, in nanoseconds'],
    ['size', 'bytes'],
    ['address', 'client_ip'],
    ['key', 'url'],
    ['latency', 'duration_ms'],
  ]);
  t.deepEqual([...trace.arrivalAt], [0, 7, 1000]);
  t.is(trace.startedAt, '2024-05-17T10:05:03.217000000Z');
  t.deepEqual(trace.addresses!.map(formatAddress), ['192.0.2.7', '2001:db8::1']);
  t.deepEqual(trace.keys, ['/cart', '/']);
  t.deepEqual([...trace.columns['duration_ms']], [27, 0.25, 3]);
  t.deepEqual(notes, ['columns left out: id']);
});

test('times of each unit, exact, and flags', async (t) => {
  const schemaOf = (unit: 'MILLIS' | 'MICROS' | 'NANOS') =>
    [
      { name: 'root', num_children: 1 },
      {
        name: 'at',
        type: 'INT64',
        repetition_type: 'REQUIRED',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit },
      },
    ] satisfies Options['schema'];
  const nanos = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n };
  for (const unit of ['MILLIS', 'MICROS', 'NANOS'] as const) {
    const start = (START * 1_000_000n) / nanos[unit];
    const bytes = parquet([{ name: 'at', data: BigInt64Array.of(start, start + 1n) }], { schema: schemaOf(unit) });
    const { trace, took } = await importBytes(t, bytes, { time: 'at' });
    t.deepEqual([...trace.arrivalAt], [0, Number(nanos[unit])], unit);
    t.is(took[0][1], 'at, like 2024-05-17T10:05:03.217000000Z');
  }
  const early = parquet([{ name: 'at', data: BigInt64Array.of(-1n, 1n) }], { schema: schemaOf('NANOS') });
  t.is((await importBytes(t, early)).trace.startedAt, '1969-12-31T23:59:59.999999999Z');
  const dates = await importBytes(t, parquet([{ name: 'when', data: [new Date(5), new Date(1005)] }]));
  t.deepEqual([...dates.trace.arrivalAt], [0, 1e9]);
});

test('nested columns, lists, blanks and bad rows', async (t) => {
  const columns = [
    { name: 'time', data: [1.5, null, 3, 4] },
    { name: 'bytes', data: [5, 6, null, -1] },
    { name: 'request', type: 'JSON', data: [{ uri: '/a', port: 1 }, { uri: '/b' }, { uri: '/c' }, { uri: '/d' }] },
    { name: 'flag', data: [true, false, true, null] },
  ];
  const { trace, took, badLines, firstBadLines } = await importBytes(t, parquet(columns));
  t.deepEqual([...trace.arrivalAt], [0, 1.5e9]);
  t.deepEqual(trace.keys, ['/a', '/c']);
  t.is(Object.fromEntries(took)['key'], 'request.uri');
  t.is(badLines, 2);
  t.deepEqual(firstBadLines, [
    { line: 2, reason: 'time "" is not a time in seconds', excerpt: '6 /b' },
    { line: 4, reason: 'bytes -1 is a negative size', excerpt: '4 -1 /d' },
  ]);
});

test('structures are nested columns, too', async (t) => {
  const schema = [
    { name: 'root', num_children: 2 },
    { name: 'time', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    { name: 'request', num_children: 2, repetition_type: 'OPTIONAL' },
    { name: 'uri', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'size', type: 'INT32', repetition_type: 'REQUIRED' },
  ] satisfies Options['schema'];
  const requests = [{ uri: '/a?b', size: 5 }, null, { uri: null, size: 7 }];
  const columns = [
    { name: 'time', data: Float64Array.of(1, 2, 3.5) },
    { name: 'request', data: requests },
  ];
  const { trace, took } = await importBytes(t, parquet(columns, { schema }));
  t.like(Object.fromEntries(took), { size: 'request.size', key: 'request.uri' });
  t.deepEqual([...trace.columns['request.size']], [5, 0, 7]);
  t.deepEqual(trace.keys, ['/a', '']);
});

test('several row groups and every compression give the same', async (t) => {
  const count = 5000;
  const columns = [
    { name: 'ts', data: Float64Array.from({ length: count }, (_, at) => 1_715_940_303 + at / 4) },
    { name: 'path', data: Array.from({ length: count }, (_, at) => `/${at % 100}`) },
    { name: 'bytes', data: Int32Array.from({ length: count }, (_, at) => at) },
  ];
  const compressors = { GZIP: gzipSync, BROTLI: brotliCompressSync, ZSTD: zstdCompressSync };
  for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD'] as const) {
    const { trace } = await importBytes(t, parquet(columns, { codec, compressors, rowGroupSize: 1300 }));
    t.is(trace.count, count);
    t.deepEqual(
      trace.arrivalAt,
      Float64Array.from({ length: count }, (_, at) => at * 0.25e9),
    );
    t.deepEqual(
      trace.columns['bytes'],
      Float64Array.from({ length: count }, (_, at) => at),
    );
    t.is(trace.keys!.length, 100);
  }
});

test('a file that cannot be read is refused with one line', async (t) => {
  const whole = parquet();
  await refused(t, whole, /^a gzipped Parquet file; unpack it with gunzip first$/, {}, 'a.parquet.gz');
  await refused(
    t,
    whole.subarray(0, whole.length - 9),
    /^this Parquet file cannot be read \(.*\); make or fetch it again$/,
  );
  await refused(t, whole.subarray(0, 4), /cannot be read/);
  await refused(t, parquet(COLUMNS.map(({ name }) => ({ name, data: [] }))), /^there are no rows in it$/);
  await refused(t, parquet([COLUMNS[0]]), /^no column holds times; name one with --time \(the columns are id\)$/);
  await refused(t, Buffer.from('a,b\n1,2\n'), /^not a Parquet file, which begins with PAR1$/, { format: 'parquet' });
  const compressors = { LZ4_RAW: (input: Uint8Array) => input };
  await refused(
    t,
    parquet(COLUMNS, { codec: 'LZ4_RAW', compressors }),
    /^compressed with LZ4_RAW; write the file with Snappy, gzip, zstd, Brotli or none$/,
  );
});

test('a pipe is refused kindly', async (t) => {
  const pipe = join(temporaryFolder(t), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writer = createWriteStream(pipe).on('error', () => {});
  writer.end(parquet());
  await t.throwsAsync(imported(pipe), {
    instanceOf: UserError,
    message:
      'Parquet cannot be read from a pipe, since the index of such a file is at its end; save it as a file first',
  });
});

test('the library is loaded only for a file of its own', async (t) => {
  const log = fileOf(t, '{"time":1}\n', 'a.json');
  const main = `
    import { registerHooks } from 'node:module';
    import { importTrace } from './records/formats/import-trace.ts';
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => (loaded.push(name), next(name, context)) });
    const importing = async (path) => (await importTrace(path), console.log(loaded.includes('hyparquet')));
    await importing(process.argv[1]);
    await importing(process.argv[2]);
  `;
  const args = ['--input-type=module', '-e', main, '--', log, fileOf(t, parquet())];
  t.is(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }), 'false\ntrue\n');
});

test('damaged bytes never throw anything but a UserError', async (t) => {
  const nested = { name: 'request', type: 'JSON', data: [{ uri: '/a' }, { uri: '/b' }, null] };
  const whole = parquet([...COLUMNS, nested]);
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      const bytes = whole.slice();
      for (const [at, value] of changes) bytes[at] = value;
      bytes.set(whole.subarray(0, 4));
      await importBytes(t, bytes).catch((error) => t.true(error instanceof UserError, String(error.stack)));
    }),
    { numRuns: 300 },
  );
});
