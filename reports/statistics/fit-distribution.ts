import { constant } from './families/constant.ts';
import { exponential } from './families/exponential.ts';
import { sampleOf, type Family, type Fitted } from './families/family.ts';
import { gamma } from './families/gamma.ts';
import { hyperexponential } from './families/hyperexponential.ts';
import { lognormal } from './families/lognormal.ts';
import { pareto } from './families/pareto.ts';
import { ln } from './logarithm.ts';

/** The families of the scenario language that have a formula, the simple ones first. */
const FAMILIES: readonly Family[] = [constant, exponential, gamma, hyperexponential, lognormal, pareto];

/**
 * Fits each family to the positive ones of the values, of which there must be some, and puts them in order: the first is the one
 * of the least Bayesian information criterion, -2 ln(likelihood) + parameters ln(values).
 * Source: G. Schwarz, Estimating the dimension of a model, The Annals of Statistics 6(2), 1978. Linear.
 */
export function fitDistribution(values: Float64Array): Fitted[] {
  const sample = sampleOf(values);
  const count = sample.values.length;
  const criterion = ({ lnLikelihood, parameter }: Fitted) =>
    -2 * lnLikelihood * count + (parameter === undefined ? 0 : ln(count));
  return FAMILIES.flatMap((family) => family(sample) ?? []).toSorted((a, b) => criterion(a) - criterion(b));
}
