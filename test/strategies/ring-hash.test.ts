import test from 'ava';
import { ringHash } from '../../strategies/ring-hash.ts';
import { addressOf, equalServers, FakeBalancer, keyOf } from './fake-pool.ts';

const envoy = Array.from({ length: 6 }, (_, i) => ({ name: `127.0.0.1:${90 + i}` }));

test("on the ring of Envoy's unit test: keys whose hashes are published", (t) => {
  const balancer = new FakeBalancer(ringHash, envoy, { minSize: 12 });
  const pick = (key: string) => balancer.send(balancer.newRequest(undefined, new TextEncoder().encode(key)));
  // xxHash64 of 'a' is 15154266338359012955, of 'abc' 4952883123889572249: points of 94 and 91 come next.
  t.deepEqual(['a', 'abc'].map(pick), [4, 1]);
});

test('a retry goes one point further, round the ring', (t) => {
  const balancer = new FakeBalancer(ringHash, envoy, { minSize: 12 });
  const request = balancer.newRequest(undefined, new TextEncoder().encode('a'));
  const picks = Array.from({ length: 13 }, () => {
    const picked = balancer.exchange(request);
    request.attempt++;
    return picked;
  });
  t.deepEqual(picks, [4, 0, 4, 2, 0, 5, 3, 1, 1, 3, 5, 2, 4]);
});

test('without a key the address is hashed, as if it were the key', (t) => {
  const balancer = new FakeBalancer(ringHash, equalServers(50));
  for (let i = 0; i < 100; i++) {
    const bare = balancer.send(balancer.newRequest(addressOf(i)));
    t.is(bare, balancer.send(balancer.newRequest(undefined, addressOf(i))));
    t.is(bare, balancer.send(balancer.newRequest(addressOf(i + 1), addressOf(i))));
  }
});

test('where a key belongs depends on who is there, not on the order in which they came', (t) => {
  const names = ['a', 'b', 'c', 'd'];
  const servers = (...order: number[]) => order.map((i) => ({ name: names[i] }));
  const one = new FakeBalancer(ringHash, servers(0, 1, 2, 3));
  const other = new FakeBalancer(ringHash, servers(3, 1));
  for (const server of servers(0, 2)) other.add(server);
  for (let i = 0; i < 200; i++) {
    const pick = (balancer: FakeBalancer) =>
      balancer.pool.name(balancer.send(balancer.newRequest(undefined, keyOf(i))));
    t.is(pick(other), pick(one));
  }
});
