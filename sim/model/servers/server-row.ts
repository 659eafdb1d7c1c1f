/**
 * A server's state: a row of 64 bytes, one cache line, seen as doubles and as integers. With ten thousand servers most of the
 * time goes into waiting for memory, so what every event touches lies together; what only some need stands in columns elsewhere.
 */
import type { ServerSpec } from '../model.ts';
import { ROW } from '../requests/requests.ts';

/** Largest Int32: no limit. */
export const UNLIMITED = 2147483647;

/** The row of a server, as that of a slot: it begins at `server << DOUBLES`, and a field stands at `(server << DOUBLES) | FIELD`. */
export const SERVER_ROW = {
  DOUBLES: 3,
  /** Open integrals (cells.ts) over time of IN_FLIGHT, and of ON_CORE where cores work at one speed; else work done. */
  IN_FLIGHT_TIME: 0,
  WORK: 1,
  TRIES: 2,
  SPEED: 3,

  INTEGERS: 4,
  IN_FLIGHT: 8,
  IN_FLIGHT_MAX: 9,
  ON_CORE: 10,
  /** Most requests on cores; 0 while the server is down. */
  CORE_LIMIT: 11,
  QUEUE_HEAD: 12,
  QUEUE_TAIL: 13,
  /** 1 where the rate changes while requests run, which finish in virtual time then. */
  IS_VIRTUAL: 14,
  /** Nobody reads it; see `touchNext` of servers.ts. */
  TOUCHED: 15,

  BYTES: 6,
} as const;

const { DOUBLES, INTEGERS, BYTES } = SERVER_ROW;
const { NO_SLOT } = ROW;

/** The rows of servers that hold nothing yet. */
export function createServerRows(specs: ServerSpec[]): { doubles: Float64Array; integers: Int32Array } {
  const rows = new ArrayBuffer(specs.length << BYTES);
  const doubles = new Float64Array(rows);
  const integers = new Int32Array(rows);
  specs.forEach((spec, server) => {
    const i = server << INTEGERS;
    doubles[(server << DOUBLES) | SERVER_ROW.SPEED] = spec.speed;
    integers[i | SERVER_ROW.CORE_LIMIT] = spec.reserve === true ? 0 : coreLimitOf(spec);
    integers[i | SERVER_ROW.IS_VIRTUAL] = rateChanges(spec) ? 1 : 0;
    integers[i | SERVER_ROW.QUEUE_HEAD] = NO_SLOT;
    integers[i | SERVER_ROW.QUEUE_TAIL] = NO_SLOT;
  });
  return { doubles, integers };
}

/** Under processor sharing cores set no limit. */
export function coreLimitOf({ discipline, cores, concurrency }: ServerSpec): number {
  return Math.min(discipline === 'fifo' ? cores : UNLIMITED, concurrency);
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
