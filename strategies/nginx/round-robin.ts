/**
 * nginx's default method: smooth weighted round robin with passive health checks, as in 1.22 to 1.31 (http and
 * stream).
 *
 *     each pick, for every usable server: current += effective; effective += 1 up to the weight
 *     the largest current wins (first at a tie); winner's current -= sum of the effective weights
 *     after a failure: fails += 1, effective -= floor(weight / maxFails), not below 0
 *
 * A server is usable where this request has not tried it, it is available, it has fewer tries in service than its
 * limit (`max_conns`), and it is not the case that `maxFails` failures were counted and `failTimeout` seconds are not
 * over since. After these one request probes it: a success then clears the failures. Where no primary is usable the
 * backups are used by the same rule, for the rest of the request's tries; else the request fails at once. A lone
 * server is never held to have failed.
 *
 * nginx's clock counts whole seconds, and so does this file's. `maxFails: 0` switches the failure accounting off.
 * Every try that did not succeed counts as a failure. nginx sets both parameters by server; here they hold for all.
 *
 * Document: nginx, `ngx_http_upstream_module`; behaviour recorded from nginx 1.22.1.
 * Cost: O(servers) a pick.
 * Differs from weighted-round-robin by all that concerns failures, limits, retries and backups.
 */
import { SmoothTurns } from '../lib/smooth-turns.ts';
import { NONE } from '../strategy.ts';
import type {
  PoolChange,
  PoolView,
  RequestView,
  ServerIndex,
  Strategy,
  StrategyDefinition,
  TryEnd,
} from '../strategy.ts';

type NginxRoundRobinParameters = { maxFails: number; failTimeout: number };

/** What nginx keeps of a server; instants are whole seconds. */
interface Peer {
  readonly server: ServerIndex;
  effectiveWeight: number;
  fails: number;
  failedAt: number;
  checkedAt: number;
}

/** Kept in the request's `scratch`: the primaries were given up. */
const ON_BACKUPS = 1;

const seconds = (nanoseconds: number): number => Math.floor(nanoseconds / 1e9);

class NginxRoundRobin implements Strategy {
  readonly #pool: PoolView;
  readonly #maxFails: number;
  /** Whole seconds. */
  readonly #failTimeout: number;
  readonly #turns: SmoothTurns;
  readonly #peers: (Peer | undefined)[] = [];
  #primaries: Peer[] = [];
  #backups: Peer[] = [];

  constructor(pool: PoolView, { maxFails, failTimeout }: NginxRoundRobinParameters) {
    this.#pool = pool;
    this.#maxFails = maxFails;
    this.#failTimeout = seconds(failTimeout);
    this.#turns = new SmoothTurns(pool.room);
    for (let server = 0; server < pool.size; server++) this.#add(server);
  }

  pick(request: RequestView, now: number): ServerIndex {
    if (request.scratch !== ON_BACKUPS) {
      const primary = this.#pickFrom(this.#primaries, request, seconds(now));
      if (primary !== NONE) return primary;
      request.scratch = ON_BACKUPS;
    }
    return this.#pickFrom(this.#backups, request, seconds(now));
  }

  onTryEnd(server: ServerIndex, _request: RequestView, now: number, end: TryEnd): void {
    const peer = this.#peers[server];
    if (peer === undefined || this.#isSingle()) return;
    if (end.outcome === 'succeeded' || end.outcome === 'abandoned') {
      if (peer.failedAt < peer.checkedAt) peer.fails = 0;
      return;
    }
    peer.fails++;
    peer.failedAt = seconds(now);
    peer.checkedAt = peer.failedAt;
    if (this.#maxFails === 0) return;
    const loss = Math.floor(this.#pool.weight[server] / this.#maxFails);
    peer.effectiveWeight = Math.max(0, peer.effectiveWeight - loss);
  }

  onPoolChange(server: ServerIndex, change: PoolChange): void {
    if (change === 'added') this.#add(server);
    if (change === 'removed') this.#remove(server);
    const peer = this.#peers[server];
    if (change === 'weight' && peer !== undefined) peer.effectiveWeight = this.#pool.weight[server];
  }

  #add(server: ServerIndex): void {
    const effectiveWeight = this.#pool.weight[server];
    const peer: Peer = { server, effectiveWeight, fails: 0, failedAt: 0, checkedAt: 0 };
    this.#peers[server] = peer;
    (this.#pool.backup[server] === 1 ? this.#backups : this.#primaries).push(peer);
  }

  #remove(server: ServerIndex): void {
    this.#peers[server] = undefined;
    this.#primaries = this.#primaries.filter((peer) => peer.server !== server);
    this.#backups = this.#backups.filter((peer) => peer.server !== server);
  }

  #isSingle(): boolean {
    return this.#primaries.length === 1 && this.#backups.length === 0;
  }

  #pickFrom(peers: Peer[], request: RequestView, second: number): ServerIndex {
    this.#turns.start();
    for (const peer of peers) {
      if (!this.#isUsable(peer, request, second)) continue;
      this.#turns.offer(peer.server, peer.effectiveWeight);
      peer.effectiveWeight = Math.min(peer.effectiveWeight + 1, this.#pool.weight[peer.server]);
    }
    const server = this.#turns.finish();
    if (server === NONE) return NONE;
    const peer = this.#peers[server];
    if (peer !== undefined && second - peer.checkedAt > this.#failTimeout) peer.checkedAt = second;
    return server;
  }

  #isUsable({ server, fails, checkedAt }: Peer, request: RequestView, second: number): boolean {
    const { available, limit, inService } = this.#pool;
    if (request.tried(server) || available[server] === 0) return false;
    if (limit[server] > 0 && inService[server] >= limit[server]) return false;
    const hasFailed = this.#maxFails > 0 && fails >= this.#maxFails && !this.#isSingle();
    return !hasFailed || second - checkedAt > this.#failTimeout;
  }
}

export const nginxRoundRobin: StrategyDefinition<NginxRoundRobinParameters> = {
  name: 'nginx/round-robin',
  summary: "nginx's default: smooth weighted turns that shrink for a server that fails and are suspended for a time.",
  cost: 'O(servers) a pick.',
  differs:
    'Unlike weighted-round-robin it counts failures, keeps to connection limits, never retries a server and knows backups.',
  formula:
    'for every usable server: current += effective; effective += 1, up to weight\n' +
    'pick = argmax current, the first at a tie; its current -= the sum of effective\n' +
    'each failure: fails += 1; effective -= floor(weight / maxFails), not below 0',
  fails:
    'When all servers have failed: requests fail at once, untried, until `failTimeout` is over. A server that answers, however slowly, keeps its full share.',
  shippedAs: ['nginx: the default of an `upstream`'],
  references: [
    'nginx: Module ngx_http_upstream_module. https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server',
  ],
  laws: ['even', 'weighted'],
  defaults: { maxFails: 1, failTimeout: 10e9 },
  schema: {
    maxFails: {
      kind: 'integer',
      min: 0,
      max: 1_000_000,
      description: 'Failures after which a server is left out for `failTimeout`; 0 never leaves one out.',
    },
    failTimeout: { kind: 'duration', min: 0, description: 'How long a failed server is left out, in whole seconds.' },
  },
  create: (pool, _random, parameters) => new NginxRoundRobin(pool, parameters),
};
