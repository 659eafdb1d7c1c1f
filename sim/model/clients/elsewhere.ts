/**
 * A retry goes to another member than the tries before it. The strategy is asked again, a few times, as Envoy does (its
 * `host_selection_retry_max_attempts`); if it stays with those that were tried, one of the other available members is drawn, of the best
 * priority. If all were tried, the strategy has its way.
 */
import { pairStreams } from '../../kernel/random-stream.ts';
import type { Balancer } from '../balancers/balancer.ts';
import type { Forks } from './forks.ts';
import type { Model } from '../model.ts';
import type { Pool } from '../balancers/pool.ts';
import type { SlotView } from '../requests/request-view.ts';

const MOST_PICKS = 3;

/** Gives a member for the request that the view shows, whose strategy picked one that was tried. */
export type Elsewhere = (slot: number, index: number, picked: number, now: number) => number;

export function createElsewhere({ seed }: Model, balancers: Balancer[], forks: Forks, view: SlotView): Elsewhere {
  const streams = balancers.map(({ spec }) => pairStreams(seed, `balancers/${spec.name}/elsewhere`));

  function others(pool: Pool, slot: number, level: number): number[] {
    const untried: number[] = [];
    for (let member = 0; member < pool.size; member++)
      if (pool.available[member] === 1 && !forks.tried(slot, level, member)) untried.push(member);
    const rank = (member: number) => pool.backup[member] * 256 + pool.priority[member];
    const best = untried.reduce((least, member) => Math.min(least, rank(member)), Infinity);
    return untried.filter((member) => rank(member) === best);
  }

  return (slot, index, picked, now) => {
    const { strategy, pool, spec } = balancers[index];
    const { level } = view;
    if (spec.tries?.sameServer === true) return picked;
    const untried = others(pool, slot, level);
    if (untried.length === 0) return picked;
    for (let picks = 1; picks < MOST_PICKS; picks++) {
      const member = strategy.pick(view, now);
      if (member < 0 || !forks.tried(slot, level, member)) return member;
    }
    return untried[streams[index](forks.numberOf(slot), forks.way[slot]).below(untried.length)];
  };
}
