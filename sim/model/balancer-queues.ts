/** Queues at balancers, one a balancer: requests for which the strategy answered WAIT, first come first. */
import { WAIT } from '../../strategies/strategy.ts';
import { integers as createIntegers } from '../kernel/cells.ts';
import type { Cell } from '../kernel/cells.ts';
import type { Balancer } from './balancer.ts';
import { PLACE, type Requests, ROW } from './requests.ts';
import { createSlotLists } from './slot-lists.ts';

const { BYTES, PLACE: AT, NO_SLOT } = ROW;
const { AT_BALANCER } = PLACE;
const TO_WAIT = WAIT;

export interface BalancerQueues {
  /** The oldest request that queues, by balancer; NO_SLOT where none does. */
  readonly head: Int32Array;
  /** False: the queue is full. */
  readonly join: (slot: number, balancer: number) => boolean;
  readonly leave: (slot: number, balancer: number) => void;
  /** A slot at the member has just got free, or it has become available: sends there who may go, or picks again. */
  readonly serve: (balancer: number, member: number) => void;
}

/** `pick` asks the balancer's strategy; `place` sends a request that leaves the queue to the member, or answers it where that is NONE. */
export function createBalancerQueues(
  balancers: Balancer[],
  { bytes, placeLinks }: Requests,
  now: Cell,
  count: number,
  pick: (slot: number, balancer: number) => number,
  place: (slot: number, balancer: number, member: number, picked: boolean) => void,
): BalancerQueues {
  const { head, length, append, remove } = createSlotLists(placeLinks, count);
  const isServing = createIntegers(count);

  function join(slot: number, index: number): boolean {
    const { spec, onQueued } = balancers[index];
    if (length[index] >= spec.queue) return false;
    onQueued(1);
    bytes[(slot << BYTES) | AT] = AT_BALANCER;
    append(index, slot);
    return true;
  }

  function leave(slot: number, index: number): void {
    balancers[index].onQueued(-1);
    remove(index, slot);
  }

  function serve(index: number, member: number): void {
    // A server that refuses at once comes back here: the loop below goes on instead.
    if (isServing[index] === 1) return;
    isServing[index] = 1;
    const { strategy } = balancers[index];
    for (let slot = head[index]; slot !== NO_SLOT; slot = head[index]) {
      const isDirect = strategy.onSlotFree !== undefined;
      const to = isDirect ? (strategy.onSlotFree!(member, now[0]) ? member : TO_WAIT) : pick(slot, index);
      if (to === TO_WAIT) break;
      leave(slot, index);
      place(slot, index, to, !isDirect);
    }
    isServing[index] = 0;
  }

  return { head, join, leave, serve };
}
