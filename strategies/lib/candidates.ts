import type { PoolView, ServerIndex } from '../strategy.ts';

/** Backups come after every priority group (0 to 255). */
const BACKUP_TIER = 256;

const tierOf = (pool: PoolView, server: ServerIndex): number =>
  pool.backup[server] === 1 ? BACKUP_TIER : pool.priority[server];

/**
 * The servers that a strategy chooses among: the available ones of the best tier, in pool order. A tier is a priority
 * group; the backups are the last tier. They depend on the state of the pool only, not on how it came about.
 *
 * Rebuilding costs O(pool size), once a `refresh` that follows an `invalidate`, so that a burst of changes costs no more
 * than one. Between changes `refresh` is one branch.
 */
export class Candidates {
  /** How many there are. */
  count = 0;
  /** Their indices, ascending; the first `count` entries count. */
  readonly servers: Int32Array;
  readonly #pool: PoolView;
  #stale = true;

  constructor(pool: PoolView) {
    this.#pool = pool;
    this.servers = new Int32Array(pool.room);
  }

  /** The pool changed. */
  invalidate(): void {
    this.#stale = true;
  }

  /** Brings the candidates up to date; true where they were rebuilt. Always true at the first call. */
  refresh(): boolean {
    if (!this.#stale) return false;
    this.#rebuild();
    return true;
  }

  /** Position of the first candidate whose index is greater than `server`; `count` where there is none. O(log n). */
  after(server: ServerIndex): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.servers[middle] <= server) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether `server` is one of them. O(log n). */
  has(server: ServerIndex): boolean {
    const position = this.after(server - 1);
    return position < this.count && this.servers[position] === server;
  }

  #rebuild(): void {
    const pool = this.#pool;
    let best = BACKUP_TIER;
    this.count = 0;
    for (let server = 0; server < pool.size; server++) {
      if (pool.available[server] === 0) continue;
      const tier = tierOf(pool, server);
      if (tier > best) continue;
      if (tier < best) {
        best = tier;
        this.count = 0;
      }
      this.servers[this.count++] = server;
    }
    this.#stale = false;
  }
}
