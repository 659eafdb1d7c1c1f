import test from 'ava';
import * as fc from 'fast-check';
import { Candidates } from '../../../strategies/lib/candidates.ts';
import { maglevTurns, takeTurns } from '../../../strategies/lib/maglev-table.ts';
import { FakePool } from '../fake-pool.ts';
import type { FakeServer } from '../fake-pool.ts';
import { tally } from '../statistics.ts';

/** The table of servers with these orders, all equal. */
function equalTable(size: number, orders: { server: number; slot: number; skip: number }[]): number[] {
  const table = new Int32Array(size);
  takeTurns(
    table,
    orders.map((order) => ({ ...order, share: 1 / orders.length, target: 0 })),
  );
  return [...table];
}

function tableOf(size: number, servers: FakeServer[]): number[] {
  const pool = new FakePool(false);
  for (const server of servers) pool.add(server);
  const candidates = new Candidates(pool);
  candidates.refresh();
  const table = new Int32Array(size);
  takeTurns(table, maglevTurns(pool, candidates, size));
  return [...table];
}

const ports = (first: number, last: number): FakeServer[] =>
  Array.from({ length: last - first + 1 }, (_, i) => ({ name: `127.0.0.1:${first + i}` }));

test('table 1 of the paper: three backends in seven slots, before and after B1 is removed', (t) => {
  const b0 = { server: 0, slot: 3, skip: 4 };
  const b1 = { server: 1, slot: 0, skip: 2 };
  const b2 = { server: 2, slot: 3, skip: 1 };
  t.deepEqual(equalTable(7, [b0, b1, b2]), [1, 0, 1, 0, 2, 2, 0]);
  t.deepEqual(equalTable(7, [b0, b2]), [0, 0, 0, 0, 2, 2, 2]);
});

test("the tables of Envoy's own unit test", (t) => {
  t.deepEqual(
    tableOf(7, ports(90, 95)).map((server) => server + 90),
    [92, 94, 90, 91, 95, 90, 93],
  );
  const [first, second] = ports(90, 91);
  t.deepEqual(
    tableOf(17, [first, { ...second, weight: 2 }]).map((server) => server + 90),
    [91, 90, 90, 91, 90, 91, 91, 90, 91, 91, 91, 91, 91, 90, 91, 90, 91],
  );
});

test('the order of the pool does not matter', (t) => {
  const servers = ports(90, 95);
  const reversed = tableOf(101, servers.toReversed()).map((server) => 5 - server);
  t.deepEqual(reversed, tableOf(101, servers));
});

test('one server has every slot, and more servers than slots leave the last without', (t) => {
  t.deepEqual(tableOf(5, ports(90, 90)), [0, 0, 0, 0, 0]);
  t.deepEqual(tableOf(2, ports(90, 92)), [1, 0]);
});

test('slots follow the weights as closely as whole rounds allow', (t) => {
  const weight = fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 10, noNaN: true }));
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 30 }), (weights) => {
      const [n, size] = [weights.length, 1009];
      const sum = weights.reduce((total, each) => total + each, 0);
      const slots = tally(
        tableOf(
          size,
          weights.map((each) => ({ weight: each })),
        ),
        n,
      );
      // After T rounds a server has more than T share / greatest slots, by one at most; the last round may be cut short, and
      // all together have `size`.
      for (const [server, each] of weights.entries()) {
        const share = each / sum;
        t.true(slots[server] < size * share + 2.001 && slots[server] > (size - n) * share - 1.001);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
