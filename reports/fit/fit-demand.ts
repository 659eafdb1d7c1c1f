import { ksByChance, ksDistance, quantileOf, sortedQuantile } from '../statistics/distribution-distance.ts';
import type { Fitted } from '../statistics/families/family.ts';
import { fitDistribution } from '../statistics/fit-distribution.ts';

/** The families, fitted to a column of the fitted half and held against the unseen one. */
export interface DemandFit {
  column: string;
  /** Mean of the fitted half, zeros included, in the unit of the column. */
  mean: number;
  /** Share of zeros in the fitted half: families are fitted to the others. */
  zeros: number;
  /** What a Kolmogorov-Smirnov distance reaches by chance, once in a hundred times. */
  ksByChance: number;
  /** Standard deviation over mean of the unseen half. */
  unseenCv: number;
  /** In order of likelihood: the first is the one to take. */
  families: FamilyCheck[];
}

/** A family, scaled to the mean of all values, against the unseen half. */
export interface FamilyCheck {
  fitted: Fitted;
  ks: number;
  quantiles: { p: number; seen: number; fitted: number }[];
}

const QUANTILES = [0.5, 0.9, 0.99];

/** Fits demand to the values of the fitted half, of which some must be above 0. */
export function fitDemand(column: string, values: Float64Array, unseen: Float64Array): DemandFit {
  const positive = values.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
  const sorted = unseen.toSorted();
  return {
    column,
    mean: meanOf(values),
    zeros: 1 - positive / values.length,
    ksByChance: ksByChance(unseen.length),
    unseenCv: cvOf(unseen),
    families: fitDistribution(values).map((fitted) => checkFamily(fitted, positive / values.length, sorted)),
  };
}

/** `scale` is the mean of all values over the mean of those above 0. */
function checkFamily(fitted: Fitted, scale: number, sorted: Float64Array): FamilyCheck {
  const cdf = (x: number) => fitted.cdf(x / scale);
  return {
    fitted,
    ks: ksDistance(sorted, cdf),
    quantiles: QUANTILES.map((p) => ({
      p,
      seen: sortedQuantile(sorted, p),
      fitted: quantileOf(cdf, p, fitted.mean),
    })),
  };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function cvOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value / mean - 1) * (value / mean - 1))));
}
