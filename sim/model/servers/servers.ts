/**
 * The servers: who is on a core, who waits, and who is turned away.
 *
 * A request that arrives starts at once if the server has a slot (`concurrency`), memory, and, under fifo, a core for it;
 * else it queues, first in first out, or is refused when the queue is full. server-work.ts tells how fast it is served.
 */
import { integers as createIntegers } from '../../kernel/cells.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Departures } from '../../kernel/departures.ts';
import type { ServerSpec, Size } from '../model.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import { createRunningSet } from './running-set.ts';
import type { ServerCaches } from './server-cache.ts';
import type { ServerMemory } from './server-memory.ts';
import { coreLimitOf, COUNTS_ROW, createServerRows, SERVER_ROW, UNLIMITED } from './server-row.ts';
import { createServerUptime } from '../measured/server-uptime.ts';
import { createServerQueues } from './server-queues.ts';
import type { ServerSums, ServerTotals } from '../measured/server-totals.ts';
import { createServerWork } from './server-work.ts';
import { createWorkAsked } from './work-asked.ts';
import { createWorkBefore } from '../measured/work-before.ts';

const { DOUBLES: SLOT_DOUBLES, INTEGERS: SLOT_INTEGERS, BYTES: SLOT_BYTES } = ROW;
const { DEMAND, PREVIOUS, PLACE: AT, ABANDONED, NO_SLOT } = ROW;
const { IN_TRANSIT, QUEUED, ON_CORE: AT_CORE, WAITING } = PLACE;
const { DOUBLES, INTEGERS, IN_FLIGHT_TIME, IN_FLIGHT, ON_CORE, CORE_LIMIT, QUEUE_HEAD } = SERVER_ROW;
const { SHIFT, TRIES, MOST_IN_FLIGHT } = COUNTS_ROW;

/** Causes that make a server slower. */
export const SLOWED = { WARM_UP: 0, FAULT: 1 } as const;

export interface Servers {
  readonly count: number;
  readonly memory: ServerMemory;
  /** A request arrives. False: refused, or the server is down. */
  readonly arrive: (server: number, slot: number) => boolean;
  /** A core is done with the server's first running request, which is returned: gone, unless it now waits (WAITING). */
  readonly onCoreDone: (server: number) => number;
  /** The wait of a request is over: it leaves. */
  readonly onWaitDone: (server: number, slot: number) => void;
  /** Takes a queued or running request away, undone. */
  readonly cancel: (server: number, slot: number) => void;
  /** Loses all that the server holds (`slots`) and takes it down, until `restart` was called as often. */
  readonly stop: (server: number, slots: number[]) => void;
  readonly restart: (server: number) => void;
  /** One more balancer may pick it (1), or one less (-1). */
  readonly onPickers: (server: number, change: 1 | -1) => void;
  readonly size: (server: number) => Size;
  /** How fast a core of it works now, with all that slows it down. */
  readonly speed: (server: number) => number;
  /** Of a server that `varies`: it is that large from now on. */
  readonly resize: (server: number, size: Size) => void;
  /** The same: it does so many times the work of its size; the factors of all causes (SLOWED) multiply. */
  readonly slow: (server: number, cause: number, factor: number) => void;
  /** How much memory is left has changed: who queues may start, and the work may go on at another rate. */
  readonly refresh: (server: number) => void;
  readonly isUp: (server: number) => boolean;
  /** Whether faults have slowed it down to nothing. */
  readonly isPaused: (server: number) => boolean;
  /** A request arrives that is turned away before it costs anything. */
  readonly turnAway: (server: number) => void;
  /** Requests here, in service or queued. */
  readonly inFlight: (server: number) => number;
  readonly forgetMost: () => void;
  /** The measured window opens: what the request at the server has had of its work by now does not count as wasted later. */
  readonly forgetWork: (server: number, slot: number) => void;
  /** Work a nanosecond at full use. */
  readonly capacity: (server: number) => number;
  readonly totals: (server: number) => ServerTotals;
  /** Work that was brought to all servers since the start, and neither cancelled nor lost. */
  readonly workAsked: () => number;
  /** The work of the totals alone. */
  readonly workDone: (server: number) => number;
  /** Some of the totals, without touching the server's sums: a sum in more steps would round in another way. */
  readonly peek: (server: number) => ServerSums;
  /** Work that a request at the server still needs, as of now; 0 once it is past its core. */
  readonly workLeftOf: (server: number, slot: number) => number;
  /** Work that the server still has to do for all that it holds; only with an oracle among the strategies. */
  readonly workLeft: (server: number) => number;
}

export function createServers(
  given: ServerSpec[],
  requests: Requests,
  memory: ServerMemory,
  caches: ServerCaches,
  departures: Departures,
  clock: Clock,
  onStart: ((slot: number) => void) | undefined,
  hasOracle: boolean,
): Servers {
  const { now } = clock;
  const { doubles: requestDoubles, integers: requestIntegers, bytes, wait, startedAt } = requests;
  const { nextServer } = departures;
  const running = createRunningSet(requests);
  const specs = [...given];
  const count = specs.length;
  const hasWait = wait.length > 0;
  const hasFeedback = startedAt.length > 0;
  const { isLimited } = memory;
  const hasCaches = caches.arePresent;
  const { doubles, integers } = createServerRows(specs);
  const counts = createIntegers(count << SHIFT);
  /** Root of the running set. A column: so the server's row and that of its next request to leave can be loaded at once. */
  const firstRunning = createIntegers(count).fill(NO_SLOT);
  const work = createServerWork(specs, doubles, integers, firstRunning, requests, memory, departures, clock);
  const workAsked = createWorkAsked(count, hasOracle);
  const { add: addAsked } = workAsked;
  const wasted = new Float64Array(count);
  const workBefore = createWorkBefore(requests);
  const uptime = createServerUptime(specs, now);
  const { isUp } = uptime;
  const { hasDeadlines } = requests;
  const { join: joinQueue, leave: leaveQueue } = createServerQueues(integers, requests);
  const concurrency = Int32Array.from(specs, (spec) => Math.min(UNLIMITED, spec.concurrency));
  const queueLimit = Int32Array.from(specs, (spec) => Math.min(UNLIMITED, spec.queue));
  /** Requests in service that are not on a core: they wait for something that is not CPU. */
  const waiting = new Int32Array(count);
  const factors = new Float64Array(specs.some(({ varies }) => varies === true) ? 2 * count : 0).fill(1);

  function arrive(server: number, slot: number): boolean {
    const i = server << INTEGERS;
    counts[(server << SHIFT) | TRIES]++;
    const mayStart = integers[i | QUEUE_HEAD] === NO_SLOT && canStart(server, slot);
    if (!mayStart && !mayQueue(server, slot)) return false;
    doubles[(server << DOUBLES) | IN_FLIGHT_TIME] -= now[0];
    const present = ++integers[i | IN_FLIGHT];
    if (present > counts[(server << SHIFT) | MOST_IN_FLIGHT]) counts[(server << SHIFT) | MOST_IN_FLIGHT] = present;
    if (hasCaches) caches.onTakenIn(server, slot);
    addAsked(server, requestDoubles[(slot << SLOT_DOUBLES) | DEMAND]);
    work.advance(server);
    if (mayStart) {
      start(server, slot);
      work.schedule(server);
    } else {
      bytes[(slot << SLOT_BYTES) | AT] = QUEUED;
      joinQueue(server, slot);
    }
    return true;
  }

  function onCoreDone(server: number): number {
    const slot = firstRunning[server];
    work.advance(server);
    work.end(server, slot);
    if (bytes[(slot << SLOT_BYTES) | ABANDONED] === 1) waste(server, slot, 0);
    leaveCore(server, slot);
    if (hasWait && wait[slot] > 0) {
      bytes[(slot << SLOT_BYTES) | AT] = WAITING;
      waiting[server]++;
    } else {
      leave(server, slot);
    }
    startQueued(server);
    work.schedule(server);
    touchNext();
    return slot;
  }

  function onWaitDone(server: number, slot: number): void {
    work.advance(server);
    waiting[server]--;
    leave(server, slot);
    startQueued(server);
    work.schedule(server);
  }

  function cancel(server: number, slot: number): void {
    work.advance(server);
    const left = workLeftOf(server, slot);
    addAsked(server, -left);
    if (bytes[(slot << SLOT_BYTES) | AT] === AT_CORE) {
      waste(server, slot, left);
      work.end(server, slot);
      leaveCore(server, slot);
      leave(server, slot);
    } else {
      leaveQueue(server, slot);
      depart(server, slot);
    }
    startQueued(server);
    work.schedule(server);
  }

  function stop(server: number, slots: number[]): void {
    if (!uptime.stop(server)) return;
    const i = server << INTEGERS;
    work.advance(server);
    for (const slot of slots) {
      const left = workLeftOf(server, slot);
      addAsked(server, -left);
      if (bytes[(slot << SLOT_BYTES) | AT] === AT_CORE) work.end(server, slot);
      // Who waits for a client that has given up was counted when the work was done.
      const isCounted = bytes[(slot << SLOT_BYTES) | AT] === WAITING && bytes[(slot << SLOT_BYTES) | ABANDONED] === 1;
      if (!isCounted) waste(server, slot, left);
      if (bytes[(slot << SLOT_BYTES) | AT] === QUEUED) leaveQueue(server, slot);
    }
    doubles[(server << DOUBLES) | IN_FLIGHT_TIME] += integers[i | IN_FLIGHT] * now[0];
    integers[i | IN_FLIGHT] = 0;
    integers[i | ON_CORE] = 0;
    integers[i | CORE_LIMIT] = 0;
    firstRunning[server] = NO_SLOT;
    waiting[server] = 0;
    memory.clear(server);
    caches.clear(server);
    work.schedule(server);
  }

  function restart(server: number): void {
    if (uptime.restart(server)) integers[(server << INTEGERS) | CORE_LIMIT] = coreLimitOf(specs[server]);
  }

  function resize(server: number, size: Size): void {
    specs[server] = { ...specs[server], ...size };
    uptime.resize(server, specs[server]);
    if (isUp(server)) integers[(server << INTEGERS) | CORE_LIMIT] = coreLimitOf(specs[server]);
    memory.setLimit(server, size.memory);
    setRate(server);
  }

  function slow(server: number, cause: number, factor: number): void {
    factors[2 * server + cause] = factor;
    setRate(server);
  }

  function setRate(server: number): void {
    const { cores, speed } = specs[server];
    const factor = factors.length === 0 ? 1 : factors[2 * server] * factors[2 * server + 1];
    work.advance(server);
    work.resize(server, cores, speed * factor);
    startQueued(server);
    work.schedule(server);
  }

  function isPaused(server: number): boolean {
    return factors.length > 0 && factors[2 * server + SLOWED.FAULT] === 0;
  }

  /** All of its work but what is left was for nothing. What was done before the measured window is not counted. */
  function waste(server: number, slot: number, left: number): void {
    wasted[server] += requestDoubles[(slot << SLOT_DOUBLES) | DEMAND] - left - workBefore.of(slot);
  }

  function workLeftOf(server: number, slot: number): number {
    if (bytes[(slot << SLOT_BYTES) | AT] === QUEUED) return requestDoubles[(slot << SLOT_DOUBLES) | DEMAND];
    return bytes[(slot << SLOT_BYTES) | AT] === AT_CORE ? work.left(server, slot) : 0;
  }

  function workLeft(server: number): number {
    // Sums of fractions leave a trace of themselves at an idle server.
    if (integers[(server << INTEGERS) | IN_FLIGHT] === waiting[server]) return 0;
    return Math.max(0, workAsked.of(server) - work.done(server));
  }

  function totals(server: number): ServerTotals {
    work.advance(server);
    return {
      ...peek(server),
      wasted: wasted[server],
      inFlightMax: counts[(server << SHIFT) | MOST_IN_FLIGHT],
      cacheLookups: caches.lookups(server),
      cacheHits: caches.hits(server),
    };
  }

  function workDone(server: number): number {
    work.advance(server);
    return work.done(server);
  }

  function peek(server: number): ServerSums {
    const inFlight = integers[(server << INTEGERS) | IN_FLIGHT];
    return {
      work: work.done(server),
      inFlightTime: doubles[(server << DOUBLES) | IN_FLIGHT_TIME] + inFlight * now[0],
      downTime: uptime.downTime(server),
      couldWork: uptime.couldWork(server),
      couldWorkAvailable: uptime.couldWorkAvailable(server),
      tries: counts[(server << SHIFT) | TRIES] >>> 0,
      queued: queued(server),
    };
  }

  function canStart(server: number, slot: number): boolean {
    const i = server << INTEGERS;
    return (
      integers[i | ON_CORE] < integers[i | CORE_LIMIT] &&
      (!hasWait || integers[i | ON_CORE] + waiting[server] < concurrency[server]) &&
      (!isLimited || memory.fits(server, slot))
    );
  }

  function mayQueue(server: number, slot: number): boolean {
    return queued(server) < queueLimit[server] && isUp(server) && (!isLimited || memory.mayWait(server, slot));
  }

  function queued(server: number): number {
    const i = server << INTEGERS;
    return integers[i | IN_FLIGHT] - integers[i | ON_CORE] - waiting[server];
  }

  function start(server: number, slot: number): void {
    const i = server << INTEGERS;
    bytes[(slot << SLOT_BYTES) | AT] = AT_CORE;
    work.begin(server, slot);
    integers[i | ON_CORE]++;
    if (isLimited) memory.hold(server, slot);
    if (hasFeedback) startedAt[slot] = now[0];
    firstRunning[server] = running.insert(firstRunning[server], slot);
    if (onStart !== undefined) onStart(slot);
  }

  function startQueued(server: number): void {
    const i = server << INTEGERS;
    for (
      let slot = integers[i | QUEUE_HEAD];
      slot !== NO_SLOT && canStart(server, slot);
      slot = integers[i | QUEUE_HEAD]
    ) {
      leaveQueue(server, slot);
      if (hasDeadlines && requests.isLate(slot)) drop(server, slot);
      else start(server, slot);
    }
  }

  /** Its deadline came along with it, and is over. */
  function drop(server: number, slot: number): void {
    addAsked(server, -requestDoubles[(slot << SLOT_DOUBLES) | DEMAND]);
    depart(server, slot);
    requests.free(slot);
  }

  function leaveCore(server: number, slot: number): void {
    const i = server << INTEGERS;
    firstRunning[server] = running.remove(firstRunning[server], slot);
    integers[i | ON_CORE]--;
  }

  function leave(server: number, slot: number): void {
    depart(server, slot);
    if (isLimited) memory.release(server, slot);
  }

  function depart(server: number, slot: number): void {
    bytes[(slot << SLOT_BYTES) | AT] = IN_TRANSIT;
    doubles[(server << DOUBLES) | IN_FLIGHT_TIME] += now[0];
    integers[(server << INTEGERS) | IN_FLIGHT]--;
  }

  /**
   * Brings the row of the next request to leave into the cache, while there is other work to do. JavaScript has no prefetch; but
   * a processor goes on without waiting for a store, so a field is written that nobody reads (PREVIOUS of a running set's root).
   */
  function touchNext(): void {
    if (nextServer[0] < 0) return;
    requestIntegers[(firstRunning[nextServer[0]] << SLOT_INTEGERS) | PREVIOUS] = NO_SLOT;
  }

  return {
    count,
    memory,
    arrive,
    onCoreDone,
    onWaitDone,
    cancel,
    stop,
    restart,
    onPickers: uptime.onPickers,
    size: (server) => specs[server],
    speed: work.speed,
    resize,
    slow,
    refresh: setRate,
    isUp,
    isPaused,
    turnAway(server) {
      counts[(server << SHIFT) | TRIES]++;
    },
    inFlight: (server) => integers[(server << INTEGERS) | IN_FLIGHT],
    forgetMost() {
      for (let server = 0; server < count; server++)
        counts[(server << SHIFT) | MOST_IN_FLIGHT] = integers[(server << INTEGERS) | IN_FLIGHT];
    },
    forgetWork(server, slot) {
      workBefore.note(slot, requestDoubles[(slot << SLOT_DOUBLES) | DEMAND] - workLeftOf(server, slot));
    },
    capacity: uptime.capacity,
    totals,
    workAsked: workAsked.ofAll,
    workDone,
    peek,
    workLeftOf,
    workLeft,
  };
}
