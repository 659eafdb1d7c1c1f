import test from 'ava';
import { maglev } from '../../strategies/maglev.ts';
import { equalServers, FakeBalancer, keyOf, weightedServers } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

const text = (key: string): Uint8Array => new TextEncoder().encode(key);
const envoy = Array.from({ length: 6 }, (_, i) => ({ name: `127.0.0.1:${90 + i}` }));

test("in the table of Envoy's unit test: keys whose hashes are published, and their retries", (t) => {
  const balancer = new FakeBalancer(maglev, envoy, { tableSize: 7 });
  const table = [92, 94, 90, 91, 95, 90, 93];
  for (const [key, hash] of [
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
  ] as const) {
    // An empty key is none: the address is hashed, here of no bytes as well.
    const request = balancer.newRequest(text(key), text(key));
    for (let retries = 0n; retries < 5n; retries++) {
      const slot = (hash ^ BigInt.asUintN(64, -retries)) % 7n;
      t.is(balancer.exchange(request) + 90, table[Number(slot)], `${key} ${retries}`);
      request.attempt++;
    }
  }
});

/** How many of 2000 keys each server has. */
function counts(balancer: FakeBalancer): number[] {
  const picks = Array.from({ length: 2000 }, (_, i) => balancer.send(balancer.newRequest(undefined, keyOf(i))));
  return tally(picks, balancer.pool.size);
}

test('shares of the table follow the weights, from the next pick on', (t) => {
  const balancer = new FakeBalancer(maglev, weightedServers(1, 3, 0.001), { tableSize: 1009 });
  // Of 1009 slots the last has one, since its target is reached at once in the first round.
  t.true(fits(counts(balancer), [252, 756, 1]), counts(balancer).join(' '));
  balancer.setWeight(0, 3);
  t.true(fits(counts(balancer), [504, 504, 1]), counts(balancer).join(' '));
});

test('of more servers than slots some get none', (t) => {
  const balancer = new FakeBalancer(maglev, equalServers(5), { tableSize: 2 });
  t.is(counts(balancer).filter((count) => count > 0).length, 2);
});
