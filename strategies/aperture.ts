/**
 * Deterministic aperture: each of several clients (balancers) uses its own slice of the servers, so cut that all slices
 * together cover every server alike; inside the slice the better of two random servers.
 *
 *     servers stand on a ring, each 1 wide; n servers, `clients` clients
 *     slice  = [begin, begin + length),  begin = client x n / clients
 *     length = min(n, ceil(min(aperture, n) x clients / n) x n / clients)
 *     pick   = of two distinct servers, drawn by points of the slice, the one with the smaller inService / weight
 *              (the first drawn at a tie), where weight is how much of the server lies in the slice
 *
 * Fewer servers a client are fewer connections, and probes, and better estimates of each. An aperture of 12 keeps two
 * choices fair to the servers at the ends of the slice, which it holds in part. Alone (`clients: 1`) the slice is the
 * whole ring. The ring holds the available servers of the best tier, so a server that fails moves all slices a little;
 * Finagle's keeps it and picks around it. A `client` beyond the last begins anew, and weights of servers are not looked at.
 *
 * Document: Finagle, `finagle-core`, `loadbalancer/aperture` (DeterministicAperture, Ring), minimum aperture 12.
 * Cost: O(1) a pick; O(servers) at the first pick after a change of the pool.
 * Differs from power-of-two, with which every client uses every server, and from random subsets, which leave some servers
 * in more slices than others.
 */
import { Candidates } from './lib/candidates.ts';
import { RingSlice } from './lib/ring-slice.ts';
import { NONE } from './strategy.ts';
import type { Strategy, StrategyDefinition } from './strategy.ts';

type ApertureParameters = { aperture: number; client: number; clients: number };

export const aperture: StrategyDefinition<ApertureParameters> = {
  name: 'aperture',
  summary: "Power of two choices inside a client's own slice of the servers; the slices cover all servers alike.",
  cost: 'O(1) a pick.',
  differs: 'Unlike power-of-two it lets each of several balancers use a part of the servers only.',
  formula: [
    'slice  = [begin, begin + length) of a ring of n servers, each 1 wide',
    'begin  = client x n / clients',
    'length = min(n, ceil(min(aperture, n) x clients / n) x n / clients)',
    'pick   = argmin inService(server) / (part in the slice) over 2 random servers',
  ].join('\n'),
  fails:
    'When clients send unlike amounts of traffic: the servers of a busy client are crowded while others idle. With `client` the same for all they crowd the same slice.',
  shippedAs: ['Finagle: `Balancers.aperture` with deterministic ordering'],
  references: [
    'Twitter Engineering: Deterministic Aperture: A distributed, load balancing algorithm, 2019. https://blog.twitter.com/engineering/en_us/topics/infrastructure/2019/daperture-load-balancer',
    'Finagle: DeterministicAperture.scala. https://github.com/twitter/finagle/blob/develop/finagle-core/src/main/scala/com/twitter/finagle/loadbalancer/aperture/DeterministicAperture.scala',
  ],
  laws: ['even'],
  defaults: { aperture: 12, client: 0, clients: 1 },
  schema: {
    aperture: { kind: 'integer', min: 1, max: 1_000_000, description: 'How many servers a slice holds at least.' },
    client: { kind: 'integer', min: 0, max: 1_000_000, description: 'Which of the clients this balancer is, from 0.' },
    clients: { kind: 'integer', min: 1, max: 1_000_000, description: 'How many balancers share the servers.' },
  },
  create(pool, random, { aperture: least, client, clients }): Strategy {
    const candidates = new Candidates(pool);
    const slice = new RingSlice();
    return {
      pick() {
        if (candidates.refresh() && candidates.count > 0) slice.cut(client % clients, clients, candidates.count, least);
        if (candidates.count === 0) return NONE;
        const i = slice.draw(random);
        const first = candidates.servers[slice.place(i)];
        if (slice.count === 1) return first;
        const j = slice.drawOther(i, random);
        const second = candidates.servers[slice.place(j)];
        return pool.inService[first] * slice.weight(j) <= pool.inService[second] * slice.weight(i) ? first : second;
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
