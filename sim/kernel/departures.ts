/**
 * The departure lane: a calendar queue with one entry a server. Time is cut into days of equal width; a day is kept in the
 * list of its number mod (number of lists), so with a width near the mean gap between departures the next one is found in O(1),
 * whatever the number of servers. The order is exact, by (time, server), whatever the width. R. Brown, "Calendar queues",
 * Communications of the ACM 31(10), 1988. Measured against a tree of winners and a 4-ary heap it was faster from 100 servers on, and as fast at 10.
 */
import { type Cell, cell, doubles, integers, shorts } from './cells.ts';

const NONE = -1;
/** Departures between two looks at the width; the first look comes early, since the first width is a guess. */
const REVIEW_EVERY = 4096;
const FIRST_REVIEW = 64;
const FIRST_WIDTH = 1e6;

/** Servers that numbers of 16 bits can tell. */
const MOST_SHORT = 32767;

export interface Departures {
  /** Server of the next departure, in [0]; meaningful while its time is finite. */
  readonly nextServer: Int32Array;
  /** What `set` sets: a number that is handed over in a cell is not boxed. */
  readonly at: Cell;
  /** Sets the server's next departure to `at`; Infinity for none. */
  readonly set: (server: number) => void;
}

/** A lane for so many servers that keeps `nextAt` at the time of its next departure. */
export function createDepartures(servers: number, nextAt: Cell): Departures {
  // With a long year, departures of later years seldom stand in the way of those of today.
  let lists = 16;
  while (lists < 2 * servers) lists *= 2;
  const mask = lists - 1;
  // They are read at random, so that they should be few and small.
  const column = servers <= MOST_SHORT ? shorts : integers;
  const first = column(lists).fill(NONE);
  const following = column(servers);
  const times = doubles(servers).fill(Infinity);
  const nextServer = integers(1).fill(NONE);
  const at = cell(Infinity);
  /** Nanoseconds a day, and its inverse. */
  const width = cell(FIRST_WIDTH);
  const daysPerNanosecond = cell(1 / FIRST_WIDTH);
  const reviewAfter = integers(1).fill(FIRST_REVIEW);
  const reviewedAt = cell(0);
  const entries = integers(1);
  const taken = integers(1);

  function set(server: number): void {
    if (times[server] !== Infinity) unlink(server);
    times[server] = at[0];
    if (at[0] !== Infinity) link(server);
    if (at[0] < nextAt[0] || (at[0] === nextAt[0] && server <= nextServer[0])) {
      nextAt[0] = at[0];
      nextServer[0] = server;
    } else if (server === nextServer[0]) {
      findNext();
    }
  }

  function link(server: number): void {
    const list = (times[server] * daysPerNanosecond[0]) & mask;
    following[server] = first[list];
    first[list] = server;
    entries[0]++;
  }

  function unlink(server: number): void {
    const list = (times[server] * daysPerNanosecond[0]) & mask;
    let entry = first[list];
    if (entry === server) {
      first[list] = following[server];
    } else {
      while (following[entry] !== server) entry = following[entry];
      following[entry] = following[server];
    }
    entries[0]--;
  }

  /** Walks the days from the one of the departure that was just taken or put off. */
  function findNext(): void {
    if (entries[0] === 0) {
      nextAt[0] = Infinity;
      nextServer[0] = NONE;
      return;
    }
    if (++taken[0] === reviewAfter[0]) reviewWidth();
    const day = width[0];
    const today = Math.floor(nextAt[0] * daysPerNanosecond[0]);
    // A list holds days a whole year apart, so any bound between its day's end and the next year will do.
    let bound = (today + 2) * day;
    const start = today & mask;
    for (let walked = 0; walked <= mask; walked++, bound += day) {
      let best = NONE;
      let bestAt = bound;
      for (let entry = first[(start + walked) & mask]; entry !== NONE; entry = following[entry]) {
        const entryAt = times[entry];
        if (entryAt < bestAt || (entryAt === bestAt && entry < best)) {
          best = entry;
          bestAt = entryAt;
        }
      }
      if (best !== NONE) {
        nextAt[0] = bestAt;
        nextServer[0] = best;
        return;
      }
    }
    findAnywhere();
  }

  /** Nothing within a year: looks at every server, and at the width. */
  function findAnywhere(): void {
    let best = 0;
    for (let server = 1; server < servers; server++) if (times[server] < times[best]) best = server;
    nextAt[0] = times[best];
    nextServer[0] = best;
    reviewWidth();
  }

  /** Sets the width to the recent mean gap when it is off by more than two. */
  function reviewWidth(): void {
    const gap = (nextAt[0] - reviewedAt[0]) / taken[0];
    const ratio = gap * daysPerNanosecond[0];
    taken[0] = 0;
    reviewAfter[0] = REVIEW_EVERY;
    reviewedAt[0] = nextAt[0];
    if (!(gap > 0) || gap === Infinity || (ratio > 0.5 && ratio < 2)) return;
    width[0] = gap;
    daysPerNanosecond[0] = 1 / gap;
    first.fill(NONE);
    entries[0] = 0;
    for (let server = 0; server < servers; server++) if (times[server] !== Infinity) link(server);
  }

  return { nextServer, at, set };
}
