/**
 * A server's state: a row of 32 bytes, half a cache line, seen as doubles and as integers. With ten thousand servers most of the
 * time goes into waiting for memory, so what every event touches lies together; what else there is stands in columns.
 */
import type { ServerSpec } from '../model.ts';
import { ROW } from '../requests/requests.ts';

/** Largest Int32: no limit. */
export const UNLIMITED = 2147483647;

/** The row of a server, as that of a slot: it begins at `server << DOUBLES`, and a field stands at `(server << DOUBLES) | FIELD`. */
export const SERVER_ROW = {
  DOUBLES: 2,
  /** Open integrals (cells.ts) over time of IN_FLIGHT, and of ON_CORE where cores work at one speed; else work done. */
  IN_FLIGHT_TIME: 0,
  WORK: 1,

  INTEGERS: 3,
  IN_FLIGHT: 4,
  ON_CORE: 5,
  /** Most requests on cores; 0 while the server is down. */
  CORE_LIMIT: 6,
  QUEUE_HEAD: 7,

  BYTES: 5,
} as const;

/** A row beside it, of what arrivals alone change. */
export const COUNTS_ROW = { SHIFT: 1, TRIES: 0, MOST_IN_FLIGHT: 1 } as const;

const { INTEGERS, BYTES } = SERVER_ROW;
const { NO_SLOT } = ROW;

/** The rows of servers that hold nothing yet. */
export function createServerRows(specs: ServerSpec[]): { doubles: Float64Array; integers: Int32Array } {
  const rows = new ArrayBuffer(specs.length << BYTES);
  const doubles = new Float64Array(rows);
  const integers = new Int32Array(rows);
  specs.forEach((spec, server) => {
    const i = server << INTEGERS;
    integers[i | SERVER_ROW.CORE_LIMIT] = spec.reserve === true ? 0 : coreLimitOf(spec);
    integers[i | SERVER_ROW.QUEUE_HEAD] = NO_SLOT;
  });
  return { doubles, integers };
}

/** Under processor sharing cores set no limit. */
export function coreLimitOf({ discipline, cores, concurrency }: ServerSpec): number {
  return Math.min(discipline === 'fifo' ? cores : UNLIMITED, concurrency);
}
