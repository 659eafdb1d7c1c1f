import test from 'ava';
import * as fc from 'fast-check';
import { Dictionary } from '../../records/formats/dictionary.ts';

test('it numbers byte strings as a Map does', (t) => {
  const bytes = fc.uint8Array({ maxLength: 3, max: 3 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 500 }), (list) => {
      const dictionary = new Dictionary();
      const numbers = new Map<string, number>();
      for (const entry of list) {
        const known = numbers.get(entry.join()) ?? numbers.size;
        numbers.set(entry.join(), known);
        t.is(dictionary.numberOf(entry, entry.length), known);
      }
      t.is(dictionary.count, numbers.size);
      t.deepEqual(
        [...dictionary].map((entry) => entry.join()),
        [...numbers.keys()],
      );
    }),
  );
});

test('it grows: 100,000 neighbours are found again, and walked twice', (t) => {
  const dictionary = new Dictionary();
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 100_000; at++) {
      view.setUint32(0, at);
      if (dictionary.numberOf(bytes, 4) !== at) t.fail(`${at} has another number`);
    }
  }
  t.is(dictionary.count, 100_000);
  t.deepEqual([...dictionary].at(-1), bytes);
  t.is([...dictionary].length, 100_000);
});

test('strings that begin alike are told apart by their length', (t) => {
  const dictionary = new Dictionary();
  const bytes = new Uint8Array(500);
  const lengths = Array.from({ length: bytes.length }, (_, length) => length);
  for (let round = 0; round < 2; round++) {
    t.deepEqual(
      lengths.map((length) => dictionary.numberOf(bytes, length)),
      lengths,
    );
  }
});
