/** What holds for every format: what is written is read back, whatever bytes come, nothing is lost in silence. */
import { gzipSync } from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { formatAddress } from '../../records/address.ts';
import { LINE_FORMATS } from '../../records/formats/formats.ts';
import { FORMATS } from '../../records/formats/log-format.ts';
import type { FormatName } from '../../records/formats/log-format.ts';
import { UserError } from '../../records/user-error.ts';
import { fileOf, imported } from './files.ts';

interface Request {
  atMs: number;
  address: string;
  path: string;
  bytes: number;
  status: number;
}

const iso = ({ atMs }: Request) => new Date(atMs).toISOString();

function logTime(request: Request): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(.*)Z$/.exec(iso(request))!;
  const name = 'JanFebMarAprMayJunJulAugSepOctNovDec'.slice(3 * Number(month) - 3, 3 * Number(month));
  return `${day}/${name}/${year}:${time}`;
}

function common(request: Request): string {
  const { address, path, status, bytes } = request;
  return `${address} - - [${logTime(request)} +0000] "GET ${path} HTTP/1.1" ${status} ${bytes}`;
}

function haproxy(request: Request): string {
  const { address, path, status, bytes } = request;
  const steps = `in be/s1 1/2/3/4/10 ${status} ${bytes} - - ---- 1/1/1/1/0 0/0`;
  return `lb haproxy[7]: ${address}:1 [${logTime(request)}] ${steps} "GET ${path} HTTP/1.1"`;
}

function alb(request: Request): string {
  const { address, path, status, bytes } = request;
  const steps = `10.0.0.1:80 0.1 0.2 0.3 ${status} ${status} 7 ${bytes}`;
  return `http ${iso(request).replace('Z', '000Z')} app/x/1 [${address}]:1 ${steps} "GET ${path} HTTP/1.1" "-"`;
}

function caddy({ atMs, address, path, status, bytes }: Request): string {
  return JSON.stringify({ ts: atMs / 1000, request: { client_ip: address, uri: path }, size: bytes, status });
}

function csv(requests: Request[]): string {
  const lines = requests.map((request) =>
    [iso(request), request.address, request.path, request.bytes, request.status].join(),
  );
  return ['time,client,path,bytes,status', ...lines].join('\n');
}

function parquet(requests: Request[]): Uint8Array {
  const columnData = [
    { name: 'time', data: requests.map(({ atMs }) => new Date(atMs)) },
    { name: 'client', data: requests.map(({ address }) => address) },
    { name: 'path', data: requests.map(({ path }) => path) },
    { name: 'bytes', data: Float64Array.from(requests, ({ bytes }) => bytes) },
    { name: 'status', data: Int32Array.from(requests, ({ status }) => status) },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

const lines = (write: (request: Request) => string) => (requests: Request[]) => requests.map(write).join('\n');
const WRITERS: Record<FormatName, (requests: Request[]) => string | Uint8Array> = {
  common: lines(common),
  combined: lines((request) => `${common(request)} "-" "agent"`),
  haproxy: lines(haproxy),
  alb: lines(alb),
  json: lines(caddy),
  csv,
  parquet,
};

const address = fc
  .oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 }))
  .map(formatAddress);
const request = fc.record({
  // Times in any order, within the 104 days that a trace holds.
  atMs: fc.integer({ min: Date.UTC(2024, 1, 1), max: Date.UTC(2024, 3, 30) }),
  address,
  path: fc.stringMatching(/^[\w./~%;:@&=+$!*'()-]*$/).map((text) => `/${text}`),
  bytes: fc.nat(1e12),
  status: fc.integer({ min: 100, max: 599 }),
});

for (const format of FORMATS) {
  test(`${format}: what is written is read back, found by itself, plain and gzipped`, async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20 }), fc.boolean(), async (requests, gzipped) => {
        const content = WRITERS[format](
          requests.map((one) => ({ ...one, path: `${one.path}${format === 'csv' ? '' : '?q=1'}` })),
        );
        const isZipped = gzipped && format !== 'parquet';
        const result = await imported(fileOf(t, content, isZipped ? 'log.gz' : 'log'));
        const sorted = requests.toSorted((a, b) => a.atMs - b.atMs);
        const { trace } = result;
        t.is(result.format, format);
        t.is(result.gzipped, isZipped);
        t.is(result.badLines, 0);
        t.deepEqual(
          [...trace.arrivalAt],
          sorted.map(({ atMs }) => (atMs - sorted[0].atMs) * 1e6),
        );
        t.deepEqual(
          [...trace.address!].map((index) => formatAddress(trace.addresses![index])),
          sorted.map((one) => one.address),
        );
        t.deepEqual(
          [...trace.key!].map((index) => trace.keys![index]),
          sorted.map((one) => one.path),
        );
        t.deepEqual(
          [...trace.columns[trace.sizeColumn!]],
          sorted.map((one) => one.bytes),
        );
        const status = trace.columns['status'] ?? trace.columns['elb_status_code'];
        t.deepEqual(
          [...status],
          sorted.map((one) => one.status),
        );
      }),
      { numRuns: 40 },
    );
  });
}

test('lines of another format among the first do not mislead', async (t) => {
  const requests = fc.sample(request, { numRuns: 20, seed: 1 });
  for (const { name } of LINE_FORMATS) {
    if (name === 'csv') continue;
    for (const write of [haproxy, alb, caddy]) {
      const strangers = requests.slice(0, 3).map(write).join('\n');
      const result = await imported(fileOf(t, `${strangers}\n${String(WRITERS[name](requests))}`));
      t.is(result.format, name);
    }
  }
});

test('whatever bytes come, asked for as any format, there is a trace or one line', async (t) => {
  const samples = fc.sample(request, { numRuns: 3, seed: 2 });
  const seeds = FORMATS.map((format) => Buffer.from(WRITERS[format](samples)));
  const damaged = fc
    .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }))
    .map(([seed, changes]) => {
      const bytes = Uint8Array.from(seed);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return bytes;
    });
  const bytes = fc.oneof(damaged, fc.uint8Array({ maxLength: 300 }));
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.option(fc.constantFrom(...FORMATS), { nil: undefined }),
      fc.boolean(),
      async (content, format, zip) => {
        try {
          const {
            trace,
            badLines,
            lines: counted,
          } = await imported(fileOf(t, zip ? gzipSync(content) : content), { format });
          t.is(trace.count + badLines, counted);
        } catch (error) {
          t.true(error instanceof UserError, String((error as Error).stack));
          t.false((error as Error).message.includes('\n'));
        }
      },
    ),
    { numRuns: 500 },
  );
});
