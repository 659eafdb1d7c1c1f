/**
 * HAProxy's `balance roundrobin`, its default, as in 2.6 (to 3.1; from 3.2 each thread group has turns of its own).
 *
 *     each server has a position on a line; the one whose position has come is next
 *     position <- position + floor(total / weight), and 1 more each time that the remainders add up to a weight
 *
 * Servers stand in three sets: those of this round that had no turn (heaviest first), those that did (by position), and
 * those whose next turn is in the next round. Where the first two are empty, the third becomes the first: a round of as many
 * turns as the weights add up to. So the order is that of the weights and not that of the pool: weights 1, 2, 3 give
 * c b c a c b. Weights count in 16ths, as HAProxy's do, and may change at any time.
 *
 * Where all servers are full (`maxconn`) the request waits in the balancer's queue, and later ones wait behind it without
 * a look at the turns; a slot that becomes free takes the oldest without a pick. A retry avoids the server tried last,
 * unless there is no other. Backups are used when no active server is usable: the first of them for everything, or all by
 * turns of their own with `allBackups`.
 *
 * Document: HAProxy 2.6 configuration manual, `balance`; behaviour recorded from HAProxy 2.6.12.
 * Cost: O(servers) a pick (HAProxy's trees: O(log servers)).
 * Differs from weighted-round-robin in the order of the turns, from haproxy/leastconn by ignoring load.
 */
import { HaproxyServers } from '../lib/haproxy-servers.ts';
import { HaproxyTurns } from '../lib/haproxy-turns.ts';
import { NONE, WAIT } from '../strategy.ts';
import type { PoolChange, PoolView, RequestView, ServerIndex, Strategy, StrategyDefinition } from '../strategy.ts';

type HaproxyRoundrobinParameters = { allBackups: boolean };

class HaproxyRoundrobin implements Strategy {
  readonly #pool: PoolView;
  readonly #allBackups: boolean;
  readonly #servers: HaproxyServers;
  readonly #turns: readonly [HaproxyTurns, HaproxyTurns];
  /** Requests that were told to wait and were not sent since. */
  #waiting = 0;

  constructor(pool: PoolView, { allBackups }: HaproxyRoundrobinParameters) {
    this.#pool = pool;
    this.#allBackups = allBackups;
    this.#servers = new HaproxyServers(pool);
    const isFull = (server: ServerIndex) => this.#servers.isFull(server);
    this.#turns = [new HaproxyTurns(isFull), new HaproxyTurns(isFull)];
    for (let server = 0; server < pool.size; server++) {
      const turns = this.#turns[this.#servers.groupOf(server)];
      if (this.#servers.isUsable(server)) turns.begin(server, pool.weight[server]);
    }
  }

  pick(request: RequestView): ServerIndex {
    const servers = this.#servers;
    const group = servers.firstOf(0) === NONE ? 1 : 0;
    const first = servers.firstOf(group);
    if (first === NONE || (group === 1 && !this.#allBackups)) return first;
    if (this.#waiting > 0 && servers.firstFreeOf(group) === NONE) return this.#wait();
    this.#waiting = 0;
    const taken = this.#turns[group].take(request.scratch - 1);
    return taken === NONE ? this.#wait() : taken;
  }

  onDispatch(server: ServerIndex, request: RequestView, _now: number, picked: boolean): void {
    request.scratch = server + 1;
    if (!picked && this.#waiting > 0) this.#waiting--;
  }

  onSlotFree(server: ServerIndex): boolean {
    return this.#servers.isUsable(server) && !this.#servers.isFull(server);
  }

  onPoolChange(server: ServerIndex, change: PoolChange): void {
    const turns = this.#turns[this.#servers.groupOf(server)];
    if (change === 'weight') turns.reweigh(server, this.#pool.weight[server]);
    if (change === 'removed' || change === 'unavailable') turns.leave(server);
    if ((change === 'added' || change === 'available') && this.#servers.isUsable(server)) {
      turns.enter(server, this.#pool.weight[server]);
    }
  }

  #wait(): ServerIndex {
    this.#waiting++;
    return WAIT;
  }
}

export const haproxyRoundrobin: StrategyDefinition<HaproxyRoundrobinParameters> = {
  name: 'haproxy/roundrobin',
  summary: "HAProxy's roundrobin: weighted turns in rounds, heaviest first, with limits and a queue.",
  cost: 'O(servers) a pick.',
  differs:
    'Unlike weighted-round-robin it begins a round with the heaviest servers, keeps to connection limits and lets requests wait when all servers are full.',
  formula: [
    'pick = the server whose position has come; else the heaviest without a turn',
    'position <- position + total / weight, in whole steps; remainders add up',
  ].join('\n'),
  fails:
    'When requests are of unlike work, or servers slower than their weights say: up to the limits it ignores load.',
  shippedAs: ['HAProxy: `balance roundrobin`, its default'],
  references: [
    'HAProxy 2.6 Configuration Manual: balance. https://docs.haproxy.org/2.6/configuration.html#4.2-balance',
  ],
  laws: ['even', 'weighted'],
  defaults: { allBackups: false },
  schema: {
    allBackups: { kind: 'boolean', description: 'Whether all backups share the traffic, or the first takes it all.' },
  },
  create: (pool, _random, parameters) => new HaproxyRoundrobin(pool, parameters),
};
