import test from 'ava';
import { ipHash } from '../../strategies/ip-hash.ts';
import { addressOf, equalServers, FakeBalancer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

const CLIENTS = Array.from({ length: 10_000 }, (_, i) => addressOf(i));

const serversOf = (balancer: FakeBalancer): number[] =>
  CLIENTS.map((address) => balancer.exchange(balancer.newRequest(address)));

test('neighbouring addresses are spread evenly', (t) => {
  const counts = tally(serversOf(new FakeBalancer(ipHash, equalServers(8))), 8);
  t.true(
    fits(
      counts,
      counts.map(() => 1),
    ),
    counts.join(' '),
  );
});

test('the last byte of an IPv4 address and all bytes of an IPv6 address count', (t) => {
  const balancer = new FakeBalancer(ipHash, equalServers(100));
  const ask = (address: Uint8Array) => balancer.exchange(balancer.newRequest(address));
  t.true(new Set(CLIENTS.slice(0, 256).map(ask)).size > 60);
  const ofSubnet = Array.from({ length: 256 }, (_, i) =>
    ask(Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i)),
  );
  t.true(new Set(ofSubnet).size > 60);
});

test('which server an address has depends on who is available, not on how that came about', (t) => {
  const moved = new FakeBalancer(ipHash, equalServers(4));
  moved.setAvailable(3, false);
  moved.exchange();
  moved.setAvailable(1, false);
  moved.setAvailable(3, true);
  moved.exchange();
  moved.setAvailable(1, true);
  moved.setAvailable(2, false);
  const direct = new FakeBalancer(ipHash, [{}, {}, { available: false }, {}]);
  t.deepEqual(serversOf(moved), serversOf(direct));
});

test('when one of n servers leaves, (n - 1) / n of the clients move', (t) => {
  const balancer = new FakeBalancer(ipHash, equalServers(5));
  const before = serversOf(balancer);
  balancer.setAvailable(4, false);
  const moved = serversOf(balancer).filter((server, i) => server !== before[i]).length;
  t.true(fits([moved, CLIENTS.length - moved], [4, 1]), `${moved} of ${CLIENTS.length} moved`);
});

test('addresses that have their low bits in common are spread evenly as well', (t) => {
  const balancer = new FakeBalancer(ipHash, equalServers(8));
  const address = (i: number) => Uint8Array.of(80, (i >> 10) << 3, ((i >> 5) & 31) << 3, (i & 31) << 3);
  const picks = CLIENTS.map((_, i) => balancer.exchange(balancer.newRequest(address(i))));
  const counts = tally(picks, 8);
  t.true(
    fits(
      counts,
      counts.map(() => 1),
    ),
    counts.join(' '),
  );
});
