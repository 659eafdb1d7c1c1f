import test from 'ava';
import * as fc from 'fast-check';
import { utf8 } from '../../../strategies/lib/utf8.ts';

test("the platform's encoder gives the same bytes, for lone surrogates too", (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constant('\ud800')) }),
      (text) => {
        t.deepEqual(utf8(text), new TextEncoder().encode(text));
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
