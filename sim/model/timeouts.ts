/** Clients' timeouts: a list a group, in order of arrival, because all requests of a group have the same patience. */
import type { Cell } from '../kernel/clock.ts';
import type { ClientGroup } from './model.ts';
import { NO_SLOT, type Requests } from './requests.ts';
import { createSlotLists } from './slot-lists.ts';

export interface Timeouts {
  add(slot: number): void;
  remove(slot: number): void;
  /** The request whose deadline is next. */
  next(): number;
}

/** Keeps `timeoutAt` at the next deadline. */
export function createTimeouts({ group, arrivedAt, timeoutLinks }: Requests, groups: ClientGroup[], timeoutAt: Cell): Timeouts {
  const patience = Float64Array.from(groups, ({ timeout }) => timeout);
  const { head, append, remove } = createSlotLists(timeoutLinks, groups.length);
  let nextGroup = 0;

  function findNext(): void {
    timeoutAt[0] = Infinity;
    for (let index = 0; index < patience.length; index++) {
      if (head[index] === NO_SLOT) continue;
      const at = arrivedAt[head[index]] + patience[index];
      if (at >= timeoutAt[0]) continue;
      timeoutAt[0] = at;
      nextGroup = index;
    }
  }

  return {
    add(slot) {
      if (patience[group[slot]] === Infinity) return;
      const wasEmpty = head[group[slot]] === NO_SLOT;
      append(group[slot], slot);
      if (wasEmpty) findNext();
    },
    remove(slot) {
      if (patience[group[slot]] === Infinity) return;
      const wasFirst = head[group[slot]] === slot;
      remove(group[slot], slot);
      if (wasFirst) findNext();
    },
    next: () => head[nextGroup],
  };
}
