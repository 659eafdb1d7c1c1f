/**
 * What requests at servers had been worked on when the measured window opened: if it turns out to be wasted, it was not wasted in
 * the window. Looked up only where work is wasted, so the hot path does not know of it.
 */
import { type Requests, ROW } from '../requests/requests.ts';

const { INTEGERS, NUMBER } = ROW;

export interface WorkBefore {
  /** The request has had so much work. */
  readonly note: (slot: number, work: number) => void;
  /** What was noted of the request, 0 of all others. */
  readonly of: (slot: number) => number;
}

export function createWorkBefore({ integers }: Pick<Requests, 'integers'>): WorkBefore {
  /** By the number of the request, since slots are used again. */
  const noted = new Map<number, number>();
  return {
    note: (slot, work) => void noted.set(integers[(slot << INTEGERS) | NUMBER], work),
    of: (slot) => noted.get(integers[(slot << INTEGERS) | NUMBER]) ?? 0,
  };
}
