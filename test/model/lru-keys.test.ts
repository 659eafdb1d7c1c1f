import test from 'ava';
import * as fc from 'fast-check';
import { createLruKeys } from '../../sim/model/servers/lru-keys.ts';

/** Few keys, so that they come again; keys that are 2^32 apart share a bucket. */
const key = fc.oneof(
  fc.nat(6),
  fc.nat(40),
  fc.nat(3).map((n) => n * 2 ** 32),
);
const CLEAR = -1;

test('it knows the keys that were used last, as a list does', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.oneof({ arbitrary: key, weight: 40 }, { arbitrary: fc.constant(CLEAR), weight: 1 }), {
        maxLength: 200,
      }),
      (entries, used) => {
        const lru = createLruKeys(entries);
        let list: number[] = [];
        for (const each of used) {
          if (each === CLEAR) {
            lru.clear();
            list = [];
          } else {
            t.is(lru.use(each), list.includes(each));
            list = [...list.filter((other) => other !== each), each].slice(-entries);
          }
        }
      },
    ),
  );
});
