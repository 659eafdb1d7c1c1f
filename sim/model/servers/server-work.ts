/**
 * How fast the work on servers goes, and how much of it is done. Work goes on at one rate for all that run: under fifo each has
 * a core; under processor sharing n requests share the cores, each at most one core (Kleinrock, Queueing Systems 2, 1976). With
 * the Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007) k busy cores do the work of
 * k / (1 + contention (k - 1) + coherency k (k - 1)).
 *
 * Where the rate stays as it is, a request's FINISH is an instant. Where it changes, it is in the server's *virtual time*: the
 * work done for each running request since the server last ran nothing.
 */
import { doubles as createDoubles } from '../../kernel/cells.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Departures } from '../../kernel/departures.ts';
import type { ServerSpec } from '../model.ts';
import { type Requests, ROW } from '../requests/requests.ts';
import type { ServerMemory } from './server-memory.ts';
import { SERVER_ROW } from './server-row.ts';

const { DOUBLES: SLOT_DOUBLES, DEMAND, FINISH, NO_SLOT } = ROW;
const { DOUBLES, INTEGERS, WORK, ON_CORE } = SERVER_ROW;

/** The row of a server whose rate changes, beside its row of server-row.ts. */
const SHIFT = 2;
const CHANGED_AT = 0;
const VIRTUAL_NOW = 1;
/** Work a nanosecond for each running request. */
const RATE = 2;

export interface ServerWork {
  /** Brings the server's virtual time up to now; to be called before what it runs changes. */
  readonly advance: (server: number) => void;
  /** The request is about to take a core (ON_CORE does not count it yet). */
  readonly begin: (server: number, slot: number) => void;
  /** A request leaves its core now, done or not. */
  readonly end: (server: number, slot: number) => void;
  /** Sets the rate for what runs now, and the server's next departure. */
  readonly schedule: (server: number) => void;
  /** The server has so many cores of this speed from now on; to be called after `advance` and before `schedule`. */
  readonly resize: (server: number, cores: number, speed: number) => void;
  /** Work a nanosecond of a core. */
  readonly speed: (server: number) => number;
  /** Work that a request on a core still needs. */
  readonly left: (server: number, slot: number) => number;
  /** Work done since the start. */
  readonly done: (server: number) => number;
}

export function createServerWork(
  specs: ServerSpec[],
  doubles: Float64Array,
  integers: Int32Array,
  firstRunning: Int32Array,
  { doubles: requestDoubles }: Requests,
  memory: ServerMemory,
  { at: departureAt, set: setDeparture }: Departures,
  { now }: Clock,
): ServerWork {
  const virtual = createDoubles(specs.length << SHIFT);
  /** 1 where the rate changes while requests run, which finish in virtual time then. */
  const isVirtualServer = Uint8Array.from(specs, (spec) => (rateChanges(spec) ? 1 : 0));
  const areAllVirtual = !isVirtualServer.includes(0);
  const isAnyVirtual = isVirtualServer.includes(1);
  const areAllOfSpeedOne = specs.every((spec) => spec.speed === 1 && spec.varies !== true);
  const speeds = Float64Array.from(specs, (spec) => spec.speed);
  const cores = Int32Array.from(specs, (spec) => spec.cores);
  const contention = Float64Array.from(specs, ({ scalability }) => scalability.contention);
  const coherency = Float64Array.from(specs, ({ scalability }) => scalability.coherency);
  const hasContention = specs.some(({ scalability }) => scalability.contention > 0 || scalability.coherency > 0);
  const { isLimited } = memory;

  function isVirtual(server: number): boolean {
    return areAllVirtual || (isAnyVirtual && isVirtualServer[server] === 1);
  }

  function speedOf(server: number): number {
    return areAllOfSpeedOne ? 1 : speeds[server];
  }

  function advance(server: number): void {
    if (!isVirtual(server)) return;
    const v = server << SHIFT;
    const each = virtual[v | RATE] * (now[0] - virtual[v | CHANGED_AT]);
    virtual[v | CHANGED_AT] = now[0];
    virtual[v | VIRTUAL_NOW] += each;
    doubles[(server << DOUBLES) | WORK] += integers[(server << INTEGERS) | ON_CORE] * each;
  }

  function begin(server: number, slot: number): void {
    const demand = requestDoubles[(slot << SLOT_DOUBLES) | DEMAND];
    if (isVirtual(server)) {
      const v = server << SHIFT;
      // A server that runs nothing starts its virtual time anew, which keeps it small and exact.
      if (integers[(server << INTEGERS) | ON_CORE] === 0) virtual[v | VIRTUAL_NOW] = 0;
      requestDoubles[(slot << SLOT_DOUBLES) | FINISH] = virtual[v | VIRTUAL_NOW] + demand;
    } else {
      doubles[(server << DOUBLES) | WORK] -= now[0];
      requestDoubles[(slot << SLOT_DOUBLES) | FINISH] = now[0] + demand / speedOf(server);
    }
  }

  /** Completions are rounded up to whole nanoseconds: the core worked that much longer than was asked. */
  function end(server: number, slot: number): void {
    const finishes = requestDoubles[(slot << SLOT_DOUBLES) | FINISH];
    const d = server << DOUBLES;
    if (isVirtual(server)) {
      const overshoot = virtual[(server << SHIFT) | VIRTUAL_NOW] - finishes;
      if (overshoot > 0) doubles[d | WORK] -= overshoot;
    } else {
      doubles[d | WORK] += finishes < now[0] ? finishes : now[0];
    }
  }

  function schedule(server: number): void {
    const first = firstRunning[server];
    if (first === NO_SLOT) departureAt[0] = Infinity;
    else if (isVirtual(server)) scheduleVirtual(server, first);
    else departureAt[0] = Math.ceil(requestDoubles[(first << SLOT_DOUBLES) | FINISH]);
    setDeparture(server);
  }

  function scheduleVirtual(server: number, first: number): void {
    const v = server << SHIFT;
    const rate = rateNow(server);
    const toDo = requestDoubles[(first << SLOT_DOUBLES) | FINISH] - virtual[v | VIRTUAL_NOW];
    virtual[v | RATE] = rate;
    departureAt[0] = toDo > 0 ? now[0] + Math.ceil(toDo / rate) : now[0];
  }

  function rateNow(server: number): number {
    const runs = integers[(server << INTEGERS) | ON_CORE];
    const busy = runs < cores[server] ? runs : cores[server];
    const ideal = hasContention ? idealCores(server, busy) : busy;
    const speed = speedOf(server);
    const each = runs === ideal ? speed : (speed * ideal) / runs;
    return isLimited ? each / memory.slowdown(server) : each;
  }

  function resize(server: number, count: number, speed: number): void {
    cores[server] = count;
    speeds[server] = speed;
  }

  /** How many ideal cores so many busy ones are worth. */
  function idealCores(server: number, busy: number): number {
    return busy / (1 + (busy - 1) * (contention[server] + coherency[server] * busy));
  }

  /** Work done for each running request in virtual time since the last change. */
  function sinceChange(server: number): number {
    const v = server << SHIFT;
    return virtual[v | RATE] * (now[0] - virtual[v | CHANGED_AT]);
  }

  function left(server: number, slot: number): number {
    const finishes = requestDoubles[(slot << SLOT_DOUBLES) | FINISH];
    const toDo = isVirtual(server)
      ? finishes - virtual[(server << SHIFT) | VIRTUAL_NOW] - sinceChange(server)
      : (finishes - now[0]) * speedOf(server);
    // Instants are rounded: a request that has just begun must not need more than it asked for.
    return Math.min(Math.max(0, toDo), requestDoubles[(slot << SLOT_DOUBLES) | DEMAND]);
  }

  function done(server: number): number {
    const d = server << DOUBLES;
    const runs = integers[(server << INTEGERS) | ON_CORE];
    return isVirtual(server)
      ? doubles[d | WORK] + runs * sinceChange(server)
      : speedOf(server) * (doubles[d | WORK] + runs * now[0]);
  }

  return { advance, begin, end, schedule, resize, speed: speedOf, left, done };
}

function rateChanges({ discipline, scalability, whenMemoryIsFull, memory, varies }: ServerSpec): boolean {
  return (
    varies === true ||
    discipline === 'processor-sharing' ||
    scalability.contention > 0 ||
    scalability.coherency > 0 ||
    (memory !== Infinity && whenMemoryIsFull.kind === 'swap')
  );
}
