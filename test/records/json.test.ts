import test from 'ava';
import type { ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { formatAddress } from '../../records/address.ts';
import type { ImportOptions } from '../../records/formats/import-trace.ts';
import { json } from '../../records/formats/json.ts';
import { UserError } from '../../records/user-error.ts';
import { fileOf, imported } from './files.ts';

function importLines(t: ExecutionContext, lines: unknown[], options?: ImportOptions) {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return imported(fileOf(t, texts.join('\n'), 'access.json'), options);
}

function caddy(ts: unknown, uri: string, client = '192.0.2.7') {
  return {
    level: 'info',
    ts,
    logger: 'http.log.access.log0',
    msg: 'handled request',
    request: {
      remote_ip: '10.0.0.1',
      remote_port: '51034',
      client_ip: client,
      proto: 'HTTP/2.0',
      method: 'GET',
      host: 'shop.example',
      uri,
      headers: { 'User-Agent': ['curl/8.5.0'], Referer: ['https://elsewhere.example/'] },
      tls: { resumed: false, version: 772, server_name: 'shop.example' },
    },
    bytes_read: 0,
    user_id: '',
    duration: 0.002491,
    size: 5120,
    status: 200,
    resp_headers: { Server: ['Caddy'] },
  };
}

test('Caddy: nested columns, seconds as a number', async (t) => {
  const { trace, took, format, title } = await importLines(t, [
    caddy(1715940303.2174, '/cart?id=7'),
    caddy(1715940303.2514, '/', '2001:db8::1'),
  ]);
  t.is(format, 'json');
  t.is(title, 'a log of JSON lines');
  t.deepEqual(took, [
    ['time', 'ts, in seconds'],
    ['size', 'size'],
    ['address', 'request.client_ip'],
    ['key', 'request.uri'],
    ['latency', 'duration'],
  ]);
  t.deepEqual([...trace.arrivalAt], [0, 34e6]);
  t.is(trace.startedAt, '2024-05-17T10:05:03.217400000Z');
  t.deepEqual(trace.addresses!.map(formatAddress), ['192.0.2.7', '2001:db8::1']);
  t.deepEqual(trace.keys, ['/cart', '/']);
  t.deepEqual([...trace.columns['duration']], [0.002491, 0.002491]);
});

test('Caddy before 2.7 has remote_ip alone; other time formats of it', async (t) => {
  const older = (ts: unknown) => {
    const line = caddy(ts, '/');
    delete (line.request as { client_ip?: string }).client_ip;
    return line;
  };
  const forms: [unknown, unknown][] = [
    [1715940303, 1715940304.5],
    [1715940303000.25, 1715940304500.25],
    [1715940303, 1715940304.5],
    ['2024-05-17T10:05:03.000Z', '2024-05-17T10:05:04.500Z'],
    ['2024/05/17 10:05:03.000', '2024/05/17 10:05:04.500'],
  ];
  for (const [first, second] of forms) {
    const { trace, took } = await importLines(t, [older(first), older(second)]);
    t.deepEqual([...trace.arrivalAt], [0, 1.5e9], String(first));
    t.is(Object.fromEntries(took)['address'], 'request.remote_ip');
  }
});

test('nanoseconds since 1970 keep all 19 digits, as numbers and as texts', async (t) => {
  for (const quote of ['', '"']) {
    const lines = [123, 124].map((nanos) => `{"ts": ${quote}1715940303217405${nanos}${quote}, "size":1}`);
    const { trace } = await importLines(t, lines);
    t.deepEqual([...trace.arrivalAt], [0, 1]);
    t.is(trace.startedAt, '2024-05-17T10:05:03.217405123Z');
  }
});

test('nginx: all is text, and the finest time is taken', async (t) => {
  const line = (msec: string, size: string) =>
    `{"time_local":"17/May/2024:10:05:03 +0000","time_iso8601":"2024-05-17T10:05:03+00:00","msec":"${msec}",` +
    `"remote_addr":"192.0.2.7","remote_user":"","request":"GET /a\\u0022b?x HTTP/1.1","status":"200",` +
    `"bytes_sent":"${size}1","body_bytes_sent":"${size}","request_time":"0.027","upstream_response_time":"-",` +
    `"http_referrer":"https://elsewhere.example/x","http_user_agent":"say \\"hi\\" \\\\ \\u00fc"}`;
  const { trace, took, notes } = await importLines(t, [line('1715940303.217', '5120'), line('1715940303.251', '')]);
  t.deepEqual(took, [
    ['time', 'msec, in seconds'],
    ['size', 'body_bytes_sent'],
    ['address', 'remote_addr'],
    ['key', 'request'],
    ['latency', 'request_time'],
  ]);
  t.deepEqual([...trace.arrivalAt], [0, 34e6]);
  t.deepEqual(trace.keys, ['/a"b']);
  t.deepEqual([...trace.columns['body_bytes_sent']], [5120, 0]);
  t.true(notes.includes('blank values of body_bytes_sent, counted as 0: 1'));
  const withoutMsec = await importLines(t, [line('', '1')]);
  t.is(withoutMsec.took[0][1], 'time_local, like 17/May/2024:10:05:03 +0000');
});

test('Envoy: null for what is not there, names in any order', async (t) => {
  const line = (start: string) => ({
    authority: '10.0.0.9:8080',
    bytes_received: 0,
    bytes_sent: 5120,
    downstream_local_address: '10.0.0.9:8080',
    downstream_remote_address: '[2001:db8::1]:51034',
    duration: 27,
    method: 'GET',
    path: '/cart?id=7',
    request_id: '0b8a-1c',
    response_code: 200,
    response_flags: '-',
    start_time: start,
    upstream_host: '10.0.3.9:8080',
    upstream_service_time: null,
    user_agent: null,
    x_forwarded_for: null,
  });
  const { trace, took } = await importLines(t, [line('2024-05-17T10:05:03.217Z'), line('2024-05-17T10:05:03.251Z')]);
  t.deepEqual(took, [
    ['time', 'start_time, like 2024-05-17T10:05:03.217Z'],
    ['size', 'bytes_sent'],
    ['address', 'downstream_remote_address'],
    ['key', 'path'],
    ['latency', 'duration'],
  ]);
  t.deepEqual(trace.addresses!.map(formatAddress), ['2001:db8::1']);
  t.deepEqual([...trace.arrivalAt], [0, 34e6]);
});

test('flags name nested columns', async (t) => {
  const { took } = await importLines(t, [caddy(1715940303, '/')], {
    address: 'request.remote_ip',
    key: 'request.host',
  });
  t.like(Object.fromEntries(took), { address: 'request.remote_ip', key: 'request.host' });
  const error = await t.throwsAsync(importLines(t, [caddy(1715940303, '/')], { size: 'request.size' }), {
    instanceOf: UserError,
  });
  t.regex(error.message, /^no column is called "request.size"; the columns are level, ts, /);
});

test('lines that are no requests: why, and by number', async (t) => {
  const { trace, badLines, firstBadLines } = await importLines(t, [
    { time: 1, bytes: 1 },
    'not JSON',
    '',
    '[1, 2]',
    '{"time": 2, "bytes": 1',
    { bytes: 5 },
    { time: 4, bytes: -5 },
    { time: 5, bytes: { nested: 1 } },
    '{"time": 6, "bytes": 1e400}',
    { bytes: 7, time: 7, more: [1] },
  ]);
  t.deepEqual([...trace.columns['bytes']], [1, 0, 7], 'what is no number, text or truth is blank');
  t.is(badLines, 6);
  t.deepEqual(
    firstBadLines.map(({ line, reason }) => `${line}: ${reason}`),
    [
      '2: not a JSON object',
      '4: not a JSON object',
      '5: not a JSON object',
      '6: time "" is not a time in seconds',
      '7: bytes -5 is a negative size',
    ],
  );
});

test('a file without an object of values is refused', async (t) => {
  const message = 'none of its first lines is a JSON object with values';
  await t.throwsAsync(importLines(t, ['[1]', 'x'], { format: 'json' }), { instanceOf: UserError, message });
  await t.throwsAsync(importLines(t, ['{}', '{"a":{}}']), { instanceOf: UserError, message });
});

test('hostile objects: deep, wide, and with names of our own', async (t) => {
  const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`n${at}`, at]));
  const { trace, badLines } = await importLines(t, [
    '{"time":1,"__proto__":5,"constructor":6,"toString":{"bytes":7}}',
    `{"time":2,"deep":${deep}}`,
    { time: 3, ...wide },
  ]);
  t.is(badLines, 0);
  t.is(trace.count, 3);
  t.deepEqual([...trace.columns['__proto__']], [5, 0, 0]);
  t.deepEqual([...trace.columns['toString.bytes']], [7, 0, 0]);
  t.true(Object.keys(trace.columns).length <= 256);
});

test('garbage never throws and gives one result a line', (t) => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((text) => text.slice(0, -1)),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const reader = json.open(['{"a":1,"b":{"c":"d"}}']);
      const fields = reader.split(lines);
      t.is(fields.length, lines.length);
      for (const result of fields) t.true(typeof result !== 'object' || result.length === 2);
    }),
  );
});
