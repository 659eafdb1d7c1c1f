/** Digits of a number that is not an integer: latencies of seconds to the nanosecond, shares of a billion requests. */
const SIGNIFICANT_DIGITS = 9;

/** As a report says it: an integer as it is, any other number with nine digits. */
export function significant(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS));
}

/** Makes each number within `value` such a one, in place. */
export function tidy<T extends object>(value: T): T {
  for (const key of Object.keys(value) as (keyof T)[]) {
    const inner = value[key];
    if (typeof inner === 'object' && inner !== null) tidy(inner);
    else if (typeof inner === 'number') value[key] = significant(inner) as T[keyof T];
  }
  return value;
}
