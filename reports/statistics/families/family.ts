import { ln } from '../logarithm.ts';

/** A distribution that was fitted, in the unit of the values. Its mean is that of the values. */
export interface Fitted {
  family: string;
  mean: number;
  /** What tells its form beside the mean; families of one form have none. */
  parameter?: { name: 'cv' | 'shape'; value: number };
  /** Its standard deviation over its mean; Infinity where the variance is infinite. */
  cv: number;
  /** P(X <= x). */
  cdf: (x: number) => number;
  /** ln of the likelihood of the values that it was fitted to, over their number. */
  lnLikelihood: number;
}

/** Fits a family to values; null where it cannot be like them. */
export type Family = (sample: Sample) => Fitted | null;

/** The limits of the scenario language. */
export const LEAST_CV = 0.01;
export const LARGEST_CV = 100;
export const LARGEST_SHAPE = 100;

/** What families are fitted to: positive values, and figures of them. */
export interface Sample {
  values: Float64Array;
  mean: number;
  /** Population standard deviation over mean. */
  cv: number;
  least: number;
  meanLn: number;
  /** Mean square of ln(x / mean). */
  squareLn: number;
}

/** The positive values of a list that has some. Linear. */
export function sampleOf(all: Float64Array): Sample {
  const values = all.filter((value) => value > 0);
  const meanOf = (of: (value: number) => number) => values.reduce((sum, value) => sum + of(value), 0) / values.length;
  const mean = meanOf((value) => value);
  const logarithms = values.map(ln);
  const meanLn = logarithms.reduce((sum, value) => sum + value, 0) / values.length;
  const lnMean = ln(mean);
  return {
    values,
    mean,
    cv: Math.sqrt(meanOf((value) => (value / mean - 1) * (value / mean - 1))),
    least: values.reduce((least, value) => Math.min(least, value), Infinity),
    meanLn,
    squareLn: logarithms.reduce((sum, value) => sum + (value - lnMean) * (value - lnMean), 0) / values.length,
  };
}
