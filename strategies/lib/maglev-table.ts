import { NONE } from '../strategy.ts';
import type { PoolView, ServerIndex } from '../strategy.ts';
import type { Candidates } from './candidates.ts';
import { utf8 } from './utf8.ts';
import { Xxh64 } from './xxh64.ts';

/** A server while a table of Maglev is filled: it takes the slots `slot`, `slot + skip`, ... modulo the table's size. */
export interface Turns {
  readonly server: ServerIndex;
  /** Its weight over the sum of all weights. */
  readonly share: number;
  readonly skip: number;
  /** The next slot of its order. */
  slot: number;
  /** It takes a slot in a round whose number times `share` has reached this. */
  target: number;
}

/** The candidates' turns in a table of `size` slots, a prime, in the order of their names. O(n log n). */
export function maglevTurns(pool: PoolView, { count, servers }: Candidates, size: number): Turns[] {
  const hash = new Xxh64();
  const sum = servers.subarray(0, count).reduce((total, server) => total + pool.weight[server], 0);
  const named = Array.from(servers.subarray(0, count), (server) => ({ server, name: pool.name(server) }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return named.map(({ server, name }) => {
    const bytes = utf8(name);
    const slot = hash.hash(bytes, 0).modulo(size);
    const skip = hash.hash(bytes, 1).modulo(size - 1) + 1;
    return { server, share: pool.weight[server] / sum, skip, slot, target: 0 };
  });
}

/**
 * Fills the table in rounds: the strongest takes a slot in each, the others as often as their share is of its. Takes up the
 * turns. O(slots log slots) steps to free slots, and O(rounds x servers).
 */
export function takeTurns(table: Int32Array, turns: readonly Turns[]): void {
  table.fill(NONE);
  const greatest = turns.reduce((most, { share }) => Math.max(most, share), 0);
  let taken = 0;
  for (let round = 1; taken < table.length; round++) {
    for (const turn of turns) {
      if (round * turn.share < turn.target) continue;
      turn.target += greatest;
      while (table[turn.slot] !== NONE) advance(turn, table.length);
      table[turn.slot] = turn.server;
      if (++taken === table.length) return;
      advance(turn, table.length);
    }
  }
}

function advance(turn: Turns, size: number): void {
  turn.slot += turn.skip;
  if (turn.slot >= size) turn.slot -= size;
}
