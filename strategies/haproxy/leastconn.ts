/**
 * HAProxy's `balance leastconn`, as in 2.6 (to 3.1; from 3.2 ties are random).
 *
 *     key = 0 where a server has nothing in flight, else floor((inFlight + 1) x 4096 / (16 x weight))
 *     pick = the first in order of key that is not full; equal keys in the order in which they were last placed
 *
 * A server is placed anew, behind its equals, when a request is assigned to it or ends and its key changed, when its
 * weight changed and when it comes back. So idle servers have equal keys whatever their weights, and the one released
 * longest ago is next. In flight are the tries in service and those that queue for this very server; a server is full
 * where they reach its limit (`maxconn`).
 *
 * Where all servers are full the request waits in the balancer's queue; a slot that becomes free takes the oldest from
 * it without a pick. A retry avoids the server tried last, unless there is no other. Backups are used when no active
 * server is usable: the first of them for everything, or all by the same rule with `allBackups`.
 *
 * Document: HAProxy 2.6 configuration manual, `balance`; behaviour recorded from HAProxy 2.6.12.
 * Cost: O(servers) a pick (HAProxy's tree: O(log servers)), O(1) an assignment or an end.
 * Differs from weighted-least-connections: it counts the request to be placed, (inFlight + 1) / weight, but not for an
 * idle server, and it takes turns among ties by age, not by weight.
 */
import { NONE, WAIT } from '../strategy.ts';
import type { PoolChange, PoolView, RequestView, ServerIndex, Strategy, StrategyDefinition } from '../strategy.ts';

type HaproxyLeastconnParameters = { allBackups: boolean };

class HaproxyLeastconn implements Strategy {
  readonly #pool: PoolView;
  readonly #allBackups: boolean;
  /** By server: where it stands in the order, by key, then by the number of its placement. */
  readonly #keys: Float64Array;
  readonly #placed: Float64Array;
  #placements = 0;

  constructor(pool: PoolView, { allBackups }: HaproxyLeastconnParameters) {
    this.#pool = pool;
    this.#allBackups = allBackups;
    this.#keys = new Float64Array(pool.room);
    this.#placed = new Float64Array(pool.room);
    for (let server = 0; server < pool.size; server++) this.#place(server);
  }

  pick(request: RequestView): ServerIndex {
    const active = this.#pickFrom(0, request);
    if (active !== NONE) return active;
    return this.#allBackups ? this.#pickFrom(1, request) : this.#firstBackup();
  }

  onDispatch(server: ServerIndex, request: RequestView): void {
    request.scratch = server + 1;
    this.#placeIfKeyChanged(server);
  }

  onTryEnd(server: ServerIndex): void {
    this.#placeIfKeyChanged(server);
  }

  onPoolChange(server: ServerIndex, change: PoolChange): void {
    if (change === 'added' || change === 'available' || change === 'weight') this.#place(server);
  }

  onSlotFree(server: ServerIndex): boolean {
    return this.#isUsable(server) && !this.#isFull(server);
  }

  #inFlight(server: ServerIndex): number {
    return this.#pool.inService[server] + this.#pool.queued[server];
  }

  #keyOf(server: ServerIndex): number {
    const inFlight = this.#inFlight(server);
    return inFlight === 0 ? 0 : Math.floor(((inFlight + 1) * 4096) / (16 * this.#pool.weight[server]));
  }

  #place(server: ServerIndex): void {
    this.#keys[server] = this.#keyOf(server);
    this.#placed[server] = this.#placements++;
  }

  #placeIfKeyChanged(server: ServerIndex): void {
    if (this.#keyOf(server) !== this.#keys[server]) this.#place(server);
  }

  #isUsable(server: ServerIndex): boolean {
    return this.#pool.available[server] === 1;
  }

  #isFull(server: ServerIndex): boolean {
    const limit = this.#pool.limit[server];
    return limit > 0 && this.#inFlight(server) >= limit;
  }

  #isBefore(a: ServerIndex, b: ServerIndex): boolean {
    if (this.#keys[a] !== this.#keys[b]) return this.#keys[a] < this.#keys[b];
    return this.#placed[a] < this.#placed[b];
  }

  /** The first of the active servers (`backup` 0) or the backups (1); WAIT where all are full, NONE where none is usable. */
  #pickFrom(backup: 0 | 1, request: RequestView): ServerIndex {
    const avoided = request.scratch - 1;
    let best: ServerIndex = NONE;
    let isAvoidedFree = false;
    let isAnyUsable = false;
    for (let server = 0; server < this.#pool.size; server++) {
      if (!this.#isUsable(server) || this.#pool.backup[server] !== backup) continue;
      isAnyUsable = true;
      if (this.#isFull(server)) continue;
      if (server === avoided) isAvoidedFree = true;
      else if (best === NONE || this.#isBefore(server, best)) best = server;
    }
    if (best !== NONE) return best;
    if (isAvoidedFree) return avoided;
    return isAnyUsable ? WAIT : NONE;
  }

  #firstBackup(): ServerIndex {
    const { size, backup } = this.#pool;
    for (let server = 0; server < size; server++) if (backup[server] === 1 && this.#isUsable(server)) return server;
    return NONE;
  }
}

export const haproxyLeastconn: StrategyDefinition<HaproxyLeastconnParameters> = {
  name: 'haproxy/leastconn',
  summary:
    "HAProxy's leastconn: the fewest in flight for the weight, the longest released first among equals, with a queue.",
  cost: 'O(servers) a pick.',
  differs:
    'Unlike weighted-least-connections it lets requests wait when all servers are full, and idle servers take turns whatever their weights.',
  formula:
    'key  = 0 where none is in flight, else floor((inFlight + 1) x 256 / weight)\n' +
    'pick = the least key of a server that is not full, the longest there at a tie',
  fails:
    'When traffic is light: idle servers take turns whatever their weights, so a weak server gets as much as a strong one. A server that fails fast looks idle and draws the traffic.',
  shippedAs: ['HAProxy: `balance leastconn`, up to 3.1 (from 3.2 ties are random)'],
  references: [
    'HAProxy 2.6 Configuration Manual: balance. https://docs.haproxy.org/2.6/configuration.html#4.2-balance',
  ],
  laws: ['even'],
  defaults: { allBackups: false },
  schema: {
    allBackups: { kind: 'boolean', description: 'Whether all backups share the traffic, or the first takes it all.' },
  },
  create: (pool, _random, parameters) => new HaproxyLeastconn(pool, parameters),
};
