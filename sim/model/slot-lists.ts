/** First-in-first-out lists of slots, one an owner (a server, a balancer, a client group), through link columns; any slot leaves in O(1). */
import { type Links, NO_SLOT } from './requests.ts';

export interface SlotLists {
  /** The first slot by owner; NO_SLOT where there is none. */
  readonly head: Int32Array;
  readonly length: Int32Array;
  readonly append: (owner: number, slot: number) => void;
  readonly remove: (owner: number, slot: number) => void;
}

export function createSlotLists({ cells, stride, next, previous }: Links, owners: number): SlotLists {
  const head = new Int32Array(owners).fill(NO_SLOT);
  const tail = new Int32Array(owners).fill(NO_SLOT);
  const length = new Int32Array(owners);

  function append(owner: number, slot: number): void {
    const last = tail[owner];
    cells[slot * stride + next] = NO_SLOT;
    cells[slot * stride + previous] = last;
    if (last === NO_SLOT) head[owner] = slot;
    else cells[last * stride + next] = slot;
    tail[owner] = slot;
    length[owner]++;
  }

  function remove(owner: number, slot: number): void {
    const before = cells[slot * stride + previous];
    const after = cells[slot * stride + next];
    if (before === NO_SLOT) head[owner] = after;
    else cells[before * stride + next] = after;
    if (after === NO_SLOT) tail[owner] = before;
    else cells[after * stride + previous] = before;
    length[owner]--;
  }

  return { head, length, append, remove };
}
