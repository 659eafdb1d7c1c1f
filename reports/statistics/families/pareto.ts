import { exp, ln } from '../logarithm.ts';
import { type Family, LARGEST_SHAPE } from './family.ts';

/**
 * The Pareto: P(X > x) = (least / x)^shape. The mean, least shape / (shape - 1), is held at that of the values; given it, the
 * likelihood grows with the shape up to where the least is the smallest value: shape = mean / (mean - smallest).
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, 1994, chapter 20.
 */
export const pareto: Family = ({ mean, least, meanLn }) => {
  const shape = mean / (mean - least);
  if (!(shape > 1 && shape <= LARGEST_SHAPE)) return null;
  return {
    family: 'pareto',
    mean,
    parameter: { name: 'shape', value: shape },
    cv: shape > 2 ? 1 / Math.sqrt(shape * (shape - 2)) : Infinity,
    cdf: (x) => (x > least ? 1 - exp(Math.max(-745, shape * ln(least / x))) : 0),
    lnLikelihood: ln(shape) + shape * ln(least) - (shape + 1) * meanLn,
  };
};
