/**
 * A server's state: a row of 128 bytes, one cache line of doubles and one of integers. With ten thousand servers most of the time
 * goes into waiting for memory, so what an event touches lies together.
 */
import type { ServerSpec } from './model.ts';
import { NO_SLOT } from './requests.ts';

const ROW_BYTES = 128;
/** Largest Int32: no limit. */
const UNLIMITED = 2147483647;

/** The row of a server: its length in each view, and where in the view each of its fields stands. */
export const SERVER_ROW = {
  DOUBLES: 16,
  CHANGED_AT: 0,
  IN_FLIGHT_TIME: 1,
  WORK: 2,
  WORK_ASKED: 3,
  /** Where the rate changes while requests run, they finish in virtual time: work done for each since the server last ran nothing. */
  VIRTUAL_NOW: 4,
  /** Work a nanosecond for each running request. */
  RATE: 5,
  SPEED: 6,
  TRIES: 7,

  INTEGERS: 32,
  IN_FLIGHT: 16,
  IN_FLIGHT_MAX: 17,
  ON_CORE: 18,
  IN_SERVICE: 19,
  /** Most requests on cores: under processor sharing there is no limit. */
  CORE_LIMIT: 20,
  CONCURRENCY: 21,
  QUEUED: 22,
  QUEUE_LIMIT: 23,
  IS_VIRTUAL: 24,
  IS_UP: 25,
  /** Root of the running set. */
  FIRST_RUNNING: 26,
  QUEUE_HEAD: 27,
  QUEUE_TAIL: 28,
} as const;

const { DOUBLES, INTEGERS } = SERVER_ROW;

/** The rows of servers that hold nothing yet. */
export function createServerRows(specs: ServerSpec[]): { doubles: Float64Array; integers: Int32Array } {
  const rows = new ArrayBuffer(specs.length * ROW_BYTES);
  const doubles = new Float64Array(rows);
  const integers = new Int32Array(rows);
  specs.forEach((spec, server) => {
    const d = server * DOUBLES;
    const i = server * INTEGERS;
    doubles[d + SERVER_ROW.SPEED] = spec.speed;
    doubles[d + SERVER_ROW.RATE] = spec.speed;
    integers[i + SERVER_ROW.CORE_LIMIT] = spec.discipline === 'fifo' ? spec.cores : UNLIMITED;
    integers[i + SERVER_ROW.CONCURRENCY] = Math.min(UNLIMITED, spec.concurrency);
    integers[i + SERVER_ROW.QUEUE_LIMIT] = Math.min(UNLIMITED, spec.queue);
    integers[i + SERVER_ROW.IS_VIRTUAL] = rateChanges(spec) ? 1 : 0;
    integers[i + SERVER_ROW.IS_UP] = 1;
    integers[i + SERVER_ROW.FIRST_RUNNING] = NO_SLOT;
    integers[i + SERVER_ROW.QUEUE_HEAD] = NO_SLOT;
    integers[i + SERVER_ROW.QUEUE_TAIL] = NO_SLOT;
  });
  return { doubles, integers };
}

function rateChanges({ discipline, scalability, whenMemoryIsFull, memory }: ServerSpec): boolean {
  return (
    discipline === 'processor-sharing' ||
    scalability.contention > 0 ||
    scalability.coherency > 0 ||
    (memory !== Infinity && whenMemoryIsFull.kind === 'swap')
  );
}
