/** Durations as people write them: a number and a unit, such as `250ms`. */

const UNITS = { d: 86_400e9, h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;

/** Nanoseconds, rounded to a whole number; undefined where `text` is not a number, not negative, with a unit. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?<amount>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?) ?(?<unit>ns|us|ms|s|m|h|d)$/.exec(text.replace('µ', 'u'));
  const { amount, unit } = match?.groups ?? {};
  if (amount === undefined || unit === undefined) return undefined;
  return Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS]);
}

/** In the largest unit that makes it a whole number: `90s` for ninety thousand milliseconds. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  for (const [unit, length] of Object.entries(UNITS)) {
    if (nanoseconds % length === 0) return `${nanoseconds / length}${unit}`;
  }
  return `${nanoseconds}ns`;
}
