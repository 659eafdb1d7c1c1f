import type { PoolView, ServerIndex } from '../strategy.ts';
import { Candidates } from './candidates.ts';
import { EdfSchedule } from './edf-schedule.ts';

/**
 * What Envoy's weighted policies have in common: the candidates, whether their weights differ, and if so a schedule of
 * them, made anew after each change of the pool. Envoy moves each new schedule on by a random number of picks; here it
 * begins at its beginning.
 */
export class EnvoySchedule {
  readonly candidates: Candidates;
  /** Whether any two candidates have different weights. */
  isWeighted = false;
  readonly #pool: PoolView;
  readonly #weightOf: (server: ServerIndex) => number;
  readonly #schedule: EdfSchedule;

  constructor(pool: PoolView, weightOf: (server: ServerIndex) => number) {
    this.candidates = new Candidates(pool);
    this.#pool = pool;
    this.#weightOf = weightOf;
    this.#schedule = new EdfSchedule(pool.room);
  }

  /** Brings it up to date after a change of the pool. */
  refresh(): void {
    if (!this.candidates.refresh()) return;
    const { count, servers } = this.candidates;
    const { weight } = this.#pool;
    this.isWeighted = false;
    for (let i = 1; i < count; i++) if (weight[servers[i]] !== weight[servers[0]]) this.isWeighted = true;
    if (!this.isWeighted) return;
    this.#schedule.start();
    for (let i = 0; i < count; i++) this.#schedule.add(servers[i], this.#weightOf(servers[i]));
  }

  /** The next by schedule, where weights differ. */
  next(): ServerIndex {
    return this.#schedule.next(this.#weightOf);
  }
}
