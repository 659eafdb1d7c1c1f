import test from 'ava';
import * as fc from 'fast-check';
import { combined, common } from '../../records/formats/access-log.ts';
import { keyOf } from '../../records/formats/row.ts';

const TIME = '[17/May/2015:10:05:03 +0000]';
const COMMON = `83.149.9.216 - - ${TIME} "GET /a/b.png?x=1 HTTP/1.1" 200 2326`;
const COMBINED = `${COMMON} "http://example.org/" "Mozilla/5.0 (X11)"`;
const FIELDS = ['83.149.9.216', '17/May/2015:10:05:03 +0000', 'GET /a/b.png?x=1 HTTP/1.1', '2326', '200'];

/** The fields of a line, or why it has none. */
function parsed(line: string, format = common) {
  return format.open([]).split([line])[0];
}

function fieldsOf(line: string, format = common) {
  const [client, , request, bytes] = parsed(line, format) as string[];
  return { client, request, bytes };
}

test('a line of the common and one of the combined format', (t) => {
  t.deepEqual(parsed(COMMON), FIELDS);
  t.deepEqual(parsed(COMBINED, combined), FIELDS);
  t.deepEqual(parsed(COMBINED, common), FIELDS, 'what stands behind the common part is left alone');
  t.deepEqual(parsed(`${COMBINED} 0.004 "extra"`, combined), FIELDS);
  t.deepEqual(parsed(`www.example.org:443 ${COMBINED}`, combined), FIELDS, 'with the virtual host before it');
});

test('the format of a line', (t) => {
  const recognised = (line: string) => [common.recognises([line]), combined.recognises([line])];
  t.deepEqual(recognised(COMMON), [1, 0]);
  t.deepEqual(recognised(COMBINED), [0, 1]);
  t.deepEqual(recognised('time,bytes'), [0, 0]);
  t.deepEqual(recognised(COMMON.replace('May', 'Mai')), [0, 0]);
});

test('quotes in a field are escaped', (t) => {
  const line = String.raw`1.2.3.4 - - ${TIME} "GET /say/\"hi\"/\\ HTTP/1.1" 404 0 "-" "an \"agent\" \\"`;
  t.is(fieldsOf(line, combined).request, String.raw`GET /say/"hi"/\ HTTP/1.1`);
  t.is(typeof parsed(String.raw`1.2.3.4 - - ${TIME} "GET /a\" 200 5`), 'string', 'the field never ends');
});

test('addresses of all kinds, users with blanks', (t) => {
  for (const address of ['2001:db8::1', '::1', '::ffff:10.0.0.1', 'client.example.org', 'unix:']) {
    t.is(fieldsOf(COMMON.replace('83.149.9.216', address)).client, address);
  }
  for (const user of ['frank', 'frank drake', '-', '"a b"']) {
    t.is(fieldsOf(COMMON.replace('- - [', `- ${user} [`)).client, '83.149.9.216');
    t.is(fieldsOf(COMMON.replace('83.149.9.216 - - [', `::1 - ${user} [`)).client, '::1');
  }
});

test('a size of - is a blank', (t) => {
  t.is(fieldsOf(COMMON.replace('2326', '-')).bytes, '-');
});

test('a broken end is kept and said; a line cut before it is refused', (t) => {
  const reader = combined.open([]);
  const [broken, cut] = reader.split([COMBINED.slice(0, -4), COMMON]);
  t.deepEqual(broken, FIELDS);
  t.is(cut, 'it ends before the referrer of the combined format');
  t.deepEqual(reader.notes(), ['lines with a broken end (referrer, agent), kept all the same: 1']);
});

test('lines that are none: why', (t) => {
  t.is(parsed('GET / HTTP/1.1'), 'not a line of the common format');
  t.is(parsed(COMMON.replace(' 200 ', ' OK ')), 'not a line of the common format');
  t.is(parsed('  '), undefined, 'a blank line is not a request, and not a mistake');
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
    fc.property(fc.array(garbage), fc.constantFrom(common, combined), (lines, format) => {
      t.is(format.open([]).split(lines).length, lines.length);
    }),
  );
});

test('a hostile line takes no more time than its length', (t) => {
  // A megabyte each: an expression that goes back over what it read would not end.
  const MEGABYTE = 1 << 20;
  for (const piece of [' [', '"', '\\', ' -', 'a:1 ', '[17/May/2015', '"\\" ']) {
    const rest = piece.repeat(MEGABYTE / piece.length);
    t.is(typeof parsed(`1.2.3.4 - - ${rest}`), 'string');
    t.is(typeof parsed(`1.2.3.4 - - ${TIME} "GET ${rest}`), 'string');
    t.notThrows(() => parsed(`${COMMON} "${rest}`, combined));
  }
});
