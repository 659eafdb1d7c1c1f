/**
 * The departure lane: a calendar queue with one entry a server. Time is cut into days of equal width; a day is kept in the
 * list of its number mod (number of lists), so with a width near the mean gap between departures the next one is found in O(1),
 * whatever the number of servers. The order is exact, by (time, server), whatever the width. R. Brown, "Calendar queues",
 * Communications of the ACM 31(10), 1988. Measured against a tree of winners and a 4-ary heap it was faster from 100 servers on, and as fast at 10.
 *
 * What costs is what a processor cannot predict: how many days are empty, and how many entries a list has. So days are short and the
 * year is long, for lists of one entry, and a bit a list tells the next day that is not empty.
 */
import { indexColumn } from '../../strategies/lib/index-column.ts';
import { type Cell, cell, doubles, integers } from './cells.ts';

const NONE = -1;
const WORD_BITS = 5;
const WORD = 1 << WORD_BITS;
const ALL_BITS = -1;
/** Departures between two looks at the width; the first look comes early, since the first width is a guess. */
const REVIEW_EVERY = 4096;
const FIRST_REVIEW = 64;
const FIRST_WIDTH = 1e6;
/** Measured: 5 % of a run are won against one list a server and one day a gap. */
const LISTS_A_SERVER = 8;
const DAYS_A_GAP = 3;

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
  let lists = WORD;
  while (lists < LISTS_A_SERVER * servers) lists *= 2;
  const mask = lists - 1;
  const halfYear = lists / 2;
  const first = indexColumn(lists, servers).fill(NONE);
  /** A bit a list, from the left: whether it has any entries. */
  const isUsed = integers(lists / WORD);
  const lastWord = isUsed.length - 1;
  const following = indexColumn(servers, servers);
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
    isUsed[list >> WORD_BITS] |= bitOf(list);
    entries[0]++;
  }

  function unlink(server: number): void {
    const list = (times[server] * daysPerNanosecond[0]) & mask;
    let entry = first[list];
    if (entry === server) {
      first[list] = following[server];
      if (first[list] === NONE) isUsed[list >> WORD_BITS] &= ~bitOf(list);
    } else {
      while (following[entry] !== server) entry = following[entry];
      following[entry] = following[server];
    }
    entries[0]--;
  }

  /** Looks at one day after the other, from that of the departure that was just taken or put off. */
  function findNext(): void {
    if (entries[0] === 0) {
      nextAt[0] = Infinity;
      nextServer[0] = NONE;
      return;
    }
    if (++taken[0] === reviewAfter[0]) reviewWidth();
    const start = (nextAt[0] * daysPerNanosecond[0]) & mask;
    let word = start >> WORD_BITS;
    let used = isUsed[word] & (ALL_BITS >>> start);
    // The first word is looked at again at the end, for the days before today's.
    for (let walked = 0; walked <= lastWord + 1; walked++) {
      for (; used !== 0; used &= ~bitOf(Math.clz32(used))) {
        if (findIn((word << WORD_BITS) | Math.clz32(used), start)) return;
      }
      word = (word + 1) & lastWord;
      used = isUsed[word];
    }
    findAnywhere();
  }

  /** Whether the list has a departure of this year, as seen from today's list; the first of them is the next one then. */
  function findIn(list: number, start: number): boolean {
    const ahead = (list - start) & mask;
    // A list holds days a whole year apart, so any bound between its day's end and the next year will do; numbers of days are rounded.
    let bestAt = nextAt[0] + (ahead + halfYear) * width[0];
    let best = NONE;
    for (let entry = first[list]; entry !== NONE; entry = following[entry]) {
      const entryAt = times[entry];
      if (entryAt < bestAt || (entryAt === bestAt && entry < best)) {
        best = entry;
        bestAt = entryAt;
      }
    }
    if (best === NONE) return false;
    nextAt[0] = bestAt;
    nextServer[0] = best;
    return true;
  }

  /** Nothing within a year: looks at every server, and at the width. */
  function findAnywhere(): void {
    let best = 0;
    for (let server = 1; server < servers; server++) if (times[server] < times[best]) best = server;
    nextAt[0] = times[best];
    nextServer[0] = best;
    reviewWidth();
  }

  /** Sets the width by the recent mean gap when it is off by more than two. */
  function reviewWidth(): void {
    const gap = (nextAt[0] - reviewedAt[0]) / taken[0];
    // Times are whole nanoseconds; and the numbers of shorter days could not be told apart, late in a long run.
    const wanted = Math.max(1, gap / DAYS_A_GAP);
    const ratio = wanted * daysPerNanosecond[0];
    taken[0] = 0;
    reviewAfter[0] = REVIEW_EVERY;
    reviewedAt[0] = nextAt[0];
    if (!(gap > 0) || gap === Infinity || (ratio > 0.5 && ratio < 2)) return;
    width[0] = wanted;
    daysPerNanosecond[0] = 1 / wanted;
    first.fill(NONE);
    isUsed.fill(0);
    entries[0] = 0;
    for (let server = 0; server < servers; server++) if (times[server] !== Infinity) link(server);
  }

  return { nextServer, at, set };
}

/** A list's bit in its word; shifts count modulo 32. */
const bitOf = (list: number): number => 0x80000000 >>> list;
