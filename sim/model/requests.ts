/**
 * Requests in flight, by columns. A request holds one slot from its arrival until nothing in the system refers to it; slots are
 * reused, last freed first, so the hot ones stay in the cache. Columns are made as long as they may ever need to be:
 * the operating system gives memory to the part that was touched only, so a slot costs its 100 bytes once it is used, and none before.
 */
import { expectedArrivals } from './rate.ts';
import { hasWait } from './clients.ts';
import type { Model } from './model.ts';

/** Where a request is. */
export const PLACE = {
  free: 0,
  /** On the network, or at a balancer that takes its time: an event of the heap refers to it. */
  transit: 1,
  /** Queued at a balancer. */
  balancer: 2,
  /** Queued at a server. */
  queue: 3,
  /** On a core. */
  core: 4,
  /** At a server, waiting for something that is not CPU: an event of the heap refers to it. */
  wait: 5,
} as const;

export const NO_SLOT = -1;

/** More than this in flight and a run gives up. */
const MOST_IN_FLIGHT = 16777216;
const MOST_ABANDONED = 1048576;

/** A pair of link columns, for lists or heaps of slots. */
export interface Links {
  readonly next: Int32Array;
  readonly previous: Int32Array;
}

export interface Requests {
  readonly capacity: number;
  /** How many balancers a request may pass, one after the other. */
  readonly depth: number;
  /** Number of the request, from 0, in order of arrival. */
  readonly number: Int32Array;
  readonly group: Uint16Array;
  readonly class: Uint16Array;
  /** Which request of its group (open groups) or of its user (closed loops) it is, from 0. */
  readonly sequence: Int32Array;
  readonly user: Int32Array;
  readonly place: Uint8Array;
  /** 1 when the client has given up (the outcome is recorded) while the slot is still referred to. */
  readonly abandoned: Uint8Array;
  /** How it ended, while the answer is on its way: an index of OUTCOMES. */
  readonly outcome: Uint8Array;
  readonly arrivedAt: Float64Array;
  readonly reachedServerAt: Float64Array;
  readonly demand: Float64Array;
  readonly wait: Float64Array;
  /** On a core: the instant, or the server's virtual time, at which the work is done. */
  readonly finish: Float64Array;
  /** Links of the list or heap that the place keeps. */
  readonly placeLinks: Links;
  readonly child: Int32Array;
  /** Links of the group's requests that may time out. */
  readonly timeoutLinks: Links;
  /** How many others it found at its server, where servers are probed. */
  readonly found: Int32Array;
  /** The strategy's number for the request. */
  readonly scratch: Float64Array;
  /** Balancers that have a try of this request under way. */
  readonly level: Uint8Array;
  /** By balancer on the way, the client's own first, [slot * depth + level]: the member that it picked, and when it sent the try. */
  readonly member: Int32Array;
  readonly sentAt: Float64Array;
  /** A free slot, now in use. Throws a RangeError when too many are in flight. */
  take(): number;
  free(slot: number): void;
  /** Slots that were ever used stand below this. */
  used(): number;
}

export function createRequests(model: Model): Requests {
  const capacity = capacityFor(model);
  const depth = depthOf(model);
  const has = (feature: boolean) => (feature ? capacity : 0);
  const links = (length: number) => ({ next: new Int32Array(length), previous: new Int32Array(length) });
  const placeLinks = links(capacity);
  const place = new Uint8Array(capacity);
  const { next } = placeLinks;
  let firstFree = NO_SLOT;
  let fresh = 0;

  function take(): number {
    const slot = firstFree;
    if (slot !== NO_SLOT) {
      firstFree = next[slot];
      return slot;
    }
    if (fresh === capacity) throw new RangeError(`more than ${capacity} requests in flight: the system is overloaded beyond what a run can hold`);
    return fresh++;
  }

  function free(slot: number): void {
    place[slot] = PLACE.free;
    next[slot] = firstFree;
    firstFree = slot;
  }

  return {
    capacity,
    depth,
    number: new Int32Array(capacity),
    group: new Uint16Array(capacity),
    class: new Uint16Array(capacity),
    sequence: new Int32Array(capacity),
    user: new Int32Array(has(model.clients.some(({ arrivals }) => arrivals.process === 'users'))),
    place,
    abandoned: new Uint8Array(capacity),
    outcome: new Uint8Array(capacity),
    arrivedAt: new Float64Array(capacity),
    reachedServerAt: new Float64Array(capacity),
    demand: new Float64Array(capacity),
    wait: new Float64Array(has(model.clients.some(({ classes }) => hasWait(classes)))),
    finish: new Float64Array(capacity),
    placeLinks,
    child: new Int32Array(capacity),
    timeoutLinks: links(has(model.clients.some(({ timeout }) => timeout !== Infinity))),
    found: new Int32Array(has(model.balancers.some(({ strategy }) => strategy.definition.needs?.(strategy.params).probes === true))),
    scratch: new Float64Array(capacity),
    level: new Uint8Array(capacity),
    member: new Int32Array(capacity * depth),
    sentAt: new Float64Array(capacity * depth),
    take,
    free,
    used: () => fresh,
  };
}

/** No more requests can be in flight than ever arrive. */
function capacityFor({ clients, duration }: Model): number {
  let most = 0;
  for (const { arrivals, timeout } of clients) {
    if (arrivals.process === 'users') {
      // A user has one request, and leaves behind those that were given up.
      most += arrivals.count + (timeout === Infinity ? 0 : MOST_ABANDONED);
    } else if (arrivals.process === 'trace') {
      most += arrivals.at.length;
    } else {
      const mean = expectedArrivals(arrivals.rate, duration);
      const spread = arrivals.process === 'gamma' ? arrivals.cv : 1;
      most += mean + 10 * (1 + spread) * Math.sqrt(mean) + 100;
    }
  }
  return Math.ceil(Math.min(MOST_IN_FLIGHT, most));
}

/** The longest chain of balancers. */
function depthOf({ balancers }: Model): number {
  const depth = (index: number): number =>
    1 + Math.max(0, ...balancers[index].members.flatMap(({ kind, index: inner }) => (kind === 'balancer' ? [depth(inner)] : [])));
  return Math.max(...balancers.map((_, index) => depth(index)));
}
