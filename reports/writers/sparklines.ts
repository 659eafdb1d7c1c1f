import type { Observation } from '../../records/observation.ts';
import { slotsOf } from '../charts/slots.ts';
import { latency } from './format.ts';
import { NO_BREAK } from './lines.ts';

const LEVELS = Array.from('▁▂▃▄▅▆▇█');

/** p99 among the failures. */
export const LOST = '×';
const NO_REQUESTS = ' ';

/** A run whose p99 hardly changes is to look flat, so the scale spans at least this factor. */
const LEAST_SPAN = 2;

/** The p99 of the requests that arrived in each stretch of time, a character each; all lines have one scale. */
export interface Sparklines {
  /** Seconds since the start of the run. */
  from: number;
  to: number;
  /** One an observation, in their order. */
  lines: string[];
  /** What the characters mean. */
  legend: string;
}

/** Lines of at most `width` characters; null if no request came. */
export function sparklines(observations: readonly Observation[], width: number): Sparklines | null {
  const all = observations.map((observation) => slotsOf(observation, width));
  const values = all.flatMap((slots) => slots.map(({ p99 }) => p99));
  if (values.every((value) => value === null)) return null;
  const shown = values.filter((value) => value !== null && value > 0 && value !== Infinity) as number[];
  const low = Math.min(...shown);
  const high = Math.max(...shown, low * LEAST_SPAN);
  return {
    from: all[0]![0]!.from,
    to: all[0]!.at(-1)!.to,
    lines: all.map((slots) => slots.map(({ p99 }) => character(p99, low, high)).join('')),
    legend: legend(values, shown.length === 0 ? null : [low, high]),
  };
}

/** Each level spans the same factor, so that milliseconds and seconds can be told apart on one scale. */
function character(value: number | null, low: number, high: number): string {
  if (value === null) return NO_REQUESTS;
  if (value === Infinity) return LOST;
  // The eighth root: the square root is exact on every machine, powers and logarithms are not.
  const factor = Math.sqrt(Math.sqrt(Math.sqrt(high / low)));
  let level = 0;
  for (let bound = low * factor; level < LEVELS.length - 1 && value >= bound; bound *= factor) level++;
  return LEVELS[level]!;
}

function legend(values: readonly (number | null)[], scale: [low: number, high: number] | null): string {
  const parts = [
    ...(scale === null ? [] : [`${scaleEnd(0, scale[0])} to ${scaleEnd(-1, scale[1])}, logarithmic`]),
    ...(values.includes(Infinity) ? [`${LOST}${NO_BREAK}more than one in a hundred failed or never finished`] : []),
    ...(values.includes(null) ? ['blank where no requests came'] : []),
  ];
  return `p99 of the requests that arrived then: ${parts.join('; ')}.`;
}

function scaleEnd(level: 0 | -1, ms: number): string {
  return `${LEVELS.at(level)!} = ${latency(ms)}`.replaceAll(' ', NO_BREAK);
}
