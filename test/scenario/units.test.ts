import test from 'ava';
import * as fc from 'fast-check';
import { formatNumber, formatQuantity, KINDS, parseQuantity, quantityPattern } from '../../sim/scenario/units.ts';
import type { QuantityKind } from '../../sim/scenario/units.ts';

const READ: [QuantityKind, string | number, number][] = [
  ['duration', '20ms', 20e6],
  ['duration', '1.5 s', 1.5e9],
  ['duration', '2m', 120e9],
  ['duration', '2min', 120e9],
  ['duration', '1e3us', 1e6],
  ['duration', '0.6ns', 1],
  ['duration', 0, 0],
  ['duration', '90d', 7_776_000e9],
  ['rate', '300/s', 3e-7],
  ['rate', '60/min', 1e-9],
  ['rate', '1/ms', 1e-6],
  ['size', '1KiB', 1024],
  ['size', '1kB', 1000],
  ['size', '1.5GiB', 1.5 * 1024 * 1024 * 1024],
  ['fraction', '99.9%', 0.999],
  ['fraction', 0.25, 0.25],
  ['factor', '2.5x', 2.5],
];

for (const [kind, text, value] of READ) {
  test(`${kind}: ${JSON.stringify(text)} is ${value}`, (t) => {
    t.is(parseQuantity(kind, text), value);
    if (typeof text === 'string') t.regex(text, new RegExp(quantityPattern(kind), 'u'));
  });
}

const REFUSED: [QuantityKind, string | number, string][] = [
  ['duration', '20', 'expected a duration with its unit, such as 20ms'],
  ['duration', 20, 'expected a duration with its unit, such as 20ms'],
  ['duration', 'ms', 'expected a duration such as 20ms'],
  ['duration', '1m30s', 'unknown unit "m30s"; expected a duration in ns, us, ms, s, m, h or d'],
  ['duration', '-5ms', 'expected a duration, which cannot be negative'],
  ['duration', '1e999s', 'expected a duration within reason'],
  ['duration', '0.1ns', 'smaller than 1ns, the smallest there is'],
  ['duration', '5toString', 'unknown unit "toString"; expected a duration in ns, us, ms, s, m, h or d'],
  ['size', '0.1B', 'smaller than 1B, the smallest there is'],
  ['rate', 0, 'expected a rate with its unit, such as 300/s'],
  ['fraction', 30, 'expected a share such as 30%, or a number from 0 to 1'],
  ['factor', 2, 'expected a factor with its unit, such as 2x'],
];

for (const [kind, text, message] of REFUSED) {
  test(`${JSON.stringify(text)} is no ${kind}`, (t) => {
    t.is(parseQuantity(kind, text), message);
  });
}

test('quantities are shown in the unit that says them shortest', (t) => {
  const shown = [120e9, 150e9, 130e9, 5e6, 1.2345e9, 0, 90 * 86_400e9].map((time) => formatQuantity('duration', time));
  t.deepEqual(shown, ['2m', '2.5m', '130s', '5ms', '1.23s', '0s', '90d']);
  t.deepEqual(
    [512, 1536, 4 * 1024 * 1024 * 1024].map((size) => formatQuantity('size', size)),
    ['512B', '1.5KiB', '4GiB'],
  );
  t.is(formatQuantity('rate', 3e-7), '300/s');
  t.is(formatQuantity('fraction', 0.555), '55.5%');
  t.deepEqual([0, 0.3333, 12.345, 1234567, 1e300].map(formatNumber), ['0', '0.333', '12.3', '1,234,567', '1e+300']);
});

test('what is shown of a time reads as nearly the same time', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7_776_000_000_000_000 }), (time) => {
      const read = parseQuantity('duration', formatQuantity('duration', time).replaceAll(',', ''));
      return typeof read === 'number' && Math.abs(read - time) <= time * 0.005;
    }),
  );
  t.pass();
});

test('whatever is written, the answer is a finite number or a message', (t) => {
  const kinds = fc.constantFrom(...(Object.keys(KINDS) as QuantityKind[]));
  fc.assert(
    fc.property(
      kinds,
      fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^-?\d{1,400}(\.\d+)?(e\d+)? ?[a-zA-Zµ%/]{0,3}$/)),
      (kind, text) => {
        const value = parseQuantity(kind, text);
        return typeof value === 'string' || (Number.isFinite(value) && value >= 0);
      },
    ),
  );
  t.pass();
});
