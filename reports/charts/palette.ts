import type { Outcome } from '../../records/observation.ts';

/** A colour on a light page and its counterpart on a dark one. */
export interface Colour {
  light: string;
  dark: string;
}

/**
 * Seven colours after M. Okabe and K. Ito, "Color Universal Design", 2008, that stay apart for people with colour-blindness.
 * The lighter ones of the original are darker here, so that thin lines show on white.
 */
const SERIES: readonly Colour[] = [
  { light: '#0060a8', dark: '#4a97e0' },
  { light: '#bd4300', dark: '#f0712a' },
  { light: '#00966b', dark: '#20b98c' },
  { light: '#c0559a', dark: '#e58fc2' },
  { light: '#d99400', dark: '#f2c14a' },
  { light: '#4aaee8', dark: '#9bdcff' },
  { light: '#3a3a3a', dark: '#e6e6e6' },
];

/** The second seven strategies are dashed, the third dotted. */
const DASHES: readonly number[][] = [
  [1, 0],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
];

/** Text and lines of a chart that are not data. */
export const INK: Colour = { light: '#3c4043', dark: '#c9cdd2' };
export const GRID: Colour = { light: '#e3e5e8', dark: '#33373d' };

/** Marks what went wrong. */
export const ALARM: Colour = { light: '#c62828', dark: '#ff6b61' };

/** Outcomes from the bottom of a stack: what is well is pale, so that the rest stands out. */
export const OUTCOME_COLOURS: Record<Outcome, Colour> = {
  succeeded: { light: '#b5cde3', dark: '#3d5a75' },
  timedOut: { light: '#e09b1a', dark: '#e8ab3a' },
  refused: { light: '#a83c80', dark: '#d877b0' },
  failed: ALARM,
  blocked: { light: '#8a8f98', dark: '#8a8f99' },
  unfinished: { light: '#3d3d3f', dark: '#f0f0f2' },
};

/** How the strategy at this place of the report is drawn, in each chart. */
export function seriesStyle(index: number): { colour: Colour; dash: number[] } {
  return {
    colour: SERIES[index % SERIES.length]!,
    dash: DASHES[Math.floor(index / SERIES.length) % DASHES.length]!,
  };
}

/** All pairs, for a page that follows the reader's preference. */
export const COLOURS: readonly Colour[] = [...SERIES, INK, GRID, ...Object.values(OUTCOME_COLOURS)];
