/** Numbers as people read them; the same in every locale. */

/** 1234567 as `1,234,567`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Three significant digits: `0.0123`, `1.20`, `12.3`, `123`, `1,234`. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  return value >= 999.5 ? count(Math.round(value)) : value.toPrecision(3);
}

/** Units of latency, and how many milliseconds one is. */
export const LATENCY_UNITS = { µs: 0.001, ms: 1, s: 1000 } as const;
export type LatencyUnit = keyof typeof LATENCY_UNITS;

/** The unit in which all of these latencies (milliseconds) read best side by side. */
export function unitFor(latencies: readonly number[]): LatencyUnit {
  if (latencies.length === 0) return 'ms';
  if (Math.max(...latencies) < 1) return 'µs';
  return Math.min(...latencies) >= 1000 ? 's' : 'ms';
}

/** A latency in milliseconds with the unit that suits it: `850 µs`, `12.3 ms`, `1.20 s`. */
export function latency(ms: number): string {
  const unit = ms < 1 && ms > 0 ? 'µs' : ms < 999.5 ? 'ms' : 's';
  return `${threeDigits(ms / LATENCY_UNITS[unit])} ${unit}`;
}

/** A share from 0 to 1 in percent with two decimals, rounded down, so that it says `100` only if nothing is missing. */
export function percentDown(share: number): string {
  if (share === 0 || share === 1) return String(share * 100);
  // Ten digits first: 0.9995 * 10000 is a little less than 9995.
  return (Math.floor(Number((share * 10_000).toPrecision(10))) / 100).toFixed(2);
}

/** A share from 0 to 1 in whole percent. */
export function wholePercent(share: number): string {
  return String(Math.round(share * 100));
}

/** A length of time in seconds: `45 s`, `9 min`, `1 min 30 s`, `2 h`. */
export function timeSpan(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  const rounded = Math.round(seconds);
  const parts: [amount: number, unit: string][] = [
    [Math.floor(rounded / 3600), 'h'],
    [Math.floor((rounded % 3600) / 60), 'min'],
    [rounded % 60, 's'],
  ];
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** `one`, `one and two`, `one, two and three`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** At most `length` characters; the middle goes first, because names differ at both ends. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return [...characters.slice(0, length - 1 - tail), '…', ...characters.slice(-tail)].join('');
}

/** Text from a scenario, made safe for one line of a terminal: no control characters. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

/** `1 variant`, `5 variants`. */
export const counted = (number: number, what: string): string => `${count(number)} ${what}${number === 1 ? '' : 's'}`;
