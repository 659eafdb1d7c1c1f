/**
 * The servers, by columns: who is on a core, who waits, and how fast the work goes.
 *
 * A request that arrives starts at once if the server has a slot (`concurrency`), memory, and, under fifo, a core for it;
 * else it queues, first in first out, or is refused when the queue is full. Work goes on at one rate for all that run:
 * under fifo each has a core; under processor sharing n requests share the cores, each at most one core (Kleinrock, Queueing
 * Systems 2, 1976). With the Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007) k busy cores do the work of
 * k / (1 + contention (k - 1) + coherency k (k - 1)).
 */
import type { Clock } from '../kernel/clock.ts';
import type { Departures } from '../kernel/departures.ts';
import type { Listener } from './listener.ts';
import type { ServerSpec } from './model.ts';
import { NO_SLOT, PLACE, type Requests, ROW } from './requests.ts';
import { createRunningSet } from './running-set.ts';
import type { ServerMemory } from './server-memory.ts';
import { capacityOf } from './capacity.ts';
import { createServerRows, SERVER_ROW } from './server-row.ts';

const { DOUBLES: SLOT_DOUBLES, INTEGERS: SLOT_INTEGERS, BYTES: SLOT_BYTES } = ROW;
const { DOUBLES, INTEGERS, CHANGED_AT, IN_FLIGHT_TIME, WORK, WORK_ASKED, VIRTUAL_NOW, RATE, SPEED, TRIES } = SERVER_ROW;
const { IN_FLIGHT, IN_FLIGHT_MAX, ON_CORE, IN_SERVICE, CORE_LIMIT, CONCURRENCY, QUEUED, QUEUE_LIMIT } = SERVER_ROW;
const { IS_VIRTUAL, IS_UP, FIRST_RUNNING, QUEUE_HEAD, QUEUE_TAIL } = SERVER_ROW;
const { DEMAND, FINISH, NUMBER, NEXT, PREVIOUS, PLACE: AT, ABANDONED } = ROW;

/** What a server did since the start, as of now. Work is nanoseconds of a core of speed 1. */
export interface ServerTotals {
  /** Tries that came, taken in or not. */
  tries: number;
  /** Work done, and the part of it for clients who had given up. */
  work: number;
  wasted: number;
  /** Work that was brought here and neither cancelled nor lost. */
  workAsked: number;
  /** Integral over time of requests here, in service or queued. */
  inFlightTime: number;
  /** The most that were here since the last `forgetMost`. */
  inFlightMax: number;
  downTime: number;
  crashes: number;
}

export interface Servers {
  readonly count: number;
  readonly memory: ServerMemory;
  /** A request arrives. False: refused, or the server is down. */
  readonly arrive: (server: number, slot: number) => boolean;
  /** A core is done with the server's first running request, which is returned: gone, unless it now waits (PLACE.wait). */
  readonly onCoreDone: (server: number) => number;
  /** The wait of a request is over: it leaves. */
  readonly onWaitDone: (server: number, slot: number) => void;
  /** Takes a queued or running request away, undone. */
  readonly cancel: (server: number, slot: number) => void;
  /** Loses all that the server holds (`slots`) and takes it down. */
  readonly crash: (server: number, slots: number[]) => void;
  readonly restart: (server: number) => void;
  readonly isUp: (server: number) => boolean;
  /** Requests here, in service or queued. */
  readonly inFlight: (server: number) => number;
  readonly forgetMost: () => void;
  /** Work a nanosecond at full use. */
  readonly capacity: (server: number) => number;
  readonly totals: (server: number) => ServerTotals;
  /** Some of the totals, read without touching the server's sums: a sum in more steps would round in another way. */
  readonly peek: (server: number) => Pick<ServerTotals, 'work' | 'inFlightTime' | 'downTime'>;
  /** Work that a request at the server still needs, as of the last event there; 0 once it is past its core. */
  readonly workLeftOf: (server: number, slot: number) => number;
  /** Work that the server still has to do for all that it holds. */
  readonly workLeft: (server: number) => number;
}

export function createServers(
  specs: ServerSpec[],
  requests: Requests,
  memory: ServerMemory,
  departures: Departures,
  { now }: Clock,
  listener: Listener | undefined,
): Servers {
  const { doubles: requestDoubles, integers: requestIntegers, bytes, wait } = requests;
  const { set: setDeparture } = departures;
  const running = createRunningSet(requests);
  const count = specs.length;
  const hasWait = wait.length > 0;
  const { isLimited } = memory;
  const { doubles, integers } = createServerRows(specs);
  const wasted = new Float64Array(count);
  const crashes = new Int32Array(count);
  const downTime = new Float64Array(count);
  const downSince = new Float64Array(count);
  const cores = Int32Array.from(specs, (spec) => spec.cores);
  const contention = Float64Array.from(specs, ({ scalability }) => scalability.contention);
  const coherency = Float64Array.from(specs, ({ scalability }) => scalability.coherency);
  const hasContention = specs.some(({ scalability }) => scalability.contention > 0 || scalability.coherency > 0);
  const capacity = Float64Array.from(specs, capacityOf);

  function arrive(server: number, slot: number): boolean {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    doubles[d + TRIES]++;
    const mayStart = integers[i + QUEUE_HEAD] === NO_SLOT && canStart(server, slot);
    if (!mayStart && !mayQueue(server, slot)) return false;
    advance(server);
    const present = ++integers[i + IN_FLIGHT];
    if (present > integers[i + IN_FLIGHT_MAX]) integers[i + IN_FLIGHT_MAX] = present;
    doubles[d + WORK_ASKED] += requestDoubles[slot * SLOT_DOUBLES + DEMAND];
    if (mayStart) {
      start(server, slot);
      reschedule(server);
    } else {
      bytes[slot * SLOT_BYTES + AT] = PLACE.queue;
      joinQueue(server, slot);
    }
    return true;
  }

  function onCoreDone(server: number): number {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    const slot = integers[i + FIRST_RUNNING];
    advance(server);
    // Completions are rounded up to whole nanoseconds: the core worked that much longer than was asked.
    const overshoot =
      integers[i + IS_VIRTUAL] === 1
        ? doubles[d + VIRTUAL_NOW] - requestDoubles[slot * SLOT_DOUBLES + FINISH]
        : now[0] - requestDoubles[slot * SLOT_DOUBLES + FINISH];
    if (overshoot > 0) doubles[d + WORK] -= integers[i + IS_VIRTUAL] === 1 ? overshoot : overshoot * doubles[d + SPEED];
    if (bytes[slot * SLOT_BYTES + ABANDONED] === 1) wasted[server] += requestDoubles[slot * SLOT_DOUBLES + DEMAND];
    leaveCore(server, slot);
    if (hasWait && wait[slot] > 0) bytes[slot * SLOT_BYTES + AT] = PLACE.wait;
    else leave(server, slot);
    startQueued(server);
    reschedule(server);
    return slot;
  }

  function onWaitDone(server: number, slot: number): void {
    advance(server);
    leave(server, slot);
    startQueued(server);
    reschedule(server);
  }

  function cancel(server: number, slot: number): void {
    advance(server);
    const left = workLeftOf(server, slot);
    doubles[server * DOUBLES + WORK_ASKED] -= left;
    if (bytes[slot * SLOT_BYTES + AT] === PLACE.core) {
      wasted[server] += requestDoubles[slot * SLOT_DOUBLES + DEMAND] - left;
      leaveCore(server, slot);
      leave(server, slot);
    } else {
      bytes[slot * SLOT_BYTES + AT] = PLACE.transit;
      leaveQueue(server, slot);
      integers[server * INTEGERS + IN_FLIGHT]--;
    }
    startQueued(server);
    reschedule(server);
  }

  function crash(server: number, slots: number[]): void {
    const i = server * INTEGERS;
    advance(server);
    for (const slot of slots) {
      const left = workLeftOf(server, slot);
      doubles[server * DOUBLES + WORK_ASKED] -= left;
      // Who waits for a client that has given up was counted when the work was done.
      const isCounted = bytes[slot * SLOT_BYTES + AT] === PLACE.wait && bytes[slot * SLOT_BYTES + ABANDONED] === 1;
      if (!isCounted) wasted[server] += requestDoubles[slot * SLOT_DOUBLES + DEMAND] - left;
      if (bytes[slot * SLOT_BYTES + AT] === PLACE.queue) leaveQueue(server, slot);
    }
    integers[i + IN_FLIGHT] = 0;
    integers[i + ON_CORE] = 0;
    integers[i + IN_SERVICE] = 0;
    integers[i + FIRST_RUNNING] = NO_SLOT;
    integers[i + IS_UP] = 0;
    memory.clear(server);
    crashes[server]++;
    downSince[server] = now[0];
    reschedule(server);
  }

  function restart(server: number): void {
    downTime[server] += now[0] - downSince[server];
    integers[server * INTEGERS + IS_UP] = 1;
  }

  function isUp(server: number): boolean {
    return integers[server * INTEGERS + IS_UP] === 1;
  }

  function workLeftOf(server: number, slot: number): number {
    const d = server * DOUBLES;
    if (bytes[slot * SLOT_BYTES + AT] === PLACE.queue) return requestDoubles[slot * SLOT_DOUBLES + DEMAND];
    if (bytes[slot * SLOT_BYTES + AT] !== PLACE.core) return 0;
    const left =
      integers[server * INTEGERS + IS_VIRTUAL] === 1
        ? requestDoubles[slot * SLOT_DOUBLES + FINISH] - doubles[d + VIRTUAL_NOW]
        : (requestDoubles[slot * SLOT_DOUBLES + FINISH] - doubles[d + CHANGED_AT]) * doubles[d + SPEED];
    return left > 0 ? left : 0;
  }

  function workLeft(server: number): number {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    // Sums of fractions leave a trace of themselves at an idle server.
    if (integers[i + ON_CORE] === 0 && integers[i + QUEUED] === 0) return 0;
    const since = (now[0] - doubles[d + CHANGED_AT]) * doubles[d + RATE] * integers[i + ON_CORE];
    return Math.max(0, doubles[d + WORK_ASKED] - doubles[d + WORK] - since);
  }

  function totals(server: number): ServerTotals {
    const d = server * DOUBLES;
    advance(server);
    return {
      tries: doubles[d + TRIES],
      work: doubles[d + WORK],
      wasted: wasted[server],
      workAsked: doubles[d + WORK_ASKED],
      inFlightTime: doubles[d + IN_FLIGHT_TIME],
      inFlightMax: integers[server * INTEGERS + IN_FLIGHT_MAX],
      downTime: downTimeOf(server),
      crashes: crashes[server],
    };
  }

  function peek(server: number): ReturnType<Servers['peek']> {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    const elapsed = now[0] - doubles[d + CHANGED_AT];
    return {
      work: doubles[d + WORK] + integers[i + ON_CORE] * (doubles[d + RATE] * elapsed),
      inFlightTime: doubles[d + IN_FLIGHT_TIME] + integers[i + IN_FLIGHT] * elapsed,
      downTime: downTimeOf(server),
    };
  }

  function downTimeOf(server: number): number {
    return downTime[server] + (isUp(server) ? 0 : now[0] - downSince[server]);
  }

  /** Brings the integrals up to now. */
  function advance(server: number): void {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    const elapsed = now[0] - doubles[d + CHANGED_AT];
    const each = doubles[d + RATE] * elapsed;
    doubles[d + CHANGED_AT] = now[0];
    doubles[d + IN_FLIGHT_TIME] += integers[i + IN_FLIGHT] * elapsed;
    doubles[d + WORK] += integers[i + ON_CORE] * each;
    doubles[d + VIRTUAL_NOW] += each;
  }

  function canStart(server: number, slot: number): boolean {
    const i = server * INTEGERS;
    return (
      integers[i + ON_CORE] < integers[i + CORE_LIMIT] &&
      integers[i + IN_SERVICE] < integers[i + CONCURRENCY] &&
      integers[i + IS_UP] === 1 &&
      (!isLimited || memory.fits(server, slot))
    );
  }

  function mayQueue(server: number, slot: number): boolean {
    const i = server * INTEGERS;
    return (
      integers[i + QUEUED] < integers[i + QUEUE_LIMIT] &&
      integers[i + IS_UP] === 1 &&
      (!isLimited || memory.mayWait(server, slot))
    );
  }

  function start(server: number, slot: number): void {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    bytes[slot * SLOT_BYTES + AT] = PLACE.core;
    if (integers[i + IS_VIRTUAL] === 1) {
      // A server that runs nothing starts its virtual time anew, which keeps it small and exact.
      if (integers[i + ON_CORE] === 0) doubles[d + VIRTUAL_NOW] = 0;
      requestDoubles[slot * SLOT_DOUBLES + FINISH] =
        doubles[d + VIRTUAL_NOW] + requestDoubles[slot * SLOT_DOUBLES + DEMAND];
    } else {
      requestDoubles[slot * SLOT_DOUBLES + FINISH] =
        now[0] + requestDoubles[slot * SLOT_DOUBLES + DEMAND] / doubles[d + SPEED];
    }
    integers[i + ON_CORE]++;
    integers[i + IN_SERVICE]++;
    if (isLimited) memory.hold(server, slot);
    integers[i + FIRST_RUNNING] = running.insert(integers[i + FIRST_RUNNING], slot);
    if (listener !== undefined) listener.onStart(requestIntegers[slot * SLOT_INTEGERS + NUMBER], now[0]);
  }

  function startQueued(server: number): void {
    const i = server * INTEGERS;
    for (
      let slot = integers[i + QUEUE_HEAD];
      slot !== NO_SLOT && canStart(server, slot);
      slot = integers[i + QUEUE_HEAD]
    ) {
      leaveQueue(server, slot);
      start(server, slot);
    }
  }

  function leaveCore(server: number, slot: number): void {
    const i = server * INTEGERS;
    integers[i + FIRST_RUNNING] = running.remove(integers[i + FIRST_RUNNING], slot);
    integers[i + ON_CORE]--;
  }

  function leave(server: number, slot: number): void {
    const i = server * INTEGERS;
    bytes[slot * SLOT_BYTES + AT] = PLACE.transit;
    integers[i + IN_SERVICE]--;
    integers[i + IN_FLIGHT]--;
    if (isLimited) memory.release(server, slot);
  }

  function joinQueue(server: number, slot: number): void {
    const i = server * INTEGERS;
    const tail = integers[i + QUEUE_TAIL];
    requestIntegers[slot * SLOT_INTEGERS + NEXT] = NO_SLOT;
    requestIntegers[slot * SLOT_INTEGERS + PREVIOUS] = tail;
    if (tail === NO_SLOT) integers[i + QUEUE_HEAD] = slot;
    else requestIntegers[tail * SLOT_INTEGERS + NEXT] = slot;
    integers[i + QUEUE_TAIL] = slot;
    integers[i + QUEUED]++;
  }

  function leaveQueue(server: number, slot: number): void {
    const i = server * INTEGERS;
    const after = requestIntegers[slot * SLOT_INTEGERS + NEXT];
    integers[i + QUEUED]--;
    if (integers[i + QUEUE_HEAD] === slot) {
      // What the new head's PREVIOUS says no longer matters.
      integers[i + QUEUE_HEAD] = after;
      if (after === NO_SLOT) integers[i + QUEUE_TAIL] = NO_SLOT;
      return;
    }
    const before = requestIntegers[slot * SLOT_INTEGERS + PREVIOUS];
    requestIntegers[before * SLOT_INTEGERS + NEXT] = after;
    if (after === NO_SLOT) integers[i + QUEUE_TAIL] = before;
    else requestIntegers[after * SLOT_INTEGERS + PREVIOUS] = before;
  }

  /** Sets the rate for what runs now, and the server's next departure. */
  function reschedule(server: number): void {
    setDeparture(server, nextDeparture(server));
  }

  function nextDeparture(server: number): number {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    const first = integers[i + FIRST_RUNNING];
    if (first === NO_SLOT) return Infinity;
    const finish = requestDoubles[first * SLOT_DOUBLES + FINISH];
    if (integers[i + IS_VIRTUAL] === 0) return Math.ceil(finish);
    const rate = rateNow(server);
    const left = finish - doubles[d + VIRTUAL_NOW];
    doubles[d + RATE] = rate;
    return left > 0 ? now[0] + Math.ceil(left / rate) : now[0];
  }

  function rateNow(server: number): number {
    const speed = doubles[server * DOUBLES + SPEED];
    const runs = integers[server * INTEGERS + ON_CORE];
    const busy = runs < cores[server] ? runs : cores[server];
    const ideal = hasContention ? idealCores(server, busy) : busy;
    const each = runs === ideal ? speed : (speed * ideal) / runs;
    return isLimited ? each / memory.slowdown(server) : each;
  }

  /** How many ideal cores so many busy ones are worth. */
  function idealCores(server: number, busy: number): number {
    return busy / (1 + (busy - 1) * (contention[server] + coherency[server] * busy));
  }

  return {
    count,
    memory,
    arrive,
    onCoreDone,
    onWaitDone,
    cancel,
    crash,
    restart,
    isUp,
    inFlight: (server) => integers[server * INTEGERS + IN_FLIGHT],
    forgetMost() {
      for (let i = 0; i < integers.length; i += INTEGERS) integers[i + IN_FLIGHT_MAX] = integers[i + IN_FLIGHT];
    },
    capacity: (server) => capacity[server],
    totals,
    peek,
    workLeftOf,
    workLeft,
  };
}
