import { isIP } from 'node:net';
import test from 'ava';
import * as fc from 'fast-check';
import { formatAddress, parseAddress } from '../../records/address.ts';

const BYTES: Record<number, number> = { 4: 4, 6: 16 };

test('IPv4', (t) => {
  t.deepEqual(parseAddress('83.149.9.216'), Uint8Array.of(83, 149, 9, 216));
  for (const text of ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '1.2.3.04', '1.2.3.x', 'example.org', '1..2.3']) {
    t.is(parseAddress(text), undefined, text);
  }
});

test('IPv6 in the forms of RFC 4291, written as RFC 5952 says', (t) => {
  const forms: [string, string][] = [
    ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ];
  for (const [text, written] of forms) t.is(formatAddress(parseAddress(text)!), written, text);
  for (const text of [
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '1.2.3.4::',
    '1:2:3:4:5:6:7::8',
  ]) {
    t.is(parseAddress(text), undefined, text);
  }
});

test('any address survives being written and read', (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  fc.assert(fc.property(bytes, (address) => t.deepEqual(parseAddress(formatAddress(address)), address)));
});

test('takes for addresses what Node takes for them', (t) => {
  const likely = fc.string({
    unit: fc.constantFrom('0', '1', 'a', 'F', ':', ':', '.', '12', '255', '256'),
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.oneof(likely, fc.ipV4(), fc.ipV6()), (text) => t.is(parseAddress(text)?.length, BYTES[isIP(text)])),
    { numRuns: 2000 },
  );
});
