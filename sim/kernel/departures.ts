/**
 * The departure lane: a calendar queue with one entry a server. Time is cut into days of equal width; a day is kept in the
 * list of its number mod (number of lists), so with a width near the mean gap between departures the next one is found in O(1),
 * whatever the number of servers. The order is exact, by (time, server), whatever the width. R. Brown, "Calendar queues",
 * Communications of the ACM 31(10), 1988. Measured against a tree of winners and a 4-ary heap it was faster from 100 servers on, and as fast at 10.
 */
import { type Cell, cell, integers } from './cells.ts';

const NONE = -1;
/** Departures between two looks at the width. */
const REVIEW_EVERY = 4096;
const FIRST_DAYS_PER_NANOSECOND = 1e-6;

/** An entry is a row of 16 bytes: its time, the entry that follows in its list, and the list. */
const TIME = 1;
const LINKS = 2;
const FOLLOWING = 2;
const LIST = 3;

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
  let lists = 16;
  while (lists < 2 * servers) lists *= 2;
  const mask = lists - 1;
  const first = integers(lists).fill(NONE);
  const rows = new ArrayBuffer(servers * 16);
  const times = new Float64Array(rows);
  const links = new Int32Array(rows);
  const nextServer = integers(1).fill(NONE);
  const at = cell(Infinity);
  const daysPerNanosecond = cell(FIRST_DAYS_PER_NANOSECOND);
  const reviewedAt = cell(0);
  const entries = integers(1);
  const taken = integers(1);

  for (let server = 0; server < servers; server++) {
    times[server << TIME] = Infinity;
    links[(server << LINKS) | LIST] = NONE;
  }

  function set(server: number): void {
    if (links[(server << LINKS) | LIST] !== NONE) unlink(server);
    times[server << TIME] = at[0];
    if (at[0] !== Infinity) link(server);
    if (at[0] < nextAt[0] || (at[0] === nextAt[0] && server <= nextServer[0])) {
      nextAt[0] = at[0];
      nextServer[0] = server;
    } else if (server === nextServer[0]) {
      findNext();
    }
  }

  function link(server: number): void {
    const list = (times[server << TIME] * daysPerNanosecond[0]) & mask;
    links[(server << LINKS) | LIST] = list;
    links[(server << LINKS) | FOLLOWING] = first[list];
    first[list] = server;
    entries[0]++;
  }

  function unlink(server: number): void {
    const list = links[(server << LINKS) | LIST];
    const after = links[(server << LINKS) | FOLLOWING];
    let entry = first[list];
    if (entry === server) {
      first[list] = after;
    } else {
      while (links[(entry << LINKS) | FOLLOWING] !== server) entry = links[(entry << LINKS) | FOLLOWING];
      links[(entry << LINKS) | FOLLOWING] = after;
    }
    links[(server << LINKS) | LIST] = NONE;
    entries[0]--;
  }

  /** Walks the days from the one of the departure that was just taken or put off. */
  function findNext(): void {
    if (entries[0] === 0) {
      nextAt[0] = Infinity;
      nextServer[0] = NONE;
      return;
    }
    if (++taken[0] === REVIEW_EVERY) reviewWidth();
    const day = 1 / daysPerNanosecond[0];
    const today = Math.floor(nextAt[0] * daysPerNanosecond[0]);
    // A list holds days a whole year apart, so any bound between its day's end and the next year will do.
    let bound = (today + 2) * day;
    const start = (nextAt[0] * daysPerNanosecond[0]) & mask;
    for (let walked = 0; walked <= mask; walked++, bound += day) {
      let best = NONE;
      let bestAt = bound;
      for (let entry = first[(start + walked) & mask]; entry !== NONE; entry = links[(entry << LINKS) | FOLLOWING]) {
        const entryAt = times[entry << TIME];
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
    for (let server = 1; server < servers; server++) if (times[server << TIME] < times[best << TIME]) best = server;
    nextAt[0] = times[best << TIME];
    nextServer[0] = best;
    reviewWidth();
  }

  /** Sets the width to the recent mean gap when it is off by more than two. */
  function reviewWidth(): void {
    const gap = (nextAt[0] - reviewedAt[0]) / taken[0];
    const ratio = gap * daysPerNanosecond[0];
    taken[0] = 0;
    reviewedAt[0] = nextAt[0];
    if (!(gap > 0) || gap === Infinity || (ratio > 0.5 && ratio < 2)) return;
    daysPerNanosecond[0] = 1 / gap;
    first.fill(NONE);
    entries[0] = 0;
    for (let server = 0; server < servers; server++) if (times[server << TIME] !== Infinity) link(server);
  }

  return { nextServer, at, set };
}
