import test from 'ava';
import * as fc from 'fast-check';
import { GrowingColumn } from '../../records/formats/growing-column.ts';

const EDGES = [0, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, -1, 0.5, 1e300];

test('whatever numbers come, it holds them, in any order', (t) => {
  const value = fc.oneof(fc.constantFrom(...EDGES), fc.nat(300), fc.integer());
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6000 }), (values) => {
      const column = new GrowingColumn();
      for (const number of values) column.push(number);
      t.is(column.count, values.length);
      t.deepEqual([...column.finish()], values);
      const backwards = Uint32Array.from(values, (_, at) => values.length - 1 - at);
      t.deepEqual([...column.finish(backwards)], values.toReversed());
    }),
    { numRuns: 50 },
  );
});

test('its elements are as narrow as its numbers let them be', (t) => {
  const bytesFor = (value: number) => {
    const column = new GrowingColumn();
    column.push(value);
    return column.finish().BYTES_PER_ELEMENT;
  };
  t.deepEqual(EDGES.map(bytesFor), [1, 1, 2, 2, 4, 4, 8, 8, 8, 8]);
});
