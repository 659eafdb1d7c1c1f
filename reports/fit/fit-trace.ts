/** What scenario is like a trace: fitted on one half of it, and held against the other. */
import type { Trace } from '../../records/trace.ts';
import { UserError } from '../../records/user-error.ts';
import { fitArrivals, type ArrivalFit } from './fit-arrivals.ts';
import { fitDemand, type DemandFit } from './fit-demand.ts';
import { halvesOf, isFitted, type Halves } from './halves.ts';

export interface TraceFit {
  halves: Halves;
  arrivals: ArrivalFit;
  demand: DemandFit;
}

const FEWEST_REQUESTS = 100;
const FEWEST_IN_HALF = 20;
const INSTEAD = 'play it as it is, with process: trace';

/**
 * Fits arrivals and the demand that a column of the trace tells. `arrivalAt` are the trace's arrivals from the first on.
 * @throws UserError, without a place, for a trace of too few requests, or without a span, or a column that is no demand
 */
export function fitTrace(trace: Trace, arrivalAt: Float64Array, column: string): TraceFit {
  const { count } = trace;
  if (count < FEWEST_REQUESTS) {
    const requests = count === 1 ? 'a single request' : `${count} requests`;
    throw new UserError(`it has ${requests}, and a fit needs ${FEWEST_REQUESTS}; ${INSTEAD}`);
  }
  const last = arrivalAt.at(-1)!;
  if (last === 0) throw new UserError(`all its requests come at one instant, so there is no rate to fit; ${INSTEAD}`);
  const halves = halvesOf(last + 1);
  const values = trace.columns[column]!;
  const half = (isFirst: boolean) => values.filter((_, index) => isFitted(halves, arrivalAt[index]!) === isFirst);
  const [fitted, unseen] = [half(true), half(false)];
  if (Math.min(fitted.length, unseen.length) < FEWEST_IN_HALF) {
    throw new UserError(`its requests come in so few bursts that half of its time has next to none; ${INSTEAD}`);
  }
  if (values.some((value) => value < 0)) throw new UserError(`column ${column} has values below 0, which no demand is`);
  if (fitted.filter((value) => value > 0).length < FEWEST_IN_HALF) {
    throw new UserError(`column ${column} has too few values above 0 to fit demand to; choose another with --column`);
  }
  return { halves, arrivals: fitArrivals(arrivalAt, halves), demand: fitDemand(column, fitted, unseen) };
}
