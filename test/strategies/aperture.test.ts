import test from 'ava';
import { aperture } from '../../strategies/aperture.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

const balancerOf = (client: number, clients: number, servers: number, least: number): FakeBalancer =>
  new FakeBalancer(aperture, equalServers(servers), { client, clients, aperture: least }, client + 1);

const distinct = (picks: number[]): number[] => [...new Set(picks)].sort((a, b) => a - b);

test('a client keeps to its slice', (t) => {
  // Of 20 servers for ten clients the fourth has two of its own, and an aperture of four makes it two shares: 6, 7, 8, 9.
  const picks = balancerOf(3, 10, 20, 4).exchanges(5000);
  t.true(
    fits(
      tally(picks, 20),
      Array.from({ length: 20 }, (_, server) => (server >= 6 && server < 10 ? 1 : 0)),
    ),
  );
});

test('the slice of the last client wraps, and clients beyond it begin anew', (t) => {
  t.deepEqual(distinct(balancerOf(9, 10, 20, 4).exchanges(200)), [0, 1, 18, 19]);
  t.deepEqual(distinct(balancerOf(13, 10, 20, 4).exchanges(200)), [6, 7, 8, 9]);
});

test('of two servers the one with fewer in service for its part of the slice', (t) => {
  // The slice is [0, 3 / 2): all of server 0, half of server 1.
  const balancer = balancerOf(0, 2, 3, 1);
  const picked = (inService: number): number[] => {
    balancer.pool.inService.set([inService, 1]);
    return distinct(Array.from({ length: 100 }, () => balancer.strategy.pick(balancer.newRequest(), 0)));
  };
  t.deepEqual(picked(1), [0]);
  t.deepEqual(picked(2), [0, 1], 'a tie: the one drawn first');
  t.deepEqual(picked(3), [1]);
});

test('several clients together load all servers alike, each with a part of the connections', (t) => {
  const [clients, servers, held] = [7, 30, 60];
  const load = Array.from({ length: servers }, () => 0);
  const connections: number[] = [];
  for (let client = 0; client < clients; client++) {
    const balancer = balancerOf(client, clients, servers, 6);
    const used = new Set(Array.from({ length: held }, () => balancer.send()));
    connections.push(used.size);
    for (let server = 0; server < servers; server++) load[server] += balancer.pool.inService[server];
  }
  // An aperture of six takes two shares of the ring, 60 / 7 servers: at most ten, of which two in part.
  t.true(
    connections.every((count) => count <= 10),
    connections.join(' '),
  );
  const mean = (clients * held) / servers;
  t.true(
    load.every((count) => Math.abs(count - mean) <= 4),
    load.join(' '),
  );
});

test('the ring is of the servers that are available', (t) => {
  const balancer = balancerOf(1, 2, 4, 1);
  t.deepEqual(distinct(balancer.exchanges(100)), [2, 3]);
  balancer.setAvailable(3, false);
  balancer.setAvailable(2, false);
  t.deepEqual(distinct(balancer.exchanges(100)), [1]);
});
