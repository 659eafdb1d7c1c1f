import { NONE } from '../strategy.ts';
import type { PoolView, ServerIndex } from '../strategy.ts';
import { Candidates } from './candidates.ts';

/**
 * Picks the candidate with the least score; servers that tie take turns, in pool order, beginning after the server picked
 * last. O(candidates) a pick; allocates nothing.
 */
export class LeastInTurn {
  readonly #candidates: Candidates;
  #last: ServerIndex = NONE;

  constructor(pool: PoolView) {
    this.#candidates = new Candidates(pool);
  }

  /** The pool changed. */
  invalidate(): void {
    this.#candidates.invalidate();
  }

  /** NONE without candidates. `score` is asked once for each candidate and never answers NaN. */
  pick(score: (server: ServerIndex, now: number) => number, now: number): ServerIndex {
    this.#candidates.refresh();
    const { count, servers } = this.#candidates;
    let best: ServerIndex = NONE;
    let least = Infinity;
    let position = this.#candidates.after(this.#last);
    for (let seen = 0; seen < count; seen++) {
      if (position === count) position = 0;
      const server = servers[position++];
      const value = score(server, now);
      if (best !== NONE && value >= least) continue;
      best = server;
      least = value;
    }
    if (best !== NONE) this.#last = best;
    return best;
  }
}
