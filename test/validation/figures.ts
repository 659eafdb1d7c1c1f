/** How the page writes figures. */
import type { Row } from './entry.ts';

const DIGITS = 5;

export function digits(value: number | string): string {
  if (typeof value === 'string') return `\`${value}\``;
  return Number.isInteger(value) && Math.abs(value) < 1e5 ? String(value) : value.toPrecision(DIGITS);
}

/** Half of the interval's width, over what is expected where that is a figure. */
export function intervalOf({ expected, halfWidth, is }: Row): string {
  if (halfWidth === undefined) return '';
  if (is !== undefined || typeof expected !== 'number' || expected === 0) return `± ${digits(halfWidth)}`;
  return `± ${percent(halfWidth / Math.abs(expected))}`;
}

/** How far what was seen is from what is expected. */
export function errorOf({ expected, seen, is }: Row): string {
  if (is !== undefined || typeof expected !== 'number' || typeof seen !== 'number' || expected === 0) return '';
  return `${seen >= expected ? '+' : '−'}${percent(Math.abs(seen / expected - 1))}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
