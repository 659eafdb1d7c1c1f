import { type Family, LEAST_CV } from './family.ts';

/** Rounding of the mean. */
const ROUNDING = 1e-9;

/** Always the same: what varies less than any other family of the scenario language can. */
export const constant: Family = ({ mean, cv }) =>
  cv < LEAST_CV
    ? {
        family: 'constant',
        mean,
        cv: 0,
        cdf: (x) => (x >= mean * (1 - ROUNDING) ? 1 : 0),
        lnLikelihood: Infinity,
      }
    : null;
