import test from 'ava';
import * as fc from 'fast-check';
import { accessLogFormat, createAccessLogParser } from '../../records/formats/access-log.ts';
import { keyOf } from '../../records/formats/row.ts';

const TIME = '[17/May/2015:10:05:03 +0000]';
const COMMON = `83.149.9.216 - - ${TIME} "GET /a/b.png?x=1 HTTP/1.1" 200 2326`;
const COMBINED = `${COMMON} "http://example.org/" "Mozilla/5.0 (X11)"`;
const SECONDS = Date.UTC(2015, 4, 17, 10, 5, 3) / 1000;

function parseOne(line: string, format: 'common' | 'combined' = 'common') {
  return createAccessLogParser(format).parse([line])[0];
}

function rowOf(line: string, format: 'common' | 'combined' = 'common') {
  const parsed = parseOne(line, format);
  if (typeof parsed !== 'object') throw new TypeError(`not parsed: ${parsed}`);
  return parsed;
}

test('a line of the common and one of the combined format', (t) => {
  const row = { seconds: SECONDS, nanos: 0, values: [2326, 200], address: '83.149.9.216', key: '/a/b.png' };
  t.deepEqual(parseOne(COMMON), row);
  t.deepEqual(parseOne(COMBINED, 'combined'), row);
  t.deepEqual(parseOne(COMBINED, 'common'), row, 'what stands behind the common part is left alone');
  t.deepEqual(parseOne(`${COMBINED} 0.004 "extra"`, 'combined'), row);
  t.deepEqual(parseOne(`www.example.org:443 ${COMBINED}`, 'combined'), row, 'with the virtual host before it');
});

test('the format of a line', (t) => {
  t.is(accessLogFormat(COMMON), 'common');
  t.is(accessLogFormat(COMBINED), 'combined');
  t.is(accessLogFormat('time,bytes'), undefined);
  t.is(accessLogFormat(COMMON.replace('May', 'Mai')), undefined);
});

test('quotes in a field are escaped', (t) => {
  const line = String.raw`1.2.3.4 - - ${TIME} "GET /say/\"hi\"/\\ HTTP/1.1" 404 0 "-" "an \"agent\" \\"`;
  t.is(rowOf(line, 'combined').key, String.raw`/say/"hi"/\ `.trim());
  t.is(typeof parseOne(String.raw`1.2.3.4 - - ${TIME} "GET /a\" 200 5`), 'string', 'the field never ends');
});

test('addresses of all kinds, users with blanks', (t) => {
  for (const address of ['2001:db8::1', '::1', '::ffff:10.0.0.1', 'client.example.org', 'unix:']) {
    t.is(rowOf(COMMON.replace('83.149.9.216', address)).address, address);
  }
  for (const user of ['frank', 'frank drake', '-', '"a b"']) {
    t.is(rowOf(COMMON.replace('- - [', `- ${user} [`)).address, '83.149.9.216');
    t.is(rowOf(COMMON.replace('83.149.9.216 - - [', `::1 - ${user} [`)).address, '::1');
  }
});

test('a size of - is 0 bytes, and is said', (t) => {
  const parser = createAccessLogParser('common');
  const [row] = parser.parse([COMMON.replace('2326', '-')]);
  t.like(row, { values: [0, 200] });
  t.true(parser.notes().includes('sizes that are "-", counted as 0 bytes: 1'));
});

test('a broken end is kept and said; a line cut before it is refused', (t) => {
  const parser = createAccessLogParser('combined');
  const [broken, cut] = parser.parse([COMBINED.slice(0, -4), COMMON]);
  t.like(broken, { key: '/a/b.png' });
  t.is(cut, 'it ends before the referrer of the combined format');
  t.true(parser.notes().includes('lines with a broken end (referrer, agent), kept all the same: 1'));
});

test('whole seconds are said', (t) => {
  const parser = createAccessLogParser('common');
  parser.parse([COMMON]);
  t.regex(parser.notes().join(), /whole seconds/);
  parser.parse([COMMON.replace('10:05:03', '10:05:03.5')]);
  t.deepEqual(parser.notes(), []);
});

test('lines that are none: why', (t) => {
  t.is(parseOne('GET / HTTP/1.1'), 'not a line of the common format');
  t.is(parseOne(COMMON.replace('17/May', '31/Feb')), 'its time is not like 17/May/2015:10:05:03 +0000');
  t.is(parseOne(COMMON.replace(' 200 ', ' OK ')), 'not a line of the common format');
  t.is(parseOne('  '), undefined, 'a blank line is not a request, and not a mistake');
});

test('the key of a request', (t) => {
  const keys: [string, string][] = [
    ['GET /a?b HTTP/1.1', '/a'],
    ['GET /a b HTTP/1.0', '/a b'],
    ['GET /a', '/a'],
    ['POST http://example.org/a?b HTTP/2.0', 'http://example.org/a'],
    ['OPTIONS * HTTP/1.1', '*'],
    ['-', '-'],
    [String.raw`\x16\x03\x01`, String.raw`\x16\x03\x01`],
    ['/a?b', '/a'],
    ['what is this?', 'what is this?'],
  ];
  for (const [text, key] of keys) t.is(keyOf(text), key);
});

test('garbage never throws and gives one result a line', (t) => {
  const piece = fc.constantFrom('"', '\\', ' ', '[', ']', '-', TIME, '200', '1.2.3.4', 'GET / HTTP/1.1', '\u0000', 'ü');
  const garbage = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(fc.array(garbage), fc.constantFrom('common' as const, 'combined' as const), (lines, format) => {
      t.is(createAccessLogParser(format).parse(lines).length, lines.length);
    }),
  );
});

test('a hostile line takes no more time than its length', (t) => {
  // A megabyte each: an expression that goes back over what it read would not end.
  const MEGABYTE = 1 << 20;
  for (const piece of [' [', '"', '\\', ' -', 'a:1 ', '[17/May/2015', '"\\" ']) {
    const rest = piece.repeat(MEGABYTE / piece.length);
    t.is(typeof parseOne(`1.2.3.4 - - ${rest}`), 'string');
    t.is(typeof parseOne(`1.2.3.4 - - ${TIME} "GET ${rest}`), 'string');
    t.notThrows(() => parseOne(`${COMMON} "${rest}`, 'combined'));
  }
});
