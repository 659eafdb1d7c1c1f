/**
 * Join the idle queue (JIQ): servers that run out of work say so; requests go to the servers that said so, in the order in
 * which they did. The pick itself asks nobody.
 *
 *     an idle message of a server:  it joins the end of the queue, unless it stands there
 *     pick = the first of the queue, which leaves it; where the queue is empty, a random server
 *
 * A request that finds the queue empty goes to a random server, which may stand in another balancer's queue: it stays
 * there, as the paper has it. A server sends its message to one balancer at random of those that want it. One that
 * joins the pool, or comes back, is taken for idle, since at low load nobody would ever try it. Weights are not looked at.
 *
 * Paper: Y. Lu, Q. Xie, G. Kliot, A. Geller, J. R. Larus, A. Greenberg, "Join-Idle-Queue: A novel load balancing
 * algorithm for dynamically scalable web services", Performance Evaluation 68(11), 2011 (JIQ-Random).
 * Cost: O(1) a pick and a message; O(servers) at the first pick after a change of the pool.
 * Differs from least-connections, which knows who is idle from its own tries only, and from prequal, which asks servers
 * beforehand for more than whether they are idle.
 */
import { Candidates } from './lib/candidates.ts';
import { NONE } from './strategy.ts';
import type {
  PoolChange,
  PoolView,
  Random,
  ServerIndex,
  ServerReport,
  Strategy,
  StrategyDefinition,
} from './strategy.ts';

/** What is known of a server: nothing, that it is idle but no candidate, that it stands in the queue. */
const UNKNOWN = 0;
const IDLE = 1;
const QUEUED = 2;

class JoinIdleQueue implements Strategy {
  readonly #random: Random;
  readonly #candidates: Candidates;
  readonly #state: Uint8Array;
  /** A ring: `#length` servers from `#head` on. */
  readonly #queue: Int32Array;
  #head = 0;
  #length = 0;

  constructor(pool: PoolView, random: Random) {
    this.#random = random;
    this.#candidates = new Candidates(pool);
    this.#state = new Uint8Array(pool.room).fill(IDLE, 0, pool.size);
    this.#queue = new Int32Array(pool.room);
  }

  pick(): ServerIndex {
    this.#refresh();
    const { count, servers } = this.#candidates;
    if (count === 0) return NONE;
    if (this.#length === 0) return servers[this.#random.below(count)];
    const server = this.#leave();
    this.#state[server] = UNKNOWN;
    return server;
  }

  onReport(server: ServerIndex, report: ServerReport): void {
    if (report.kind !== 'idle' || this.#state[server] !== UNKNOWN) return;
    this.#refresh();
    if (this.#candidates.has(server)) this.#join(server);
    else this.#state[server] = IDLE;
  }

  onPoolChange(server: ServerIndex, change: PoolChange): void {
    this.#candidates.invalidate();
    const hasCome = change === 'added' || change === 'available';
    if (hasCome && this.#state[server] === UNKNOWN) this.#state[server] = IDLE;
  }

  #join(server: ServerIndex): void {
    this.#state[server] = QUEUED;
    this.#queue[(this.#head + this.#length++) % this.#queue.length] = server;
  }

  #leave(): ServerIndex {
    const server = this.#queue[this.#head];
    this.#head = (this.#head + 1) % this.#queue.length;
    this.#length--;
    return server;
  }

  /** After a change of the pool: the candidates of the queue keep their order, others that are idle come behind them. */
  #refresh(): void {
    const candidates = this.#candidates;
    if (!candidates.refresh()) return;
    for (let left = this.#length; left > 0; left--) {
      const server = this.#leave();
      if (candidates.has(server)) this.#join(server);
      else this.#state[server] = IDLE;
    }
    for (let i = 0; i < candidates.count; i++) {
      const server = candidates.servers[i];
      if (this.#state[server] === IDLE) this.#join(server);
    }
  }
}

export const joinIdleQueue: StrategyDefinition = {
  name: 'join-idle-queue',
  summary: 'Servers say when they run out of work; picks the one that said so first, else a random one.',
  cost: 'O(1) a pick, and a message from a server each time that it runs out of work.',
  differs:
    'Unlike least-connections it hears from the servers who is idle, whoever kept them busy, and knows nothing of the others.',
  formula: [
    'a server runs out of work:  it joins the end of the queue',
    'pick = the first of the queue, which leaves it; else a random server',
  ].join('\n'),
  fails:
    'At high load, where hardly any server is ever idle: it is then random. A server with many cores counts as busy as long as one of them works.',
  shippedAs: [],
  references: [
    'Y. Lu, Q. Xie, G. Kliot, A. Geller, J. R. Larus, A. Greenberg: Join-Idle-Queue: A novel load balancing algorithm for dynamically scalable web services. Performance Evaluation 68(11), 2011. https://doi.org/10.1016/j.peva.2011.07.015',
  ],
  laws: ['even'],
  defaults: {},
  schema: {},
  needs: () => ({ idleReports: true }),
  create: (pool, random) => new JoinIdleQueue(pool, random),
};
