import { digamma, incompleteGamma, lnGamma } from '../gamma-function.ts';
import { exp, ln } from '../logarithm.ts';
import { type Family, LARGEST_CV, LEAST_CV } from './family.ts';

const STEPS = 60;

/**
 * The gamma of shape k = 1 / cv^2: density x^(k-1) e^(-kx / mean) over a constant. The maximum likelihood has the mean of the
 * values, and the k where ln k - digamma(k) = ln(mean) - mean of ln x, whose left side only falls: found by bisection.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1, 1994, chapter 17.
 */
export const gamma: Family = ({ mean, meanLn }) => {
  const wanted = ln(mean) - meanLn;
  let [low, high] = [1 / LARGEST_CV, 1 / LEAST_CV].map((root) => 2 * ln(root)) as [number, number];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (middle - digamma(exp(middle)) > wanted) low = middle;
    else high = middle;
  }
  const shape = exp(low);
  const cv = 1 / Math.sqrt(shape);
  return {
    family: 'gamma',
    mean,
    parameter: { name: 'cv', value: cv },
    cv,
    cdf: (x) => incompleteGamma(shape, (shape * x) / mean),
    lnLikelihood: (shape - 1) * meanLn - shape - shape * ln(mean / shape) - lnGamma(shape),
  };
};
