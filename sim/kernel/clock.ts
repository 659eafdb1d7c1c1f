/** The clock of a run and the head of each lane: integer nanoseconds in cells, which the parts of a run share. */
import { type Cell, cell } from './cells.ts';

export interface Clock {
  readonly now: Cell;
  /** The next departure from a core, client timeout, event of the heap and open arrival; Infinity for none. */
  readonly departureAt: Cell;
  readonly timeoutAt: Cell;
  readonly eventAt: Cell;
  readonly arrivalAt: Cell;
}

export function createClock(): Clock {
  return {
    now: cell(0),
    departureAt: cell(Infinity),
    timeoutAt: cell(Infinity),
    eventAt: cell(Infinity),
    arrivalAt: cell(Infinity),
  };
}
