import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { checkTarget, readTraceFile, writeTraceFile } from '../../records/formats/trace-file.ts';
import type { Trace } from '../../records/trace.ts';
import { UserError } from '../../records/user-error.ts';
import { fileOf, temporaryFolder } from './files.ts';

const FIRST_LINE = 'steelyard-trace 1\n';

/** Any trace: every element type, with and without addresses and keys. */
const anyTrace: fc.Arbitrary<Trace> = fc.integer({ min: 1, max: 40 }).chain((count) => {
  const list = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: count, maxLength: count });
  const number = fc.oneof(
    list(fc.nat(255)),
    list(fc.nat(70_000)),
    list(fc.constantFrom(0, -0, 0xff, 0x100, 0xffff, 0x10000, 0xffffffff, 0x100000000)),
    list(fc.maxSafeNat()),
    list(fc.double({ noNaN: true, noDefaultInfinity: true })),
  );
  const address = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  const indexed = <T>(values: fc.Arbitrary<T>) =>
    fc.option(
      fc
        .array(values, { minLength: 1, maxLength: 9 })
        .chain((all) => fc.tuple(fc.constant(all), list(fc.nat(all.length - 1)))),
      { nil: undefined },
    );
  return fc
    .record({
      gaps: list(fc.oneof(fc.constant(0), fc.nat(1000), fc.integer({ min: 0, max: 2 ** 46 }))),
      columns: fc.dictionary(fc.string(), number, { noNullPrototype: false }),
      addresses: indexed(address),
      keys: indexed(fc.string({ unit: 'grapheme' })),
      source: fc.string(),
    })
    .map(({ gaps, columns, addresses, keys, source }) => {
      let now = 0;
      const arrivalAt = Float64Array.from(gaps, (gap, at) => (now += at === 0 ? 0 : gap));
      const trace: Trace = {
        count,
        arrivalAt,
        columns: Object.create(null),
        startedAt: '2024-01-01T00:00:00.000000000Z',
        source,
      };
      for (const [name, values] of Object.entries(columns)) trace.columns[name] = Float64Array.from(values);
      if (addresses) Object.assign(trace, { addresses: addresses[0], address: Uint32Array.from(addresses[1]) });
      if (keys) Object.assign(trace, { keys: keys[0], key: Uint32Array.from(keys[1]) });
      const [size] = Object.keys(columns);
      return size === undefined ? trace : { ...trace, sizeColumn: size };
    });
});

const TRACE: Trace = {
  count: 3,
  arrivalAt: Float64Array.of(0, 5, 300),
  columns: { bytes: Float64Array.of(1, 2, 70_000) },
  sizeColumn: 'bytes',
  address: Uint32Array.of(0, 1, 0),
  addresses: [Uint8Array.of(10, 0, 0, 1), Uint8Array.of(10, 0, 0, 2)],
  key: Uint32Array.of(1, 0, 0),
  keys: ['/a', '/b'],
  startedAt: '2024-01-01T00:00:00.000000000Z',
  source: 'access.log',
};

async function written(t: ExecutionContext, trace: Trace = TRACE): Promise<string> {
  const path = join(temporaryFolder(t), 'a.trace');
  await writeTraceFile(path, trace);
  return path;
}

async function refused(t: ExecutionContext, content: string | Uint8Array, expected: RegExp): Promise<void> {
  const path = fileOf(t, content, 'a.trace');
  const error = await t.throwsAsync(readTraceFile(path), { instanceOf: UserError });
  t.is(error.place, path);
  t.regex(error.message, expected);
  t.false(error.message.includes('\n'));
}

test('any trace survives being written and read', async (t) => {
  const path = join(temporaryFolder(t), 'a.trace');
  await fc.assert(
    fc.asyncProperty(anyTrace, async (trace) => {
      await writeTraceFile(path, trace);
      t.deepEqual(await readTraceFile(path), trace);
    }),
    { numRuns: 200 },
  );
});

test('a long trace survives, too', async (t) => {
  const count = 100_000;
  const arrivalAt = Float64Array.from({ length: count }, (_, at) => at * 1e6);
  const trace = { ...TRACE, count, arrivalAt, columns: { n: arrivalAt.map((at) => at / 3) }, sizeColumn: 'n' };
  delete (trace as Trace).address;
  delete (trace as Trace).key;
  delete (trace as Trace).addresses;
  delete (trace as Trace).keys;
  const read = await readTraceFile(await written(t, trace));
  t.deepEqual({ ...read, columns: { ...read.columns } }, trace);
});

test('the same trace gives the same bytes, and nothing else stays in the folder', async (t) => {
  const path = await written(t);
  t.deepEqual(readFileSync(path), readFileSync(await written(t)));
  t.deepEqual(readdirSync(join(path, '..')), ['a.trace']);
});

test('the file is as documented', async (t) => {
  const bytes = readFileSync(await written(t));
  t.is(bytes.toString('latin1', 0, FIRST_LINE.length), FIRST_LINE);
  const body = inflateSync(bytes.subarray(FIRST_LINE.length));
  const end = body.indexOf('\n');
  t.deepEqual(JSON.parse(body.toString('utf8', 0, end)), {
    count: 3,
    startedAt: '2024-01-01T00:00:00.000000000Z',
    source: 'access.log',
    sizeColumn: 'bytes',
    times: 'u16',
    columns: [{ name: 'bytes', type: 'u32' }],
    address: 'u8',
    addresses: ['10.0.0.1', '10.0.0.2'],
    key: 'u8',
    keys: ['/a', '/b'],
  });
  t.deepEqual(
    [...body.subarray(end + 1)],
    [0, 0, 5, 0, 39, 1, 1, 0, 0, 0, 2, 0, 0, 0, 0x70, 0x11, 1, 0, 0, 1, 0, 1, 0, 0],
  );
});

test('what is no trace file is refused', async (t) => {
  await refused(t, '', /^the file is empty$/);
  await refused(
    t,
    'time,bytes\n1,2\n',
    /^not a trace file; make one .*: steelyard trace import LOG --out FILE\.trace$/,
  );
  await refused(t, Uint8Array.of(0x1f, 0x8b, 8), /^not a trace file/);
  await refused(
    t,
    'steelyard-trace 2\nrest',
    /^a trace file of version 2, and this Steelyard reads 1; import the log again$/,
  );
  await refused(t, 'steelyard-trace one\n', /^not a trace file/);
  const folder = temporaryFolder(t);
  await t.throwsAsync(readTraceFile(folder), { instanceOf: UserError, message: /^this is a directory/ });
  await t.throwsAsync(readTraceFile(join(folder, 'no')), { instanceOf: UserError, message: 'no such file' });
});

test('a file cut anywhere is refused', async (t) => {
  const bytes = readFileSync(await written(t));
  for (let length = FIRST_LINE.length; length < bytes.length; length++) {
    await refused(t, bytes.subarray(0, length), /^this trace file is cut short; import the log again$/);
  }
});

test('a file with any one byte changed is refused', async (t) => {
  const bytes = readFileSync(await written(t));
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 0x55;
    await refused(t, changed, /^(not a trace file|a trace file of version|this trace file is (damaged|cut short))/);
  }
});

test('a file whose checksum holds but whose content is wrong is refused', async (t) => {
  const body = inflateSync(readFileSync(await written(t)).subarray(FIRST_LINE.length));
  const end = body.indexOf('\n');
  const header = JSON.parse(body.toString('utf8', 0, end)) as Record<string, unknown>;
  const numbers = body.subarray(end + 1);
  const file = (head: string, rest: Uint8Array) =>
    Buffer.concat([Buffer.from(FIRST_LINE), deflateSync(Buffer.concat([Buffer.from(`${head}\n`), rest]))]);
  const withHeader = (change: object, rest: Uint8Array = numbers) =>
    file(JSON.stringify({ ...header, ...change }), rest);

  t.is((await readTraceFile(fileOf(t, withHeader({})))).count, 3, 'unchanged it is sound');
  await refused(t, file('', numbers), /its header cannot be read/);
  await refused(t, file('null', numbers), /its header is not one of a trace/);
  for (const change of [
    { count: 0 },
    { count: 1.5 },
    { count: '3' },
    { columns: 'bytes' },
    { columns: [null] },
    { columns: [{ name: 'bytes', type: 'u64' }] },
    { times: 'constructor' },
    { sizeColumn: 'no' },
    { sizeColumn: 'no', columns: 3 },
    { addresses: undefined },
    { keys: [1] },
    { source: 3 },
  ]) {
    await refused(t, withHeader(change), /its header is not one of a trace/);
  }
  await refused(t, withHeader({ count: 4 }), /a column is cut short/);
  await refused(t, withHeader({}, Buffer.concat([numbers, numbers])), /more in it than its header says/);
  await refused(t, withHeader({ addresses: ['10.0.0.1', 'here'] }), /here is no address/);
  await refused(t, withHeader({ keys: ['/a'] }), /an index points outside its list/);
  const doubles = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer);
  const small = { address: undefined, key: undefined, sizeColumn: undefined };
  const times = { ...small, times: 'f64', columns: [] };
  await refused(t, withHeader(times, doubles(0, -1, 5)), /its times go wrong/);
  await refused(t, withHeader(times, doubles(0, 0.5, 5)), /its times go wrong/);
  await refused(t, withHeader(times, doubles(0, 1e16, 5)), /its times go wrong/);
  await refused(t, withHeader(times, doubles(0, NaN, 5)), /its times go wrong/);
  const column = { ...small, columns: [{ name: 'n', type: 'f64' }] };
  await refused(
    t,
    withHeader(column, Buffer.concat([numbers.subarray(0, 6), doubles(0, NaN, 5)])),
    /what is no number/,
  );
});

test('the target is checked before work is done', async (t) => {
  const folder = temporaryFolder(t);
  const log = join(folder, 'a.log');
  writeFileSync(log, '');
  symlinkSync(log, join(folder, 'link'));
  mkdirSync(join(folder, 'sub'));
  const refusedTarget = (path: string, message: RegExp) =>
    t.throwsAsync(checkTarget(path, log), { instanceOf: UserError, message });
  await refusedTarget(log, /^this is the input itself/);
  await refusedTarget(join(folder, 'link'), /^this is the input itself/);
  await refusedTarget(join(folder, 'sub'), /^not a regular file/);
  await refusedTarget(join(folder, 'no', 'a.trace'), /^there is no folder/);
  await refusedTarget('/dev/null', /^not a regular file/);
  await t.notThrowsAsync(checkTarget(join(folder, 'new.trace'), log));
});

test('what stops the writing leaves the old file and nothing else', async (t) => {
  const path = await written(t);
  const before = readFileSync(path);
  await t.throwsAsync(writeTraceFile(path, { ...TRACE, source: 'other' }, AbortSignal.abort()));
  const broken = { ...TRACE, addresses: 1 as unknown as Uint8Array[], keys: [3n as unknown as string] };
  await t.throwsAsync(writeTraceFile(path, broken));
  t.deepEqual(readFileSync(path), before);
  t.deepEqual(readdirSync(join(path, '..')), ['a.trace']);
});
