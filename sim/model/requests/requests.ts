/**
 * Requests in flight. A request holds one slot from its arrival until nothing in the system refers to it; slots are reused,
 * last freed first, so the hot ones stay in the cache. A slot is a row of 64 bytes, one cache line, seen as doubles, integers,
 * halves and bytes; what only some scenarios need stands in columns beside it. The room for all slots is reserved at the start:
 * the operating system gives memory to the part that was touched only.
 */
import { integers as createIntegers } from '../../kernel/cells.ts';
import { needsOf } from '../balancers/needs.ts';
import { hasWait } from '../clients/clients.ts';
import type { Model } from '../model.ts';
import { expectedArrivals } from '../clients/rate.ts';
import { mostSlots } from '../clients/most-slots.ts';

/**
 * Where a request is. Files of the hot path copy what they use of other files into constants of their own: V8 folds those, but
 * looks up what is imported at each use.
 */
export const PLACE = {
  FREE: 0,
  /** On the network: an event of the heap refers to it. */
  IN_TRANSIT: 1,
  /** Queued at a balancer. */
  AT_BALANCER: 2,
  /** Queued at a server. */
  QUEUED: 3,
  ON_CORE: 4,
  /** At a server, waiting for something that is not CPU: an event of the heap refers to it. */
  WAITING: 5,
  /** At a sender (senders.ts) that makes tries of it, which have slots of their own. */
  CALLING: 6,
  /** Done with, but held: see `hold`. */
  SPENT: 7,
  /** At a balancer that takes its time: an event of the heap refers to it. */
  PASSING: 8,
  /** The network has lost it, or the answer: nothing refers to it until somebody gives it up. */
  LOST: 9,
  /** No request: it shows the client of a connection (connections.ts). */
  SHOWN: 10,
} as const;

/**
 * The row of a slot. In the view of doubles it begins at `slot << DOUBLES`, and so in the others; a field stands at
 * `(slot << DOUBLES) | FIELD`. Shifts and ors cannot overflow, so V8 checks less than for products and sums.
 */
export const ROW = {
  DOUBLES: 3,
  ARRIVED_AT: 0,
  DEMAND: 1,
  /** On a core: the instant, or the server's virtual time, at which the work is done. */
  FINISH: 2,
  /** When the client's balancer sent its try. */
  SENT_AT: 3,

  INTEGERS: 4,
  /** Number of the request, from 0, in order of arrival. Where tries have slots of their own, they are numbered in between. */
  NUMBER: 8,
  /** Links of the list or heap that the place keeps. */
  NEXT: 9,
  PREVIOUS: 10,
  CHILD: 11,
  /** The member that the client's balancer picked. */
  MEMBER: 12,
  /** Time window of its arrival; see observer.ts. */
  WINDOW: 13,

  HALVES: 5,
  GROUP: 28,
  CLASS: 29,
  /** The four bytes below, at once. */
  STATE: 15,

  BYTES: 6,
  PLACE: 60,
  /** 1 when the client has given up (the outcome is recorded) while the slot is still referred to. */
  ABANDONED: 61,
  /** How it ended, while the answer is on its way: an index of OUTCOMES. */
  OUTCOME: 62,
  /** Balancers that have a try of this request under way. */
  LEVEL: 63,

  /** Stands where there is no slot. */
  NO_SLOT: -1 as number,
} as const;

const {
  DOUBLES,
  INTEGERS,
  HALVES,
  BYTES,
  NUMBER,
  NEXT,
  PREVIOUS,
  MEMBER,
  SENT_AT,
  GROUP,
  PLACE: AT,
  ABANDONED,
  NO_SLOT,
} = ROW;
const { FREE, SPENT, SHOWN } = PLACE;

/** More than this in flight and a run gives up. */
const MOST_IN_FLIGHT = 16777216;
const MOST_LEFT = 1048576;

/** Where the links of a slot stand: `cells[(slot << shift) | next]` and `... | previous`. */
export interface Links {
  readonly cells: Int32Array;
  readonly shift: number;
  readonly next: number;
  readonly previous: number;
}

export interface Requests {
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
  readonly halves: Uint16Array;
  readonly bytes: Uint8Array;
  readonly placeLinks: Links;
  /** Links of a group's requests that may time out. */
  readonly timeoutLinks: Links;
  /** By slot. Empty where the scenario has no need: time that is not CPU, index of the user, what it found at its server and when. */
  readonly wait: Float64Array;
  readonly user: Int32Array;
  /** What it asks of a server that has it not in its cache; DEMAND and `wait` are what it asks of the server that it is at. */
  readonly uncachedDemand: Float64Array;
  readonly uncachedWait: Float64Array;
  readonly found: Int32Array;
  readonly reachedServerAt: Float64Array;
  /** The same: when its service began, when it left its server, and how many it left behind there. */
  readonly startedAt: Float64Array;
  readonly departedAt: Float64Array;
  readonly leftBehind: Int32Array;
  readonly hasTimeouts: boolean;
  /** Whether a group's deadlines are carried along; then whether the request's is over, and it is to be dropped. */
  readonly hasDeadlines: boolean;
  readonly isLate: (slot: number) => boolean;
  /** Whether tries may have slots of their own (forks.ts). */
  readonly hasForks: boolean;
  /** Slots that there are at most. */
  readonly capacity: number;
  /** The longest chain of balancers. */
  readonly depth: number;
  /** A free slot, now in use. Throws a RangeError when too many are in flight. */
  readonly take: () => number;
  readonly free: (slot: number) => void;
  /** A slot that shows the same request and is none; its scratch number is 0. */
  readonly takeShown: (slot: number) => number;
  /** Whether slots may be held: with forks, and where balancers may die. */
  readonly mayHold: boolean;
  /** Something refers to the slot, which is not free before it is released as often. */
  readonly hold: (slot: number) => void;
  readonly release: (slot: number) => void;
  /** Slots that were ever used stand below this. */
  readonly used: () => number;
  /** Which request of its group (open groups) or of its user (closed loops) it is, from 0. */
  readonly sequence: (slot: number) => number;
  readonly setSequence: (slot: number, sequence: number) => void;
  /** The number for the request that the strategy of the balancer at this level of the way keeps. */
  readonly scratch: (slot: number, level: number) => number;
  readonly setScratch: (slot: number, level: number, value: number) => void;
  /** The member that the balancer at this level of the way picked, the client's own being 0, and when it sent the try. */
  readonly member: (slot: number, level: number) => number;
  readonly sentAt: (slot: number, level: number) => number;
  readonly setTry: (slot: number, level: number, member: number, sentAt: number) => void;
}

export function createRequests(model: Model): Requests {
  const { clients, servers, balancers } = model;
  const hasForks = [...clients, ...balancers].some(({ tries }) => tries !== undefined);
  const mayHold = hasForks || (model.faults ?? []).some(({ balancers: hit }) => hit.length > 0);
  const capacity = capacityFor(model);
  const depth = depthOf(model);
  const inner = depth - 1;
  const lengthIf = (isNeeded: boolean) => (isNeeded ? capacity : 0);
  const waits = clients.some(({ classes }) => hasWait(classes));
  const hasCaches = servers.some(({ cache }) => cache !== undefined);
  const hasUsers = clients.some(({ arrivals }) => arrivals.process === 'users');
  const hasNeed = (need: 'probes' | 'feedback') => balancers.some(({ strategy }) => needsOf(strategy)[need] === true);
  const hasProbes = hasNeed('probes');
  const hasFeedback = hasNeed('feedback');
  const hasTimeouts =
    clients.some(({ timeout }) => timeout !== Infinity) ||
    [...clients, ...balancers].some(({ tries }) => tries !== undefined && tries.timeout !== Infinity);
  /** Else a request's place in its group is its number. */
  const hasSequence = hasUsers || clients.length > 1 || hasForks;

  const buffer = new ArrayBuffer(capacity << BYTES);
  const doubles = new Float64Array(buffer);
  const integers = new Int32Array(buffer);
  const bytes = new Uint8Array(buffer);
  const halves = new Uint16Array(buffer);
  const drops = Uint8Array.from(clients, ({ afterTimeout }) => (afterTimeout === 'drop' ? 1 : 0));
  const user = new Int32Array(lengthIf(hasUsers));
  const sequences = new Int32Array(lengthIf(hasSequence));
  const scratches = new Float64Array(capacity * depth);
  const holds = new Uint8Array(lengthIf(mayHold));
  const innerMembers = new Int32Array(capacity * inner);
  const innerSentAt = new Float64Array(capacity * inner);
  let hasScratch = false;
  const firstFree = createIntegers(1).fill(NO_SLOT);
  /** Slots that were ever used. */
  const used = createIntegers(1);

  function take(): number {
    const slot = firstFree[0];
    if (slot === NO_SLOT) return takeFresh();
    firstFree[0] = integers[(slot << INTEGERS) | NEXT];
    if (hasScratch) clearScratches(slot);
    return slot;
  }

  function clearScratches(slot: number): void {
    for (let level = 0; level < depth; level++) scratches[slot * depth + level] = 0;
  }

  function takeFresh(): number {
    if (used[0] === capacity)
      throw new RangeError(`more than ${capacity} requests in flight: overloaded beyond what a run can hold`);
    return used[0]++;
  }

  function free(slot: number): void {
    bytes[(slot << BYTES) | AT] = FREE;
    integers[(slot << INTEGERS) | NEXT] = firstFree[0];
    firstFree[0] = slot;
  }

  function takeShown(slot: number): number {
    const copy = take();
    for (let i = 0; i < 1 << INTEGERS; i++) integers[(copy << INTEGERS) | i] = integers[(slot << INTEGERS) | i];
    if (hasSequence) sequences[copy] = sequences[slot];
    if (hasUsers) user[copy] = user[slot];
    bytes[(copy << BYTES) | AT] = SHOWN;
    bytes[(copy << BYTES) | ABANDONED] = 1;
    return copy;
  }

  function freeUnlessHeld(slot: number): void {
    if (holds[slot] === 0) return free(slot);
    bytes[(slot << BYTES) | AT] = SPENT;
    bytes[(slot << BYTES) | ABANDONED] = 1;
  }

  function release(slot: number): void {
    if (--holds[slot] === 0 && bytes[(slot << BYTES) | AT] === SPENT) free(slot);
  }

  return {
    doubles,
    integers,
    halves,
    bytes,
    placeLinks: { cells: integers, shift: INTEGERS, next: NEXT, previous: PREVIOUS },
    timeoutLinks: { cells: new Int32Array(2 * lengthIf(hasTimeouts)), shift: 1, next: 0, previous: 1 },
    wait: new Float64Array(lengthIf(waits)),
    user,
    uncachedDemand: new Float64Array(lengthIf(hasCaches)),
    uncachedWait: new Float64Array(lengthIf(hasCaches && waits)),
    found: new Int32Array(lengthIf(hasProbes)),
    reachedServerAt: new Float64Array(lengthIf(hasProbes)),
    startedAt: new Float64Array(lengthIf(hasFeedback)),
    departedAt: new Float64Array(lengthIf(hasFeedback)),
    leftBehind: new Int32Array(lengthIf(hasFeedback)),
    hasTimeouts,
    hasDeadlines: drops.includes(1),
    isLate: (slot) => bytes[(slot << BYTES) | ABANDONED] === 1 && drops[halves[(slot << HALVES) | GROUP]] === 1,
    hasForks,
    mayHold,
    capacity,
    depth,
    take,
    takeShown,
    free: mayHold ? freeUnlessHeld : free,
    hold(slot) {
      holds[slot]++;
    },
    release,
    used: () => used[0],
    sequence: (slot) => (hasSequence ? sequences[slot] : integers[(slot << INTEGERS) | NUMBER]),
    setSequence(slot, sequence) {
      if (hasSequence) sequences[slot] = sequence;
    },
    scratch: (slot, level) => scratches[slot * depth + level],
    setScratch(slot, level, value) {
      hasScratch = true;
      scratches[slot * depth + level] = value;
    },
    member: (slot, level) =>
      inner === 0 || level === 0 ? integers[(slot << INTEGERS) | MEMBER] : innerMembers[slot * inner + level - 1],
    sentAt: (slot, level) =>
      inner === 0 || level === 0 ? doubles[(slot << DOUBLES) | SENT_AT] : innerSentAt[slot * inner + level - 1],
    setTry(slot, level, member, sentAt) {
      if (inner === 0 || level === 0) {
        integers[(slot << INTEGERS) | MEMBER] = member;
        doubles[(slot << DOUBLES) | SENT_AT] = sentAt;
      } else {
        innerMembers[slot * inner + level - 1] = member;
        innerSentAt[slot * inner + level - 1] = sentAt;
      }
    },
  };
}

/** No more requests can be in flight than ever arrive, and no more tries than are ever sent. */
function capacityFor(model: Model): number {
  let most = 0;
  // Each try may open a connection at each balancer that has them.
  const rows = 1 + model.balancers.filter(({ connections }) => connections !== undefined).length;
  for (const group of model.clients) {
    const { arrivals } = group;
    const slots = rows * mostSlots(model, group);
    if (arrivals.process === 'users') {
      // A user has one request, and leaves behind those that were given up or lost in a crash.
      most += slots * arrivals.count + MOST_LEFT;
    } else if (arrivals.process === 'trace') {
      most += slots * arrivals.at.length;
    } else {
      const mean = expectedArrivals(arrivals.rate, model.duration);
      const spread = arrivals.process === 'gamma' ? arrivals.cv : 1;
      most += slots * (mean + 10 * (1 + spread) * Math.sqrt(mean) + 100);
    }
  }
  return Math.ceil(Math.min(MOST_IN_FLIGHT, most));
}

/** The longest chain of balancers. */
function depthOf({ balancers }: Model): number {
  const depth = (index: number): number =>
    1 +
    Math.max(
      0,
      ...balancers[index].members.flatMap(({ kind, index: inner }) => (kind === 'balancer' ? [depth(inner)] : [])),
    );
  return Math.max(...balancers.map((_, index) => depth(index)));
}
