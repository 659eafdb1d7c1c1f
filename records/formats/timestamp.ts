/** Time stamps of logs and tables, exact to the nanosecond. */

/** A point in time: whole seconds since 1970-01-01T00:00:00Z, and nanoseconds from 0 to 999,999,999. */
export interface Instant {
  seconds: number;
  nanos: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LOG_TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9})\d*)?(?: ([+-]\d{4}))?$/;
const ISO_TIME =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;
const END_OF_TIME = Date.UTC(9999, 11, 31) / 1000;
const DECIMAL = /^(\d+)(?:\.(\d*))?$/;

/**
 * The time of an access log, `17/May/2015:10:05:03 +0000`; without a zone, as HAProxy writes it, it is taken as UTC. undefined
 * where the text is none.
 */
export function parseLogTime(text: string): Instant | undefined {
  const match = LOG_TIME.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hour, minute, second, fraction, zone] = match;
  return instantOf(Number(year), MONTHS.indexOf(month!), Number(day), hour!, minute!, second!, fraction, zone);
}

/**
 * A time like ISO 8601 (RFC 3339), `2023-11-16 18:17:03.9799600` or `2023-11-16T18:17:03Z`; without a zone it is taken as UTC;
 * digits after the ninth are dropped. undefined where the text is none.
 */
export function parseIsoTime(text: string): Instant | undefined {
  const match = ISO_TIME.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  return instantOf(Number(year), Number(month) - 1, Number(day), hour!, minute!, second ?? '0', fraction, zone);
}

/** Whether a time of `parseLogTime` or `parseIsoTime` names its zone. */
export function hasZone(text: string): boolean {
  return (LOG_TIME.exec(text) ?? ISO_TIME.exec(text))?.[8] !== undefined;
}

/**
 * A decimal number of seconds (`exponent` 0), milliseconds (3), microseconds (6) or nanoseconds (9) since 1970, or since
 * any other origin, up to the year 9999. Read digit by digit, since 19 digits do not fit a double. undefined where the text is none.
 */
export function parseEpoch(text: string, exponent: number): Instant | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const whole = match[1]!.padStart(exponent + 1, '0');
  const seconds = Number(whole.slice(0, whole.length - exponent));
  const nanos = nanosOf(whole.slice(whole.length - exponent) + (match[2] ?? ''));
  return seconds <= END_OF_TIME ? { seconds, nanos } : undefined;
}

/** `seconds` and nanoseconds (any integer) as `2023-11-16T18:17:03.979960000Z`. */
export function formatInstant(seconds: number, nanos: number): string {
  const second = seconds + Math.floor(nanos / 1e9);
  const rest = nanos - Math.floor(nanos / 1e9) * 1e9;
  return `${new Date(second * 1000).toISOString().slice(0, -'.000Z'.length)}.${String(rest).padStart(9, '0')}Z`;
}

function instantOf(
  year: number,
  month: number,
  day: number,
  hour: string,
  minute: string,
  second: string,
  fraction: string | undefined,
  zone: string | undefined,
): Instant | undefined {
  const midnight = Date.UTC(year, month, day);
  // Date.UTC takes 31 February for 3 March. A leap second is second 60.
  const exists = month >= 0 && new Date(midnight).getUTCDate() === day && month < 12;
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const seconds = midnight / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offsetOf(zone);
  return { seconds, nanos: nanosOf(fraction ?? '') };
}

/** Seconds east of Greenwich of `+0200`, `+02:00`, `-08`, `Z` or nothing. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '')) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

function nanosOf(fraction: string): number {
  return Number(fraction.slice(0, 9).padEnd(9, '0'));
}
