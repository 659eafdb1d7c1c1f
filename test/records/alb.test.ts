import test from 'ava';
import type { ExecutionContext } from 'ava';
import { formatAddress } from '../../records/address.ts';
import { alb } from '../../records/formats/alb.ts';
import { fileOf, imported } from './files.ts';

const FIRST =
  'h2 2024-05-17T10:05:03.217405Z app/shop/0123456789abcdef 192.0.2.7:51034 10.0.3.9:8080 0.001 0.027 0.000 200 201 318 5120 "GET https://shop.example:443/cart?id=7 HTTP/2.0" "curl/8.5.0"';
const REST =
  ' TLS_AES_128_GCM_SHA256 TLSv1.3 arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/web/fedcba9876543210 "Root=1-6647-abc" "shop.example" "session-reused" 3 2024-05-17T10:05:03.189000Z "waf,forward" "-" "-" "10.0.3.9:8080" "201" "-" "-" TID_1';
const LINE = FIRST + REST;

function parsed(line: string) {
  return alb.open([]).split([line])[0];
}

function importLines(t: ExecutionContext, ...lines: string[]) {
  return imported(fileOf(t, lines.join('\n'), 'alb.log.gz'));
}

test('a line', (t) => {
  t.deepEqual(parsed(LINE), [
    '192.0.2.7',
    '2024-05-17T10:05:03.217405Z',
    '2024-05-17T10:05:03.189000Z',
    'GET https://shop.example:443/cart?id=7 HTTP/2.0',
    '5120',
    '318',
    '200',
    '201',
    '0.001',
    '0.027',
    '0.000',
  ]);
  for (const type of ['http', 'https', 'h2', 'grpcs', 'ws', 'wss']) t.is(alb.recognises([LINE.replace('h2', type)]), 1);
  t.is(alb.recognises([LINE.replace('h2 ', '')]), 0);
});

test('the time at which a request came is taken, or where the log is older, that of its answer', async (t) => {
  const newer = await importLines(t, LINE, LINE.replace('03.189000', '03.189001'));
  t.is(newer.format, 'alb');
  t.true(newer.gzipped);
  t.deepEqual([...newer.trace.arrivalAt], [0, 1000]);
  t.is(newer.trace.startedAt, '2024-05-17T10:05:03.189000000Z');
  t.deepEqual(newer.took, [
    ['time', 'request_creation_time, like 2024-05-17T10:05:03.189000Z'],
    ['size', 'sent_bytes'],
    ['address', 'client'],
    ['key', 'request'],
    ['latency', 'target_processing_time'],
  ]);
  t.deepEqual(newer.trace.keys, ['https://shop.example:443/cart']);
  const older = await importLines(t, FIRST, FIRST.replace('217405', '217406'));
  t.deepEqual([...older.trace.arrivalAt], [0, 1000]);
  t.is(older.took[0][1], 'time, like 2024-05-17T10:05:03.217405Z');
});

test('flags choose other columns', async (t) => {
  const path = fileOf(t, LINE);
  const { took, trace } = await imported(path, { time: 'time', size: 'received_bytes' });
  t.is(took[0][1], 'time, like 2024-05-17T10:05:03.217405Z');
  t.is(trace.sizeColumn, 'received_bytes');
});

test('a request that reached no target: its steps and status are blank', async (t) => {
  const { trace, notes } = await importLines(
    t,
    LINE,
    LINE.replace('10.0.3.9:8080 0.001 0.027 0.000 200 201', '- -1 -1 -1 502 -').replace(
      /"GET [^"]*"/,
      '"- http://shop.example:80- -"',
    ),
  );
  t.deepEqual([...trace.columns['target_processing_time']], [0.027, 0]);
  t.deepEqual([...trace.columns['target_status_code']], [201, 0]);
  t.true(notes.includes('blank values of target_status_code, counted as 0: 1'));
});

test('clients of IPv6, with brackets and without', async (t) => {
  const { trace } = await importLines(
    t,
    ...['[2001:db8::1]:443', '2001:db8::1:443'].map((client) => LINE.replace('192.0.2.7:51034', client)),
  );
  t.deepEqual(trace.addresses!.map(formatAddress), ['2001:db8::1']);
});

test('lines that are none are counted', async (t) => {
  const { badLines, firstBadLines } = await importLines(t, LINE, LINE.slice(0, 100), LINE.replace('5120', 'many'));
  t.is(badLines, 2);
  t.is(firstBadLines[0].reason, 'not a line of an access log of an ALB');
});

test('a hostile line takes no more time than its length', (t) => {
  const MEGABYTE = 1 << 20;
  for (const piece of ['"', '" "', ' ', '- ', 'a:1 ', 'x']) {
    const rest = piece.repeat(MEGABYTE / piece.length);
    t.notThrows(() => parsed(`http ${rest}`));
    t.notThrows(() => parsed(FIRST + rest));
  }
});
