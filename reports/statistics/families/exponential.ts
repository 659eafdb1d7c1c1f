import { exp, ln } from '../logarithm.ts';
import type { Family } from './family.ts';

/** The exponential: density e^(-x / mean) / mean. The maximum likelihood is at the mean of the values. */
export const exponential: Family = ({ mean }) => ({
  family: 'exponential',
  mean,
  cv: 1,
  cdf: (x) => (x > 0 ? 1 - exp(Math.max(-745, -x / mean)) : 0),
  lnLikelihood: -ln(mean) - 1,
});
