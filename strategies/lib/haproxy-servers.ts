import { NONE } from '../strategy.ts';
import type { PoolView, ServerIndex } from '../strategy.ts';

/** Active servers (0) or backups (1). */
export type HaproxyGroup = 0 | 1;

/** What HAProxy's methods other than hashes ask of servers. Each call is O(servers) at most; nothing is allocated. */
export class HaproxyServers {
  readonly #pool: PoolView;

  constructor(pool: PoolView) {
    this.#pool = pool;
  }

  isUsable(server: ServerIndex): boolean {
    return this.#pool.available[server] === 1;
  }

  /** It has its `maxconn`, or requests queue for it. */
  isFull(server: ServerIndex): boolean {
    const { limit, inService, queued } = this.#pool;
    return limit[server] > 0 && (queued[server] > 0 || inService[server] >= limit[server]);
  }

  groupOf(server: ServerIndex): HaproxyGroup {
    return this.#pool.backup[server] === 1 ? 1 : 0;
  }

  /** The first usable server of a group, full or not; NONE where none is. */
  firstOf(group: HaproxyGroup): ServerIndex {
    for (let server = 0; server < this.#pool.size; server++) {
      if (this.isUsable(server) && this.groupOf(server) === group) return server;
    }
    return NONE;
  }

  /** The first that is not full, either; NONE where none is. */
  firstFreeOf(group: HaproxyGroup): ServerIndex {
    for (let server = 0; server < this.#pool.size; server++) {
      if (this.isUsable(server) && this.groupOf(server) === group && !this.isFull(server)) return server;
    }
    return NONE;
  }
}
