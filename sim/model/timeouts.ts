/** Clients' timeouts: a list a group, in order of arrival, because all requests of a group have the same patience. */
import { type Cell, doubles as createDoubles, integers as createIntegers } from '../kernel/cells.ts';
import type { ClientGroup } from './model.ts';
import { type Requests, ROW } from './requests.ts';
import { createSlotLists } from './slot-lists.ts';

const { DOUBLES, HALVES, ARRIVED_AT, GROUP, NO_SLOT } = ROW;

export interface Timeouts {
  readonly add: (slot: number) => void;
  readonly remove: (slot: number) => void;
  /** The request whose deadline is next. */
  readonly next: () => number;
}

/** Keeps `timeoutAt` at the next deadline. */
export function createTimeouts(
  { doubles, halves, timeoutLinks }: Requests,
  groups: ClientGroup[],
  timeoutAt: Cell,
): Timeouts {
  const patience = createDoubles(groups.length).map((_, index) => groups[index].timeout);
  const { head, append, remove } = createSlotLists(timeoutLinks, groups.length);
  const nextGroup = createIntegers(1);

  function findNext(): void {
    timeoutAt[0] = Infinity;
    for (let index = 0; index < patience.length; index++) {
      if (head[index] === NO_SLOT) continue;
      const at = doubles[(head[index] << DOUBLES) | ARRIVED_AT] + patience[index];
      if (at >= timeoutAt[0]) continue;
      timeoutAt[0] = at;
      nextGroup[0] = index;
    }
  }

  return {
    add(slot) {
      const group = halves[(slot << HALVES) | GROUP];
      if (patience[group] === Infinity) return;
      const wasEmpty = head[group] === NO_SLOT;
      append(group, slot);
      if (wasEmpty) findNext();
    },
    remove(slot) {
      const group = halves[(slot << HALVES) | GROUP];
      if (patience[group] === Infinity) return;
      const wasFirst = head[group] === slot;
      remove(group, slot);
      if (wasFirst) findNext();
    },
    next: () => head[nextGroup[0]],
  };
}
