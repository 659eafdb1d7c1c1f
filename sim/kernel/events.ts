/**
 * The queue of everything that has no faster lane: a binary heap over columns, ordered by (time, lane, id). Pushing and
 * popping cost O(log n) and allocate nothing but the columns' growth.
 */
import { cell } from './cells.ts';
import type { Clock } from './clock.ts';
import { ID_LIMIT } from './lanes.ts';

export interface Events {
  /** `lane * ID_LIMIT + id` of the next event, in [0]; Infinity for none. */
  readonly nextOrder: Float64Array;
  /** Schedules an event `delay` nanoseconds from now. */
  readonly push: (delay: number, lane: number, id: number, kind: number, subject: number) => void;
  /** What the next event is, and whom it is about. */
  readonly nextKind: () => number;
  readonly nextSubject: () => number;
  /** Removes the next event. */
  readonly pop: () => void;
}

/** An empty queue that keeps the clock's `eventAt`. */
export function createEvents({ now, eventAt }: Clock): Events {
  let capacity = 64;
  let times = new Float64Array(capacity);
  let orders = new Float64Array(capacity);
  let kinds = new Int32Array(capacity);
  let subjects = new Int32Array(capacity);
  const nextOrder = cell(Infinity);
  let size = 0;

  function push(delay: number, lane: number, id: number, kind: number, subject: number): void {
    if (size === capacity) grow();
    const at = now[0] + delay;
    const order = lane * ID_LIMIT + id;
    let hole = size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (isBefore(parent, at, order)) break;
      place(hole, times[parent], orders[parent], kinds[parent], subjects[parent]);
      hole = parent;
    }
    place(hole, at, order, kind, subject);
    publish();
  }

  function pop(): void {
    size--;
    if (size > 0) sink(times[size], orders[size], kinds[size], subjects[size]);
    publish();
  }

  function sink(at: number, order: number, kind: number, subject: number): void {
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(child + 1, times[child], orders[child])) child++;
      if (!isBefore(child, at, order)) break;
      place(hole, times[child], orders[child], kinds[child], subjects[child]);
      hole = child;
    }
    place(hole, at, order, kind, subject);
  }

  function isBefore(entry: number, at: number, order: number): boolean {
    return times[entry] < at || (times[entry] === at && orders[entry] < order);
  }

  function place(entry: number, at: number, order: number, kind: number, subject: number): void {
    times[entry] = at;
    orders[entry] = order;
    kinds[entry] = kind;
    subjects[entry] = subject;
  }

  function publish(): void {
    eventAt[0] = size === 0 ? Infinity : times[0];
    nextOrder[0] = size === 0 ? Infinity : orders[0];
  }

  function grow(): void {
    capacity *= 2;
    times = copyTo(times, new Float64Array(capacity));
    orders = copyTo(orders, new Float64Array(capacity));
    kinds = copyTo(kinds, new Int32Array(capacity));
    subjects = copyTo(subjects, new Int32Array(capacity));
  }

  return { nextOrder, push, nextKind: () => kinds[0], nextSubject: () => subjects[0], pop };
}

function copyTo<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
