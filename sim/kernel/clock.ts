/**
 * The clock of a run and the head of each lane: integer nanoseconds in arrays of length one, which the parts of a run share.
 * Such a cell is the cheapest mutable number in JavaScript: reading and writing it never allocates.
 */
export type Cell = Float64Array;

export interface Clock {
  readonly now: Cell;
  /** The next departure from a core, client timeout, event of the heap and open arrival; Infinity for none. */
  readonly departureAt: Cell;
  readonly timeoutAt: Cell;
  readonly eventAt: Cell;
  readonly arrivalAt: Cell;
}

const cell = (value: number): Cell => new Float64Array([value]);

export function createClock(): Clock {
  return {
    now: cell(0),
    departureAt: cell(Infinity),
    timeoutAt: cell(Infinity),
    eventAt: cell(Infinity),
    arrivalAt: cell(Infinity),
  };
}
