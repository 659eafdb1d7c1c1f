import test from 'ava';
import type { ExecutionContext } from 'ava';
import { formatAddress } from '../../records/address.ts';
import { haproxy } from '../../records/formats/haproxy.ts';
import { fileOf, imported } from './files.ts';

const PREFIX = 'May 17 10:05:03 edge-2 haproxy[4711]: ';
const LINE =
  '192.0.2.7:51034 [17/May/2024:10:05:03.217] shop~ web/web3 4/0/1/27/32 200 5120 - - ---- 12/9/3/1/0 0/2 {shop.example|} {nginx} "GET /cart?id=7 HTTP/1.1"';
const FIELDS = [
  '192.0.2.7',
  '17/May/2024:10:05:03.217',
  'GET /cart?id=7 HTTP/1.1',
  '5120',
  '200',
  '4',
  '0',
  '1',
  '27',
  '32',
];

function parsed(line: string) {
  return haproxy.open([]).split([line])[0];
}

function importLines(t: ExecutionContext, ...lines: string[]) {
  return imported(fileOf(t, lines.join('\n'), 'haproxy.log'));
}

test('a line, with what any syslog writes before it and without', (t) => {
  const prefixes = ['', PREFIX, '<134>1 2024-05-17T10:05:03.250+02:00 edge-2 haproxy 4711 - - ', '2024-05-17 edge: '];
  for (const prefix of prefixes) {
    t.deepEqual(parsed(prefix + LINE), FIELDS);
    t.is(haproxy.recognises([prefix + LINE]), 1);
  }
});

test('what may be there or not', (t) => {
  t.deepEqual(parsed(LINE.replace(' {shop.example|} {nginx}', '')), FIELDS, 'no captured headers');
  t.deepEqual(parsed(LINE.replace('{shop.example|} {nginx}', '{}')), FIELDS, 'one capture');
  t.deepEqual(parsed(`${LINE} 0/0/0/0/0 shop.example/TLSv1.3/TLS_AES_128_GCM_SHA256`), FIELDS, 'option httpslog');
  t.deepEqual(parsed(LINE.replace('/32 200 5120', '/+32 200 +5120')), FIELDS, 'option logasap');
  t.deepEqual(parsed(LINE.replace('12/9/3/1/0', '12/9/3/1/+1')), FIELDS, 'sent to another server');
  const cut = parsed(LINE.slice(0, LINE.indexOf('t?id'))) as string[];
  t.is(cut[2], 'GET /car', 'cut short by syslog');
});

test('a request that reached no server: its steps are blank', (t) => {
  const line = LINE.replace('web/web3 4/0/1/27/32 200', 'shop/<NOSRV> -1/-1/-1/-1/5 503').replace(
    /"GET.*"/,
    '"<BADREQ>"',
  );
  t.deepEqual((parsed(line) as string[]).slice(2), ['<BADREQ>', '5120', '503', '-', '-', '-', '-', '5']);
});

test('clients of IPv6 have a port without brackets', async (t) => {
  const lines = ['2001:db8::1:33317', '::1:80', '::ffff:192.0.2.7:81'].map((client) =>
    LINE.replace('192.0.2.7:51034', client),
  );
  const { trace } = await importLines(t, ...lines);
  t.deepEqual(trace.addresses!.map(formatAddress), ['2001:db8::1', '::1', '::ffff:c000:207']);
});

test('an import says what it took; other lines of HAProxy are counted', async (t) => {
  const { trace, took, format, badLines, firstBadLines, notes } = await importLines(
    t,
    `${PREFIX}Server web/web3 is DOWN, reason: Layer4 timeout, check duration: 2001ms.`,
    PREFIX + LINE,
    `${PREFIX}192.0.2.7:51034 [17/May/2024:10:05:03.300] tcp db/db1 0/1/500 212 -- 1/1/1/1/0 0/0`,
    PREFIX + LINE.replace('03.217', '03.251').replace('4/0/1/27/32', '4/0/-1/-1/32'),
    PREFIX + LINE.replace('17/May', '31/Feb'),
  );
  t.is(format, 'haproxy');
  t.deepEqual(took, [
    ['time', 'time, like 17/May/2024:10:05:03.217 (no zone: UTC)'],
    ['size', 'bytes'],
    ['address', 'client'],
    ['key', 'request'],
    ['latency', 'Ta'],
  ]);
  t.deepEqual([...trace.arrivalAt], [0, 34e6]);
  t.deepEqual(trace.keys, ['/cart']);
  t.deepEqual(Object.keys(trace.columns), ['bytes', 'status', 'TR', 'Tw', 'Tc', 'Tr', 'Ta']);
  t.deepEqual([...trace.columns['Tr']], [27, 0]);
  t.deepEqual(notes, ['blank values of Tc, counted as 0: 1', 'blank values of Tr, counted as 0: 1']);
  t.is(badLines, 3);
  t.deepEqual(
    firstBadLines.map(({ line, reason }) => `${line}: ${reason}`),
    [
      '1: not a line of option httplog',
      '3: not a line of option httplog',
      '5: time "31/Feb/2024:10:05:03.217" is not a time like 17/May/2024:10:05:03.217 (no zone: UTC)',
    ],
  );
});

test('a hostile line takes no more time than its length', (t) => {
  const MEGABYTE = 1 << 20;
  const [start] = LINE.split('{');
  for (const piece of ['a:1 ', 'a:1 [x] ', '{', '{} ', '1/', '"', ' [', 'x', `${start}{`]) {
    const rest = piece.repeat(MEGABYTE / piece.length);
    t.notThrows(() => parsed(rest));
    t.notThrows(() => parsed(start + rest));
  }
});
