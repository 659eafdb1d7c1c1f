/** First-in-first-out lists of slots, one an owner (a server, a balancer, a client group), through link columns; any slot leaves in O(1). */
import { integers } from '../../kernel/cells.ts';
import { type Links, ROW } from './requests.ts';

const { NO_SLOT } = ROW;

export interface SlotLists {
  /** The first slot by owner; NO_SLOT where there is none. */
  readonly head: Int32Array;
  readonly length: Int32Array;
  readonly append: (owner: number, slot: number) => void;
  readonly remove: (owner: number, slot: number) => void;
}

export function createSlotLists({ cells, shift, next, previous }: Links, owners: number): SlotLists {
  const head = integers(owners).fill(NO_SLOT);
  const tail = integers(owners).fill(NO_SLOT);
  const length = integers(owners);

  function append(owner: number, slot: number): void {
    const last = tail[owner];
    cells[(slot << shift) | next] = NO_SLOT;
    cells[(slot << shift) | previous] = last;
    if (last === NO_SLOT) head[owner] = slot;
    else cells[(last << shift) | next] = slot;
    tail[owner] = slot;
    length[owner]++;
  }

  function remove(owner: number, slot: number): void {
    const before = cells[(slot << shift) | previous];
    const after = cells[(slot << shift) | next];
    if (before === NO_SLOT) head[owner] = after;
    else cells[(before << shift) | next] = after;
    if (after === NO_SLOT) tail[owner] = before;
    else cells[(after << shift) | previous] = before;
    length[owner]--;
  }

  return { head, length, append, remove };
}
