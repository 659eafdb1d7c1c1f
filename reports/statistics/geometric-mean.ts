import { mean } from 'simple-statistics';
import { exp, ln } from './logarithm.ts';

/**
 * The value whose logarithm is the mean of the logarithms: that of a typical run, where some runs are several times the others. Source:
 * NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.1. O(n).
 *
 * @param values above 0, one or more
 */
export const geometricMean = (values: readonly number[]): number => exp(mean(values.map(ln)));
