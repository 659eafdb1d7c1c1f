import type { PoolView, Random, ServerIndex } from '../strategy.ts';
import { NONE } from '../strategy.ts';
import { Candidates } from './candidates.ts';

/**
 * The candidates of a pool, kept partitioned by their tries in service, so that a random one of the least loaded is found
 * in O(1) and a change by one of a server's count costs O(1): the server changes places with the last (first) of its run.
 *
 *     order:   [ those with 0 | those with 1 | those with 2 | ... ]
 *     start[c] = where the run of those with c or more begins
 *
 * A change of the pool costs O(servers + greatest count) at the next pick. Nothing else allocates, except for the doubling
 * of `start` when a count grows beyond all before it.
 */
export class LeastLoaded {
  readonly #pool: PoolView;
  readonly #candidates: Candidates;
  #order = new Int32Array(0);
  /** Where in `order` a server stands; -1 for one that is no candidate. */
  #position = new Int32Array(0);
  #start = new Int32Array(16);
  #stale = true;

  constructor(pool: PoolView) {
    this.#pool = pool;
    this.#candidates = new Candidates(pool);
  }

  /** The pool changed. */
  invalidate(): void {
    this.#candidates.invalidate();
    this.#stale = true;
  }

  /** A random one of the candidates with the fewest tries in service, each as likely; NONE without candidates. */
  pick(random: Random): ServerIndex {
    if (this.#stale) this.#rebuild();
    if (this.#order.length === 0) return NONE;
    const least = this.#pool.inService[this.#order[0]];
    return this.#order[random.below(this.#start[least + 1])];
  }

  /** The server's count rose by one, to what the pool shows. */
  rose(server: ServerIndex): void {
    if (this.#stale || this.#position[server] < 0) return;
    const count = this.#pool.inService[server];
    if (count + 1 >= this.#start.length) this.#lengthenStart(count + 2);
    this.#place(server, --this.#start[count]);
  }

  /** The server's count fell by one, to what the pool shows. */
  fell(server: ServerIndex): void {
    if (this.#stale || this.#position[server] < 0) return;
    this.#place(server, this.#start[this.#pool.inService[server] + 1]++);
  }

  /** Lets `server` change places with whoever stands at `place`. */
  #place(server: ServerIndex, place: number): void {
    const other = this.#order[place];
    const from = this.#position[server];
    this.#order[from] = other;
    this.#position[other] = from;
    this.#order[place] = server;
    this.#position[server] = place;
  }

  #lengthenStart(length: number): void {
    const longer = new Int32Array(length * 2).fill(this.#order.length);
    longer.set(this.#start);
    this.#start = longer;
  }

  /** A counting sort of the candidates by their tries in service. */
  #rebuild(): void {
    this.#candidates.refresh();
    const { count: n, servers } = this.#candidates;
    const inService = this.#pool.inService;
    let greatest = 0;
    for (let i = 0; i < n; i++) if (inService[servers[i]] > greatest) greatest = inService[servers[i]];
    if (greatest + 2 > this.#start.length) this.#start = new Int32Array((greatest + 2) * 2);

    const start = this.#start.fill(0);
    for (let i = 0; i < n; i++) start[inService[servers[i]] + 1]++;
    for (let c = 1; c < start.length; c++) start[c] += start[c - 1];

    this.#order = new Int32Array(n);
    this.#position = new Int32Array(this.#pool.size).fill(-1);
    const next = start.slice();
    for (let i = 0; i < n; i++) {
      const server = servers[i];
      const place = next[inService[server]]++;
      this.#order[place] = server;
      this.#position[server] = place;
    }
    this.#stale = false;
  }
}
