/**
 * Queues at balancers, one a balancer: requests for which the strategy answered WAIT, or for which all servers have as many as the
 * balancer allows; first come first. A queue may give requests up: those that wait for too long, or by controlled delay (codel.ts).
 */
import { WAIT } from '../../../strategies/strategy.ts';
import { integers as createIntegers } from '../../kernel/cells.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import type { Balancer } from './balancer.ts';
import { createCodel } from './codel.ts';
import { EVENT } from '../event-kinds.ts';
import type { Model } from '../model.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import { createSlotLists } from '../requests/slot-lists.ts';

const { INTEGERS, NUMBER, BYTES, PLACE: AT, NO_SLOT } = ROW;
const { AT_BALANCER } = PLACE;
const TO_WAIT = WAIT;

/** Ids in the lane of timeouts: behind clients and hedges. */
const AFTER_HEDGES = 4_294_967_296;

export interface BalancerQueues {
  /** The oldest request that queues, by balancer; NO_SLOT where none does. */
  readonly head: Int32Array;
  /** False: the queue is full. */
  readonly join: (slot: number, balancer: number) => boolean;
  readonly leave: (slot: number, balancer: number) => void;
  /** A slot at the member has just got free, or it has become available: sends there who may go, or picks again. */
  readonly serve: (balancer: number, member: number) => void;
  /** A request that joined so long ago that its time in the queue may be over. */
  readonly onQueueTimeout: (slot: number) => void;
}

/** What the walk does. */
export interface QueuesWalk {
  /** Asks the balancer's strategy. */
  readonly pick: (slot: number, balancer: number) => number;
  /** Sends a request that leaves the queue to the member, or answers it where that is NONE. */
  readonly place: (slot: number, balancer: number, member: number, picked: boolean) => void;
  /** Answers a request that the queue gave up. */
  readonly refuse: (slot: number, balancer: number) => void;
  readonly balancerOf: (slot: number) => number;
}

export function createBalancerQueues(
  balancers: Balancer[],
  { balancers: specs }: Model,
  { bytes, integers, placeLinks, capacity }: Requests,
  { now }: Clock,
  events: Events,
  { pick, place, refuse, balancerOf }: QueuesWalk,
): BalancerQueues {
  const count = specs.length;
  const { head, length, append, remove } = createSlotLists(placeLinks, count);
  const isServing = createIntegers(count);
  const timeouts = Float64Array.from(specs, ({ admission }) => admission?.queueTimeout ?? Infinity);
  const codels = specs.map(({ admission }) => admission?.codel && createCodel(admission.codel));
  const hasPatience = specs.some(
    ({ admission }) => admission?.codel !== undefined || admission?.queueTimeout !== undefined,
  );
  const joinedAt = new Float64Array(hasPatience ? capacity : 0);

  function join(slot: number, index: number): boolean {
    const { spec, onQueued } = balancers[index];
    if (length[index] >= spec.queue) return false;
    onQueued(1);
    bytes[(slot << BYTES) | AT] = AT_BALANCER;
    append(index, slot);
    if (!hasPatience) return true;
    joinedAt[slot] = now[0];
    if (timeouts[index] !== Infinity)
      events.push(
        timeouts[index],
        LANE.timeout,
        AFTER_HEDGES + integers[(slot << INTEGERS) | NUMBER],
        EVENT.queueTimeout,
        slot,
      );
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
      if (codels[index]?.drops(now[0] - joinedAt[slot], length[index] === 1, now[0])) {
        leave(slot, index);
        refuse(slot, index);
        continue;
      }
      const isDirect = strategy.onSlotFree !== undefined;
      const to = isDirect ? (strategy.onSlotFree!(member, now[0]) ? member : TO_WAIT) : pick(slot, index);
      if (to === TO_WAIT) break;
      leave(slot, index);
      place(slot, index, to, !isDirect);
    }
    isServing[index] = 0;
  }

  function onQueueTimeout(slot: number): void {
    if (bytes[(slot << BYTES) | AT] !== AT_BALANCER) return;
    const index = balancerOf(slot);
    // It may have come to this queue, or the slot to another request, after the time began.
    if (joinedAt[slot] + timeouts[index] !== now[0]) return;
    leave(slot, index);
    refuse(slot, index);
  }

  return { head, join, leave, serve, onQueueTimeout };
}
