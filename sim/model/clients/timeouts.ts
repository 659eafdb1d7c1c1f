/**
 * Clients' timeouts, and senders' timeouts of tries: a list an owner, in the order in which they began, because all that belongs to an
 * owner has the same time. Owners are the client groups, then the senders.
 */
import { type Cell, doubles as createDoubles, integers as createIntegers } from '../../kernel/cells.ts';
import type { Forks } from './forks.ts';
import type { ClientGroup } from '../model.ts';
import { type Requests, ROW } from '../requests/requests.ts';
import type { Senders } from './senders.ts';
import { createSlotLists } from '../requests/slot-lists.ts';

const { DOUBLES, ARRIVED_AT, NO_SLOT } = ROW;

export interface Timeouts {
  readonly add: (owner: number, slot: number) => void;
  readonly remove: (owner: number, slot: number) => void;
  /** The request, or the try, whose deadline is next. */
  readonly next: () => number;
}

/** Keeps `timeoutAt` at the next deadline. */
export function createTimeouts(
  { doubles, timeoutLinks }: Requests,
  { beganAt }: Forks,
  groups: ClientGroup[],
  { all: senders }: Senders,
  timeoutAt: Cell,
): Timeouts {
  const times = [...groups.map(({ timeout }) => timeout), ...senders.map(({ spec }) => spec.timeout)];
  const patience = createDoubles(times.length).map((_, owner) => times[owner]);
  const firstSender = groups.length;
  const { head, append, remove } = createSlotLists(timeoutLinks, times.length);
  const nextOwner = createIntegers(1);

  function findNext(): void {
    timeoutAt[0] = Infinity;
    for (let owner = 0; owner < patience.length; owner++) {
      if (head[owner] === NO_SLOT) continue;
      const from = owner < firstSender ? doubles[(head[owner] << DOUBLES) | ARRIVED_AT] : beganAt[head[owner]];
      const at = from + patience[owner];
      if (at >= timeoutAt[0]) continue;
      timeoutAt[0] = at;
      nextOwner[0] = owner;
    }
  }

  return {
    add(owner, slot) {
      if (patience[owner] === Infinity) return;
      const wasEmpty = head[owner] === NO_SLOT;
      append(owner, slot);
      if (wasEmpty) findNext();
    },
    remove(owner, slot) {
      if (patience[owner] === Infinity) return;
      const wasFirst = head[owner] === slot;
      remove(owner, slot);
      if (wasFirst) findNext();
    },
    next: () => head[nextOwner[0]],
  };
}
