/**
 * Power of two choices, JSQ(d): draws `choices` servers at random and picks the one of them with the fewest tries in
 * service; at a tie the one drawn first.
 *
 * With d = 2 the longest queue of n servers falls from about ln n / ln ln n to ln ln n / ln 2, for two draws a
 * request.
 *
 * Papers: N. Vvedenskaya, R. Dobrushin, F. Karpelevich, "Queueing System with Selection of the Shortest of Two Queues:
 * An Asymptotic Approach", Problems of Information Transmission 32(1), 1996; M. Mitzenmacher, "The Power of Two
 * Choices in Randomized Load Balancing", IEEE Transactions on Parallel and Distributed Systems 12(10), 2001.
 * Cost: O(choices) a pick; O(servers) at the first pick after a change of the pool.
 * Differs from least-connections, which looks at all servers: with two balancers that see only their own requests, or
 * with late news, choosing among few does not send everyone to the same server.
 */
import { Candidates } from './lib/candidates.ts';
import { Deck } from './lib/deck.ts';
import { NONE } from './strategy.ts';
import type { PoolView, Random, Strategy, StrategyDefinition } from './strategy.ts';

type PowerOfTwoParameters = { choices: number; replacement: boolean };

/** Two distinct servers: the common case, in two draws and without a deck. */
function ofTwo(pool: PoolView, random: Random): Strategy {
  const candidates = new Candidates(pool);
  return {
    pick() {
      candidates.refresh();
      const { count, servers } = candidates;
      if (count < 2) return count === 0 ? NONE : servers[0];
      const i = random.below(count);
      const j = random.below(count - 1);
      const first = servers[i];
      // Without branches, since no processor can predict what is drawn: a difference shifted by 31 is -1 below 0, and else 0.
      const second = servers[j + 1 + ((j - i) >> 31)];
      const isLess = (pool.inService[second] - pool.inService[first]) >> 31;
      return first + ((second - first) & isLess);
    },
    onPoolChange: () => candidates.invalidate(),
  };
}

/** Distinct servers, dealt from a deck. */
function ofDistinct(pool: PoolView, random: Random, choices: number): Strategy {
  const candidates = new Candidates(pool);
  const deck = new Deck(pool.room);
  return {
    pick() {
      if (candidates.refresh()) deck.fill(candidates.servers, candidates.count);
      const draws = Math.min(choices, candidates.count);
      let best = NONE;
      for (let drawn = 0; drawn < draws; drawn++) {
        const server = deck.draw(drawn, random);
        if (best === NONE || pool.inService[server] < pool.inService[best]) best = server;
      }
      return best;
    },
    onPoolChange: () => candidates.invalidate(),
  };
}

/** Servers that may repeat. */
function ofRepeated(pool: PoolView, random: Random, choices: number): Strategy {
  const candidates = new Candidates(pool);
  return {
    pick() {
      candidates.refresh();
      const { count, servers } = candidates;
      if (count === 0) return NONE;
      let best = servers[random.below(count)];
      for (let drawn = 1; drawn < choices; drawn++) {
        const server = servers[random.below(count)];
        if (pool.inService[server] < pool.inService[best]) best = server;
      }
      return best;
    },
    onPoolChange: () => candidates.invalidate(),
  };
}

export const powerOfTwo: StrategyDefinition<PowerOfTwoParameters> = {
  name: 'power-of-two',
  summary: 'Draws `choices` servers at random and picks the one with the fewest tries in service.',
  cost: 'O(choices) a pick.',
  differs:
    'Unlike least-connections it looks at a few servers only, so it does not herd when its knowledge is partial.',
  formula: 'pick = argmin inService(server) over `choices` random servers',
  fails:
    'When servers differ in strength: it compares counts, not work. With few servers both draws may be busy while another idles, which least-connections would have found.',
  shippedAs: [
    'Envoy: `LEAST_REQUEST`, where weights are equal (with replacement)',
    'nginx: `random two least_conn` (weights)',
    'HAProxy: `balance random` (weights)',
    'gRPC: `least_request` (with replacement)',
    'Caddy: `random_choose 2`',
    'Traefik: `p2c`',
    'Finagle: P2C with least loaded',
    'Linux IPVS: `twos` (weights)',
  ],
  references: [
    'N. Vvedenskaya, R. Dobrushin, F. Karpelevich: Queueing System with Selection of the Shortest of Two Queues: An Asymptotic Approach. Problems of Information Transmission 32(1), 1996.',
    'M. Mitzenmacher: The Power of Two Choices in Randomized Load Balancing. IEEE Transactions on Parallel and Distributed Systems 12(10), 2001. https://doi.org/10.1109/71.963420',
  ],
  laws: ['even'],
  defaults: { choices: 2, replacement: false },
  schema: {
    choices: { kind: 'integer', min: 1, max: 1000, description: 'How many servers are drawn.' },
    replacement: { kind: 'boolean', description: 'Whether a server may be drawn twice for one pick.' },
  },
  create(pool, random, { choices, replacement }) {
    if (replacement) return ofRepeated(pool, random, choices);
    return choices === 2 ? ofTwo(pool, random) : ofDistinct(pool, random, choices);
  },
};
