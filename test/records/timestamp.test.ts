import test from 'ava';
import * as fc from 'fast-check';
import { formatInstant, hasZone, parseEpoch, parseIsoTime, parseLogTime } from '../../records/formats/timestamp.ts';

const MAY_17 = Date.UTC(2015, 4, 17, 10, 5, 3) / 1000;

test('a time of an access log, with its zone', (t) => {
  t.deepEqual(parseLogTime('17/May/2015:10:05:03 +0000'), { seconds: MAY_17, nanos: 0 });
  t.deepEqual(parseLogTime('17/May/2015:12:05:03 +0200'), { seconds: MAY_17, nanos: 0 });
  t.deepEqual(parseLogTime('17/May/2015:05:35:03 -0430'), { seconds: MAY_17, nanos: 0 });
  t.deepEqual(parseLogTime('17/May/2015:10:05:03.25 +0000'), { seconds: MAY_17, nanos: 250_000_000 });
});

test('a time like ISO 8601, with and without zone, to the nanosecond', (t) => {
  const at = { seconds: MAY_17, nanos: 979_960_000 };
  for (const text of [
    '2015-05-17 10:05:03.9799600',
    '2015-05-17T10:05:03.97996Z',
    '2015-05-17T10:05:03,97996Z',
    '2015-05-17T12:05:03.979960000+02:00',
    '2015-05-17T12:05:03.979960000+0200',
    '2015-05-17 02:05:03.979960000999 -08',
    '2015/05/17 10:05:03.97996 UTC',
  ]) {
    t.deepEqual(parseIsoTime(text), at, text);
  }
  t.deepEqual(parseIsoTime('2015-05-17T10:05'), { seconds: MAY_17 - 3, nanos: 0 });
  t.deepEqual(parseIsoTime('2016-12-31T23:59:60Z'), { seconds: Date.UTC(2017, 0, 1) / 1000, nanos: 0 });
  t.true(hasZone('2015-05-17T10:05:03Z'));
  t.false(hasZone('2015-05-17T10:05:03'));
});

test('what is no time', (t) => {
  for (const text of ['', '-', 'now', '17/May/2015', '31/Feb/2015:10:05:03 +0000', '17/Mai/2015:10:05:03 +0000']) {
    t.is(parseLogTime(text), undefined, text);
  }
  for (const text of [
    '2015-05-17',
    '2015-13-17T10:05:03Z',
    '2015-02-29T10:05:03Z',
    '2015-05-17T24:05:03Z',
    '2015-05-17T10:60:03Z',
  ]) {
    t.is(parseIsoTime(text), undefined, text);
  }
  for (const text of ['', '-1', '1e9', '1.2.3', '0x10', '99999999999999999999'])
    t.is(parseEpoch(text, 0), undefined, text);
});

test('numbers since an origin keep all 19 digits', (t) => {
  const at = { seconds: 1_700_000_000, nanos: 123_456_789 };
  t.deepEqual(parseEpoch('1700000000.123456789', 0), at);
  t.deepEqual(parseEpoch('1700000000123.456789', 3), at);
  t.deepEqual(parseEpoch('1700000000123456.789', 6), at);
  t.deepEqual(parseEpoch('1700000000123456789', 9), at);
  t.deepEqual(parseEpoch('5', 3), { seconds: 0, nanos: 5_000_000 });
  t.deepEqual(parseEpoch('0.', 0), { seconds: 0, nanos: 0 });
});

test('writing a time and reading it gives the same time', (t) => {
  const seconds = fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) / 1000 });
  fc.assert(
    fc.property(seconds, fc.integer({ min: 0, max: 999_999_999 }), (second, nanos) => {
      t.deepEqual(parseIsoTime(formatInstant(second, nanos)), { seconds: second, nanos });
    }),
  );
  t.is(formatInstant(MAY_17, -1), '2015-05-17T10:05:02.999999999Z');
  t.is(formatInstant(MAY_17, 2_500_000_000), '2015-05-17T10:05:05.500000000Z');
});
