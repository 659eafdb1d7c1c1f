/** The time of a trace in blocks, of which every second one is fitted to, and the others tell how good the fit is. */
export interface Halves {
  /** Nanoseconds; the blocks fill it. */
  span: number;
  blocks: number;
  blockLength: number;
}

/** Long enough for two of the longest windows that dispersion is told of. */
const SHORTEST_BLOCK = 120e9;
const FEWEST_BLOCKS = 20;
const MOST_BLOCKS = 96;

/**
 * Blocks of equal length, an even number. Alternate blocks rather than a first and a second half, so that both halves see all of
 * a day's shape; and time rather than every second request, so that a burst is on one side and cannot vouch for itself.
 */
export function halvesOf(span: number): Halves {
  const pairs = Math.floor(span / SHORTEST_BLOCK / 2);
  const blocks = Math.min(MOST_BLOCKS, Math.max(FEWEST_BLOCKS, 2 * pairs));
  return { span, blocks, blockLength: span / blocks };
}

/** Whether an instant, from 0 to the span, is in a block that is fitted to. */
export function isFitted({ blocks, blockLength }: Halves, at: number): boolean {
  return Math.min(blocks - 1, Math.floor(at / blockLength)) % 2 === 0;
}

/** Beginnings of the blocks that are fitted to, or of the others. */
export function blockStarts({ blocks, blockLength }: Halves, half: 'fitted' | 'unseen'): number[] {
  const first = half === 'fitted' ? 0 : 1;
  return Array.from({ length: blocks / 2 }, (_, pair) => (2 * pair + first) * blockLength);
}
