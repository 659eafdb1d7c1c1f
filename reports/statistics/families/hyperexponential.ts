import { exp, ln } from '../logarithm.ts';
import { type Family, LARGEST_CV } from './family.ts';

/**
 * Two exponentials with balanced means: with probability p one of mean m / 2p, else one of m / 2(1 - p), so that each carries half
 * of the mean m. Fitted by moments: mean and coefficient of variation are those of the values, and
 * p = (1 + sqrt((cv^2 - 1) / (cv^2 + 1))) / 2. Less than 1 it cannot vary.
 * Source: H. C. Tijms, A First Course in Stochastic Models, 2003, appendix B.
 */
export const hyperexponential: Family = ({ mean, cv, values }) => {
  if (cv < 1 || cv > LARGEST_CV) return null;
  const p = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
  const branches = [p, 1 - p].map((share) => ({ share, mean: mean / (2 * share) }));
  const over = (x: number, of: (share: number, mean: number) => number) =>
    branches.reduce((sum, { share, mean: own }) => sum + of(share, own) * exp(Math.max(-745, -x / own)), 0);
  const lnLikelihood =
    values.reduce((sum, x) => sum + ln(over(x, (share, own) => share / own) || Number.MIN_VALUE), 0) / values.length;
  return {
    family: 'hyperexponential',
    mean,
    parameter: { name: 'cv', value: cv },
    cv,
    cdf: (x) => (x > 0 ? 1 - over(x, (share) => share) : 0),
    lnLikelihood,
  };
};
