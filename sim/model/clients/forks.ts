/**
 * Tries with slots of their own. A request that comes to a sender parks there, and each of its tries is a *fork*: a copy of its row that
 * walks on from there. The levels of the way below its base belong to the slot that it was forked from.
 */
import { integers as createIntegers } from '../../kernel/cells.ts';
import type { Clock } from '../../kernel/clock.ts';
import { mostTries } from './most-slots.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import { type Senders, wayOf } from './senders.ts';

const { DOUBLES, INTEGERS, BYTES, NUMBER, STATE, PLACE: AT, LEVEL, DEMAND, NO_SLOT } = ROW;
const { IN_TRANSIT, CALLING } = PLACE;
/** No way has so many levels. */
const NO_LEVEL = 255;

export interface Forks {
  /** By slot: what it was forked from; NO_SLOT for a request itself. */
  readonly parent: Int32Array;
  /** The level at which its way begins. */
  readonly base: Uint8Array;
  readonly beganAt: Float64Array;
  readonly isHedge: Uint8Array;
  /** Of a slot that is parked at a sender: the sender, the first of its forks and those after it, and what it did so far. */
  readonly sender: Int32Array;
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly retries: Uint8Array;
  readonly hedges: Uint8Array;
  /** One number for the way over senders. */
  readonly way: Int32Array;
  /** Number of the request that the slot is, or is a try of. */
  readonly numberOf: (slot: number) => number;
  /** A request arrives that has this number: the slot's place in the order of all slots. */
  readonly onArrival: (slot: number, number: number) => number;
  /** The second slot shows the request of the first. */
  readonly onShown: (slot: number, copy: number) => void;
  /** Parks the slot at a sender. */
  readonly park: (slot: number, sender: number) => void;
  /** A new fork of a parked slot. */
  readonly fork: (slot: number, isHedge: boolean) => number;
  /** A fork no longer belongs to what it was forked from. */
  readonly unlink: (fork: number) => void;
  /** What the answer to a fork tells of its server goes on with the answer of what it was forked from. */
  readonly passFeedback: (fork: number) => void;
  /** Whether the slot is a balancer's try and this the level of that balancer. */
  readonly isOwn: (slot: number, level: number) => boolean;
  /** A balancer sends its try to a member. */
  readonly onSent: (slot: number, level: number, member: number) => void;
  /** Which try of the balancer at the level it is, from 1. */
  readonly attempt: (slot: number, level: number) => number;
  /** Whether the balancer at the level has sent a try of the request to the member. */
  readonly tried: (slot: number, level: number, member: number) => boolean;
  /** Where the balancer at the level keeps its number for the request. */
  readonly homeOf: (slot: number, level: number) => number;
}

export function createForks(requests: Requests, { all: senders }: Senders, { now }: Clock): Forks {
  const { doubles, integers, bytes, member: memberAt, setTry, sentAt, user, wait } = requests;
  const { uncachedDemand, uncachedWait, startedAt, departedAt, leftBehind } = requests;
  const length = requests.hasForks ? requests.capacity : 0;
  const most = Math.max(1, ...senders.map(({ spec }) => mostTries(spec)));
  const column = () => new Int32Array(length);
  const [parent, sender, first, next, way, number] = [column(), column(), column(), column(), column(), column()];
  const bytesColumn = () => new Uint8Array(length);
  const [base, ownLevel, isHedge] = [bytesColumn(), bytesColumn(), bytesColumn()];
  const [retries, hedges] = [bytesColumn(), bytesColumn()];
  const [forked, nth, triedCount] = [bytesColumn(), bytesColumn(), bytesColumn()];
  const triedMembers = new Int32Array(length * most);
  const beganAt = new Float64Array(length);
  const hasWait = wait.length > 0;
  const hasUsers = user.length > 0;
  const hasCaches = uncachedDemand.length > 0;
  const hasFeedback = departedAt.length > 0;
  /** Requests and forks so far. */
  const taken = createIntegers(1);

  function onArrival(slot: number, nthRequest: number): number {
    number[slot] = nthRequest;
    parent[slot] = NO_SLOT;
    base[slot] = 0;
    ownLevel[slot] = NO_LEVEL;
    way[slot] = 0;
    return taken[0]++;
  }

  function park(slot: number, at: number): void {
    bytes[(slot << BYTES) | AT] = CALLING;
    sender[slot] = at;
    first[slot] = NO_SLOT;
    forked[slot] = 0;
    retries[slot] = 0;
    hedges[slot] = 0;
    triedCount[slot] = 0;
  }

  function fork(slot: number, hedge: boolean): number {
    const copy = requests.take();
    copyRow(slot, copy);
    const level = bytes[(slot << BYTES) | LEVEL];
    integers[(copy << INTEGERS) | NUMBER] = taken[0]++;
    integers[(copy << INTEGERS) | STATE] = 0;
    bytes[(copy << BYTES) | AT] = IN_TRANSIT;
    bytes[(copy << BYTES) | LEVEL] = level;
    number[copy] = number[slot];
    parent[copy] = slot;
    base[copy] = level;
    ownLevel[copy] = senders[sender[slot]].balancer >= 0 ? level : NO_LEVEL;
    nth[copy] = ++forked[slot];
    way[copy] = wayOf(way[slot], nth[copy]);
    isHedge[copy] = hedge ? 1 : 0;
    beganAt[copy] = now[0];
    link(slot, copy);
    return copy;
  }

  function copyRow(from: number, to: number): void {
    // As integers: a copy of integers as doubles may change those that look like NaN.
    for (let i = 0; i < 1 << INTEGERS; i++) integers[(to << INTEGERS) | i] = integers[(from << INTEGERS) | i];
    for (let level = 0; level < bytes[(from << BYTES) | LEVEL]; level++)
      setTry(to, level, memberAt(from, level), sentAt(from, level));
    requests.setSequence(to, requests.sequence(from));
    if (hasUsers) user[to] = user[from];
    if (hasWait) wait[to] = wait[from];
    if (!hasCaches) return;
    uncachedDemand[to] = uncachedDemand[from];
    doubles[(to << DOUBLES) | DEMAND] = uncachedDemand[from];
    if (hasWait) uncachedWait[to] = uncachedWait[from];
  }

  function link(slot: number, copy: number): void {
    next[copy] = NO_SLOT;
    if (first[slot] === NO_SLOT) {
      first[slot] = copy;
      return;
    }
    let last = first[slot];
    while (next[last] !== NO_SLOT) last = next[last];
    next[last] = copy;
  }

  function unlink(copy: number): void {
    const slot = parent[copy];
    if (first[slot] === copy) {
      first[slot] = next[copy];
      return;
    }
    let before = first[slot];
    while (next[before] !== copy) before = next[before];
    next[before] = next[copy];
  }

  function passFeedback(copy: number): void {
    const slot = parent[copy];
    if (!hasFeedback) return;
    startedAt[slot] = startedAt[copy];
    departedAt[slot] = departedAt[copy];
    leftBehind[slot] = leftBehind[copy];
  }

  function isOwn(slot: number, level: number): boolean {
    return ownLevel[slot] === level;
  }

  return {
    parent,
    base,
    beganAt,
    isHedge,
    sender,
    first,
    next,
    retries,
    hedges,
    way,
    numberOf: (slot) => (length > 0 ? number[slot] : integers[(slot << INTEGERS) | NUMBER]),
    onArrival,
    onShown(slot, copy) {
      number[copy] = number[slot];
      parent[copy] = NO_SLOT;
      base[copy] = 0;
      ownLevel[copy] = NO_LEVEL;
    },
    park,
    fork,
    unlink,
    passFeedback,
    isOwn,
    onSent(slot, level, member) {
      if (isOwn(slot, level)) triedMembers[parent[slot] * most + triedCount[parent[slot]]++] = member;
    },
    attempt: (slot, level) => (isOwn(slot, level) ? nth[slot] : 1),
    tried(slot, level, member) {
      if (!isOwn(slot, level)) return false;
      const from = parent[slot] * most;
      for (let at = from; at < from + triedCount[parent[slot]]; at++) if (triedMembers[at] === member) return true;
      return false;
    },
    homeOf: (slot, level) => (isOwn(slot, level) ? parent[slot] : slot),
  };
}
