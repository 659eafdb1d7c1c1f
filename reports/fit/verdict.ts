import type { ArrivalFit } from './fit-arrivals.ts';
import type { DemandFit } from './fit-demand.ts';

/** How much a fit is worth: `poor` where the trace itself should be played instead. */
export type Verdict = 'good' | 'rough' | 'poor';

/** The index of dispersion of the unseen half, and of draws of what was fitted in the same blocks. */
export interface DispersionCheck {
  windowS: number;
  seen: number | null;
  drawn: number[];
}

/** What may be off, for each verdict but the worst. */
const LIMITS = [
  { verdict: 'good', ks: 0.05, quantile: 0.1, dispersion: 1.25 },
  { verdict: 'rough', ks: 0.1, quantile: 0.25, dispersion: 2 },
] as const;

/** Counts that vary less than this, over their mean, are all alike to a server. */
const NEXT_TO_NOTHING = 0.1;

/** Arrivals are like the trace where times between requests and bursts are. */
export function arrivalVerdict({ gaps }: ArrivalFit, dispersions: readonly DispersionCheck[]): Verdict {
  const within = ({ ks, dispersion }: (typeof LIMITS)[number]) =>
    (gaps === null || gaps.ks <= Math.max(ks, gaps.ksByChance)) &&
    dispersions.every((check) => isAlike(check, dispersion));
  return LIMITS.find(within)?.verdict ?? 'poor';
}

/** Demand is like the trace where the distribution is, in its tail too. */
export function demandVerdict({ families, ksByChance }: DemandFit): Verdict {
  const [{ ks, quantiles }] = families as [DemandFit['families'][number]];
  const within = (limit: (typeof LIMITS)[number]) =>
    ks <= Math.max(limit.ks, ksByChance) &&
    quantiles.every(({ seen, fitted }) => Math.abs(fitted - seen) <= limit.quantile * seen);
  return LIMITS.find(within)?.verdict ?? 'poor';
}

/** Among what was drawn, or not further from its mean than a factor, or both next to nothing. */
function isAlike({ seen, drawn }: DispersionCheck, factor: number): boolean {
  if (seen === null || drawn.length === 0) return true;
  const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length;
  const isAmong = seen >= Math.min(...drawn) && seen <= Math.max(...drawn);
  return isAmong || Math.max(seen, mean) < NEXT_TO_NOTHING || (seen <= mean * factor && seen >= mean / factor);
}
