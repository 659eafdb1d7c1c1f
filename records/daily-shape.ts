import type { Trace } from './trace.ts';

const HOUR = 3600e9;
const HOURS = 24;
/** The year of traces whose times count from an origin that nobody knows. */
const NO_CLOCK = '1970';
const CLOCK = /^(\d{4})-\d{2}-\d{2}T(\d{2}):(\d{2}):(\d{2})\.(\d{9})Z$/;

/**
 * Requests a second by the hour of the day (UTC), from midnight, between the first and the last request; null for an hour that the
 * trace does not reach. null where the trace knows no clock. Linear.
 */
export function dailyShape({ arrivalAt, startedAt }: Trace): (number | null)[] | null {
  const start = timeOfDay(startedAt);
  if (start === null) return null;
  const requests = new Uint32Array(HOURS);
  for (const at of arrivalAt) requests[hourOf(start + at)]++;
  const seen = timeByHour(start + arrivalAt[0], start + arrivalAt[arrivalAt.length - 1]);
  return Array.from(seen, (time, hour) => (time > 0 ? requests[hour] / (time / 1e9) : null));
}

/** Nanoseconds since midnight; null where no clock is known. */
function timeOfDay(instant: string): number | null {
  const [, year, hour, minute, second, nanos] = CLOCK.exec(instant) ?? [];
  if (year === undefined || year === NO_CLOCK) return null;
  return (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1e9 + Number(nanos);
}

const hourOf = (at: number): number => Math.floor(at / HOUR) % HOURS;

/** How much of each hour of the day lies between two instants. */
function timeByHour(from: number, to: number): Float64Array {
  const times = new Float64Array(HOURS);
  for (let at = from; at < to;) {
    const next = Math.min(to, (Math.floor(at / HOUR) + 1) * HOUR);
    times[hourOf(at)] += next - at;
    at = next;
  }
  return times;
}
