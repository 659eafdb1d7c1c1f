import test from 'ava';
import * as fc from 'fast-check';
import { avalanche } from '../../strategies/lib/hash.ts';
import { utf8 } from '../../strategies/lib/utf8.ts';
import { Xxh64 } from '../../strategies/lib/xxh64.ts';
import { rendezvous } from '../../strategies/rendezvous.ts';
import { equalServers, FakeBalancer, keyOf, weightedServers } from './fake-pool.ts';

/** The definition, with every logarithm. */
function highestScore({ pool }: FakeBalancer, key: Uint8Array): number {
  const keyHash = new Xxh64().hash(key).high;
  const scores = Array.from({ length: pool.size }, (_, server) => {
    const { high, low } = new Xxh64().hash(utf8(pool.name(server)));
    const u = (avalanche(avalanche(keyHash ^ high) ^ low) + 0.5) / 2 ** 32;
    return pool.available[server] === 1 ? -pool.weight[server] / Math.log(u) : 0;
  });
  return scores.indexOf(Math.max(...scores));
}

test('the server with the highest score has the key, whichever logarithms are left out', (t) => {
  const weight = fc.oneof(fc.constant(1), fc.double({ min: 0.001, max: 1000, noNaN: true }));
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 20 }), fc.nat(), (weights, i) => {
      const balancer = new FakeBalancer(rendezvous, weightedServers(...weights));
      t.is(balancer.send(balancer.newRequest(undefined, keyOf(i))), highestScore(balancer, keyOf(i)));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('a server whose weight grows takes keys from the others and gives none', (t) => {
  const balancer = new FakeBalancer(rendezvous, weightedServers(1, 2, 3));
  const ask = () => Array.from({ length: 2000 }, (_, i) => balancer.send(balancer.newRequest(undefined, keyOf(i))));
  const before = ask();
  balancer.setWeight(0, 5);
  const after = ask();
  t.true(after.some((server, i) => server !== before[i]));
  t.true(after.every((server, i) => server === before[i] || server === 0));
});

test('names decide, not indices', (t) => {
  const pick = (names: string[], i: number) => {
    const balancer = new FakeBalancer(
      rendezvous,
      names.map((name) => ({ name })),
    );
    return balancer.pool.name(balancer.send(balancer.newRequest(undefined, keyOf(i))));
  };
  for (let i = 0; i < 100; i++) t.is(pick(['a', 'b', 'c'], i), pick(['c', 'a', 'b'], i));
});

test('a retry goes to the same server', (t) => {
  const balancer = new FakeBalancer(rendezvous, equalServers(5));
  const request = balancer.newRequest(undefined, keyOf(1));
  const first = balancer.exchange(request);
  request.attempt = 2;
  t.is(balancer.exchange(request), first);
});
