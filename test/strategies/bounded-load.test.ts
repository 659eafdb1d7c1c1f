import test from 'ava';
import { boundedLoad } from '../../strategies/bounded-load.ts';
import { ringHash } from '../../strategies/ring-hash.ts';
import { FakeBalancer, keyOf } from './fake-pool.ts';

/** In the order of their points: 94 92 90 95 93 91 91 93 95 92 94 90; the key `a` comes before the second of 94. */
const envoy = Array.from({ length: 6 }, (_, i) => ({ name: `127.0.0.1:${90 + i}` }));
const A: Uint8Array = new TextEncoder().encode('a');
const hold = (balancer: FakeBalancer, count: number, key = A) =>
  Array.from({ length: count }, () => balancer.send(balancer.newRequest(undefined, key)));

test('a key whose server is full goes clockwise to the first that is not', (t) => {
  const balancer = new FakeBalancer(boundedLoad, envoy, { minSize: 12, factor: 1 });
  t.deepEqual(hold(balancer, 6), [4, 0, 2, 5, 3, 1], 'at most ceil(m / 6), each server once');
  t.deepEqual(hold(balancer, 6), [4, 0, 2, 5, 3, 1]);
});

test('the bound grows with the factor and with what is in service', (t) => {
  const balancer = new FakeBalancer(boundedLoad, envoy, { minSize: 12, factor: 2 });
  // Bounds by m: 1 1 1 2 2 2 3 3 3 4 4 4.
  t.deepEqual(hold(balancer, 12), [4, 0, 2, 4, 0, 2, 4, 0, 2, 4, 0, 2]);
});

test('what ends makes room again', (t) => {
  const balancer = new FakeBalancer(boundedLoad, envoy, { minSize: 12, factor: 1 });
  hold(balancer, 3);
  balancer.end(4);
  t.deepEqual(hold(balancer, 1), [4]);
});

test('bounds follow the weights', (t) => {
  const weighted = envoy.map((server, i) => ({ ...server, weight: i === 4 ? 5 : 1 }));
  const balancer = new FakeBalancer(boundedLoad, weighted, { factor: 1 });
  const counts = hold(balancer, 40).filter((server) => server === 4).length;
  t.is(counts, 20, 'half of the weight, half of the requests');
});

test('with room to spare it is ring-hash', (t) => {
  const bounded = new FakeBalancer(boundedLoad, envoy, { factor: 1000 });
  const plain = new FakeBalancer(ringHash, envoy);
  for (let i = 0; i < 500; i++) t.deepEqual(hold(bounded, 1, keyOf(i)), hold(plain, 1, keyOf(i)));
});

test('only what is in service at servers that can be picked counts', (t) => {
  const balancer = new FakeBalancer(boundedLoad, envoy, { minSize: 12, factor: 1 });
  hold(balancer, 60);
  for (const server of [0, 1, 2, 3]) balancer.setAvailable(server, false);
  for (const server of [4, 5]) for (let i = 0; i < 10; i++) balancer.end(server);
  t.deepEqual(hold(balancer, 4), [4, 5, 4, 5], 'though 40 are still in service at the others');
  balancer.end(0);
  balancer.end(1);
  t.deepEqual(hold(balancer, 2), [4, 5]);
});

test('where all servers with a point are full the own one takes it', (t) => {
  const balancer = new FakeBalancer(boundedLoad, envoy, { maxSize: 2, factor: 1 });
  const picks = new Set(hold(balancer, 60));
  t.true(picks.size <= 2);
  t.false(picks.has(-1));
});
