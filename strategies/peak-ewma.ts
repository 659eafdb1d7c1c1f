/**
 * Power of two choices with Peak EWMA: of two distinct random servers the one with the smaller load, where load is an
 * average of round-trip times that jumps up at once and forgets with time, times the tries in service.
 *
 *     load = cost x (inService + 1)          at a tie the server drawn first
 *     a try of round-trip time rtt ends:     cost <- rtt                                   where rtt > cost
 *                                            cost <- cost x w + rtt x (1 - w)              else
 *     a load is looked at:                   cost <- cost x w
 *     w = exp(-(time since the cost of this server was last touched) / decay)
 *
 * A server without a measured cost has load 0 while it is idle, so one try measures it; until that try ends its load is
 * the penalty 2^47 + inService, which is more than any measured one. Every end of a try counts, failures and clients
 * that gave up included. Weights are not looked at.
 *
 * Document: Finagle, `finagle-core`, `loadbalancer/PeakEwma.scala`, whose decay, penalty and arithmetic these are.
 * Cost: O(1) a pick (two exponentials) and a try; O(servers) at the first pick after a change of the pool.
 * Differs from least-response-time, which looks at all servers and whose average moves as slowly up as down, and from
 * power-of-two, which counts tries and not their time.
 */
import { Candidates } from './lib/candidates.ts';
import { exp } from './lib/logarithm.ts';
import { NONE } from './strategy.ts';
import type { PoolView, ServerIndex, Strategy, StrategyDefinition } from './strategy.ts';

type PeakEwmaParameters = { decay: number };

/** Finagle's largest 64-bit integer over 2^16, in nanoseconds some 39 hours. */
const PENALTY = 140_737_488_355_328;

/** What a round trip to each server costs, in nanoseconds. */
class PeakCosts {
  readonly #pool: PoolView;
  readonly #decay: number;
  readonly #cost: Float64Array;
  readonly #touchedAt: Float64Array;

  constructor(pool: PoolView, decay: number) {
    this.#pool = pool;
    this.#decay = decay;
    this.#cost = new Float64Array(pool.room);
    this.#touchedAt = new Float64Array(pool.room);
  }

  observe(server: ServerIndex, roundTrip: number, now: number): void {
    const elapsed = now - this.#touchedAt[server];
    const before = this.#cost[server];
    this.#touchedAt[server] = now;
    if (roundTrip > before) {
      this.#cost[server] = roundTrip;
    } else if (elapsed > 0) {
      const kept = exp(-elapsed / this.#decay);
      this.#cost[server] = before * kept + roundTrip * (1 - kept);
    }
  }

  load(server: ServerIndex, now: number): number {
    this.observe(server, 0, now);
    const cost = this.#cost[server];
    const inService = this.#pool.inService[server];
    return cost === 0 && inService > 0 ? PENALTY + inService : cost * (inService + 1);
  }
}

export const peakEwma: StrategyDefinition<PeakEwmaParameters> = {
  name: 'peak-ewma',
  summary: 'Draws two servers at random and picks the one with the smaller average latency times tries in service.',
  cost: 'O(1) a pick.',
  differs:
    'Unlike least-response-time its average jumps up with a slow answer at once and comes down with time, and it looks at two servers only.',
  formula: [
    'pick = argmin cost(server) x (inService(server) + 1) over 2 random servers',
    'cost <- rtt                           where a try takes rtt > cost',
    'cost <- cost x w + rtt x (1 - w)      else',
    'w    =  exp(-time since cost was touched / decay)',
  ].join('\n'),
  fails:
    'When a server fails fast: short errors look like short latencies and draw traffic. One slow request, though slow by itself, keeps traffic from its server for about `decay`.',
  shippedAs: [
    'Finagle: P2C with Peak EWMA',
    'Linkerd: its default (starts from 1 s instead of the penalty)',
    'tower: `PeakEwma` with `p2c`',
  ],
  references: [
    'Finagle: Clients, load balancing. https://twitter.github.io/finagle/guide/Clients.html#power-of-two-choices-p2c-least-loaded',
    'Finagle: PeakEwma.scala. https://github.com/twitter/finagle/blob/develop/finagle-core/src/main/scala/com/twitter/finagle/loadbalancer/PeakEwma.scala',
  ],
  laws: ['even'],
  defaults: { decay: 10e9 },
  schema: {
    decay: { kind: 'duration', min: 1e6, description: 'Time in which a cost that is not renewed falls to 1/e.' },
  },
  create(pool, random, { decay }): Strategy {
    const candidates = new Candidates(pool);
    const costs = new PeakCosts(pool, decay);
    return {
      pick(_request, now) {
        candidates.refresh();
        const { count, servers } = candidates;
        if (count < 2) return count === 0 ? NONE : servers[0];
        const i = random.below(count);
        const j = random.below(count - 1);
        const first = servers[i];
        const second = servers[j < i ? j : j + 1];
        return costs.load(first, now) <= costs.load(second, now) ? first : second;
      },
      onTryEnd: (server, _request, now, { latency }) => costs.observe(server, latency, now),
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
