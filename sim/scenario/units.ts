/**
 * Quantities with units, as they stand in a scenario: read into the engine's own units (nanoseconds, requests a
 * nanosecond, bytes, plain numbers) and printed back for people.
 */

import { listOf } from './wording.ts';

export type QuantityKind = 'duration' | 'rate' | 'size' | 'fraction' | 'factor';

interface Kind {
  /** As it stands after "expected". */
  noun: string;
  example: string;
  /** What one of the unit is in the engine's unit, from small to large; for a rate, how many nanoseconds it is counted over. */
  units: Readonly<Record<string, number>>;
}

const MS = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const KINDS: Readonly<Record<QuantityKind, Kind>> = {
  duration: {
    noun: 'a duration',
    example: '20ms',
    units: { ns: 1, us: 1e3, µs: 1e3, ms: MS, s: SECOND, m: MINUTE, min: MINUTE, h: HOUR, d: DAY },
  },
  rate: {
    noun: 'a rate',
    example: '300/s',
    units: { '/ms': MS, '/s': SECOND, '/m': MINUTE, '/min': MINUTE, '/h': HOUR, '/d': DAY },
  },
  size: {
    noun: 'a size',
    example: '8MiB',
    units: {
      B: 1,
      kB: 1e3,
      KB: 1e3,
      KiB: 1024,
      MB: 1e6,
      MiB: 1_048_576,
      GB: 1e9,
      GiB: 1_073_741_824,
      TB: 1e12,
      TiB: 1_099_511_627_776,
    },
  },
  fraction: { noun: 'a share', example: '30%', units: { '%': 100 } },
  factor: { noun: 'a factor', example: '2x', units: { x: 1 } },
};

const NUMBER = String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const QUANTITY = new RegExp(String.raw`^([+-]?${NUMBER}) ?(\S*)$`);

/** A regular expression (its source) of what `parseQuantity` takes, for the JSON Schema. */
export function quantityPattern(kind: QuantityKind): string {
  return `^${NUMBER} ?(?:${Object.keys(KINDS[kind].units).join('|')})$`;
}

/**
 * The value of a quantity such as `20ms`, in the engine's unit: durations (nanoseconds) and sizes (bytes) as integers,
 * rates a nanosecond, shares from 0 to 1. A share may also be a bare number from 0 to 1, and a duration or size a bare 0.
 * For anything else the answer is a string: what was expected.
 */
export function parseQuantity(kind: QuantityKind, input: string | number): number | string {
  const { noun, example, units } = KINDS[kind];
  if (typeof input === 'number') return parseBareNumber(kind, input);
  const match = QUANTITY.exec(input.trim());
  if (match === null) return `expected ${noun} such as ${example}`;
  const number = Number(match[1]);
  const unit = match[2] ?? '';
  const scale = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (unit === '') return parseBareNumber(kind, number);
  if (scale === undefined) return `unknown unit ${JSON.stringify(unit)}; expected ${noun} in ${unitList(kind)}`;
  if (number < 0) return `expected ${noun}, which cannot be negative`;
  if (!Number.isFinite(number)) return `expected ${noun} within reason`;
  if (kind === 'rate') return number / scale;
  // 99.9 / 100 is a little more than 0.999.
  if (kind === 'fraction') return Number((number / scale).toPrecision(15));
  if (kind === 'factor') return number;
  const whole = Math.round(number * scale);
  return whole === 0 && number > 0 ? `smaller than ${kind === 'size' ? '1B' : '1ns'}, the smallest there is` : whole;
}

function parseBareNumber(kind: QuantityKind, number: number): number | string {
  const { noun, example } = KINDS[kind];
  if (number === 0 && (kind === 'duration' || kind === 'size')) return 0;
  if (kind !== 'fraction') return `expected ${noun} with its unit, such as ${example}`;
  return number >= 0 && number <= 1 ? number : `expected ${noun} such as ${example}, or a number from 0 to 1`;
}

/** The units of a kind for a message: `ns, us, ms, s, m, h or d`. Spellings of the same unit are named once. */
function unitList(kind: QuantityKind): string {
  const names = new Map<number, string>();
  for (const [name, scale] of Object.entries(KINDS[kind].units)) if (!names.has(scale)) names.set(scale, name);
  return listOf([...names.values()], 'or');
}

/** A quantity for people, in the unit that says it shortest, with at least three significant digits: `2m`, `1.5GiB`, `300/s`. */
export function formatQuantity(kind: 'duration' | 'size' | 'rate' | 'fraction', value: number): string {
  if (kind === 'rate') return `${formatNumber(value * SECOND)}/s`;
  if (kind === 'fraction') return `${formatNumber(value * 100)}%`;
  const steps = (kind === 'duration' ? DURATION_STEPS : SIZE_STEPS).map((unit) => ({
    unit,
    count: value / (KINDS[kind].units[unit] ?? 1),
  }));
  const fitting = steps.filter(({ count }) => count >= 1);
  const short = fitting.find(({ count }) => count < 1000 && Number.isInteger(count * 10));
  const { unit, count } = short ?? fitting[0] ?? { unit: kind === 'duration' ? 's' : 'B', count: value };
  return `${formatNumber(count)}${unit}`;
}

const DURATION_STEPS = ['d', 'h', 'm', 's', 'ms', 'us', 'ns'];
const SIZE_STEPS = ['TiB', 'GiB', 'MiB', 'KiB', 'B'];

/** At least three significant digits, thousands apart by commas, the same in every locale: `1,000,000`, `0.333`. */
export function formatNumber(value: number): string {
  if (Math.abs(value) >= 1e21) return String(value);
  const text = Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
  const [whole = '', ...decimals] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.');
}
