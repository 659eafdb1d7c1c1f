import type { PoolView, Random, ServerIndex } from '../strategy.ts';
import { NONE } from '../strategy.ts';
import { Candidates } from './candidates.ts';
import { indexColumn } from './index-column.ts';

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
export interface LeastLoaded {
  /** The pool changed. */
  invalidate(): void;
  /** A random one of the candidates with the fewest tries in service, each as likely; NONE without candidates. */
  pick(random: Random): ServerIndex;
  /** The server's count rose by one, to what the pool shows. */
  rose(server: ServerIndex): void;
  /** The server's count fell by one, to what the pool shows. */
  fell(server: ServerIndex): void;
}

export function createLeastLoaded(pool: PoolView): LeastLoaded {
  const candidates = new Candidates(pool);
  const order = indexColumn(pool.room, pool.room);
  /** Where in `order` a server stands; -1 for one that is no candidate. */
  const position = indexColumn(pool.room, pool.room);
  let start = new Int32Array(16);
  /** No candidate has fewer tries in service. */
  let least = 0;
  let isStale = true;

  function pick(random: Random): ServerIndex {
    if (isStale) rebuild();
    if (candidates.count === 0) return NONE;
    while (start[least + 1] === 0) least++;
    return order[random.below(start[least + 1])];
  }

  function rose(server: ServerIndex): void {
    if (isStale || position[server] < 0) return;
    const count = pool.inService[server];
    if (count + 1 >= start.length) lengthenStart(count + 2);
    put(server, --start[count]);
  }

  function fell(server: ServerIndex): void {
    if (isStale || position[server] < 0) return;
    const inService = pool.inService[server];
    put(server, start[inService + 1]++);
    if (inService < least) least = inService;
  }

  /** Lets `server` change places with whoever stands at `place`. */
  function put(server: ServerIndex, place: number): void {
    const other = order[place];
    const from = position[server];
    order[from] = other;
    position[other] = from;
    order[place] = server;
    position[server] = place;
  }

  function lengthenStart(length: number): void {
    const longer = new Int32Array(length * 2).fill(candidates.count);
    longer.set(start);
    start = longer;
  }

  /** A counting sort of the candidates by their tries in service. */
  function rebuild(): void {
    candidates.refresh();
    const { count: n, servers } = candidates;
    const { inService } = pool;
    let greatest = 0;
    for (let i = 0; i < n; i++) if (inService[servers[i]] > greatest) greatest = inService[servers[i]];
    if (greatest + 2 > start.length) start = new Int32Array((greatest + 2) * 2);

    start.fill(0);
    for (let i = 0; i < n; i++) start[inService[servers[i]] + 1]++;
    for (let c = 1; c < start.length; c++) start[c] += start[c - 1];

    position.fill(-1);
    const next = start.slice();
    for (let i = 0; i < n; i++) {
      const server = servers[i];
      const place = next[inService[server]]++;
      order[place] = server;
      position[server] = place;
    }
    least = 0;
    isStale = false;
  }

  function invalidate(): void {
    candidates.invalidate();
    isStale = true;
  }

  return { invalidate, pick, rose, fell };
}
