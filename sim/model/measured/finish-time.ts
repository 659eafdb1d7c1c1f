/** When a request would be done at a server, if nothing else came there. */
import type { ServerSpec } from '../model.ts';

/** What a server holds, and how it works it off. Work is CPU nanoseconds on a core of speed 1. */
export interface ServerNow extends Pick<ServerSpec, 'cores' | 'scalability'> {
  speed: number;
  /** Most requests on cores at once. */
  limit: number;
  /** Work left of those that are. */
  running: number[];
  /** Work of those that queue, in their order. */
  queued: readonly number[];
}

/**
 * Nanoseconds until a request of so much work is done if it comes now: the server's queue is played to there. Exact under fifo,
 * where who comes later does not matter; under processor sharing it is the least that it can be. Infinity where no work is done.
 * Stops as soon as it is later than `latest`, and gives an instant after that.
 *
 * O(running x log running + queued x cores) under fifo.
 */
export function finishTime(
  { cores, scalability, speed, limit, running, queued }: ServerNow,
  work: number,
  latest: number,
): number {
  if (speed === 0) return Infinity;
  /** In the order of their ends, by the work that each running request has had by then. */
  const ends = running.toSorted((one, other) => one - other);
  const { contention, coherency } = scalability;
  let first = 0;
  let next = 0;
  let had = 0;
  let now = 0;
  let own = -1;
  for (;;) {
    while (next <= queued.length && ends.length - first < limit) {
      if (next === queued.length) own = had + work;
      insert(ends, first, had + (next === queued.length ? work : queued[next]));
      next++;
    }
    const runs = ends.length - first;
    const busy = Math.min(runs, cores);
    const ideal = busy / (1 + (busy - 1) * (contention + coherency * busy));
    now += ((ends[first] - had) * runs) / (speed * ideal);
    had = ends[first];
    if (now > latest || had === own) return now;
    first++;
  }
}

/** Keeps `sorted` in order, from `first` on; behind its equals. */
function insert(sorted: number[], first: number, value: number): void {
  let at = sorted.length;
  while (at > first && sorted[at - 1] > value) at--;
  sorted.splice(at, 0, value);
}
