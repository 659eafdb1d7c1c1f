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

/** The strategies of the first row are drawn solid, those of the second dashed, of the third dotted, of the fourth both. */
const DASHES: readonly number[][] = [
  [1, 0],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
];

/**
 * Whose style is whose: a strategy is drawn alike in every chart of every page. A row has each colour once, in the order of
 * SERIES; a column has those that are seldom compared with one another. Other strategies get their place from their name.
 */
// oxfmt-ignore
const PLACES: readonly string[] = [
  'round-robin', 'weighted-round-robin', 'ip-hash', 'least-connections', 'weighted-least-connections', 'least-response-time', 'resource-based',
  'shortest-expected-delay', 'random', 'join-idle-queue', 'least-work-left', 'power-of-two', 'weighted-random', 'peak-ewma',
  'prequal', 'ring-hash', 'c3', 'aperture', 'rendezvous', 'maglev', 'bounded-load',
  'nginx/round-robin', 'haproxy/first', 'never-queue', 'haproxy/leastconn', 'haproxy/roundrobin', 'envoy/round-robin', 'envoy/least-request',
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

/** From idle to full: lightness alone tells them apart, away from the page in both schemes. */
export const HEAT: readonly Colour[] = [
  { light: '#fbeedd', dark: '#262338' },
  { light: '#f8cf9b', dark: '#4d2d63' },
  { light: '#f0a262', dark: '#86396d' },
  { light: '#d96a4b', dark: '#c24e5f' },
  { light: '#a2385a', dark: '#ee8a4a' },
  { light: '#561a55', dark: '#ffe08a' },
];

/** A server that was down in a heat map. */
export const DOWN: Colour = { light: '#aeb4bc', dark: '#5c636d' };

/** How a strategy is drawn. */
export interface SeriesStyle {
  colour: Colour;
  dash: number[];
}

/**
 * How each of these strategies is drawn, whatever their order. A label is a name, maybe with parameters (`power-of-two{choices: 3}`);
 * of several that would look the same, all but the first in the alphabet go on to the next free style.
 */
export function seriesStyles(labels: readonly string[]): SeriesStyle[] {
  const count = SERIES.length * DASHES.length;
  const taken = new Map<string, number>();
  const used = new Set<number>();
  const ordered = [...new Set(labels)].sort();
  for (const label of [...ordered.filter(isListed), ...ordered.filter((label) => !isListed(label))]) {
    let place = placeOf(label.replace(/\{.*/s, '')) % count;
    while (used.has(place) && used.size < count) place = (place + 1) % count;
    used.add(place);
    taken.set(label, place);
  }
  return labels.map((label) => styleAt(taken.get(label)!));
}

function isListed(label: string): boolean {
  return PLACES.includes(label);
}

/** A strategy's place in the list, or by a hash (FNV-1a) of its name. */
function placeOf(name: string): number {
  const listed = PLACES.indexOf(name);
  if (listed !== -1) return listed;
  let hash = 2166136261;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 16777619) >>> 0;
  return hash;
}

function styleAt(place: number): SeriesStyle {
  return {
    colour: SERIES[place % SERIES.length]!,
    dash: DASHES[Math.floor(place / SERIES.length)]!,
  };
}

/** All pairs, for a page that follows the reader's preference. */
export const COLOURS: readonly Colour[] = [...SERIES, INK, GRID, ...HEAT, DOWN, ...Object.values(OUTCOME_COLOURS)];
