import { incompleteGamma } from '../gamma-function.ts';
import { exp, ln } from '../logarithm.ts';
import { type Family, LARGEST_CV, LEAST_CV } from './family.ts';

const TWO_PI = 6.283185307179586;

/**
 * The lognormal: ln x is normal of variance v = ln(1 + cv^2) and mean ln(mean) - v / 2. The mean is held at that of the values,
 * because load comes first; given it, the likelihood is highest at v = 2 (sqrt(1 + s) - 1), where s is the mean square of
 * ln(x / mean). This comes of setting the slope v^2 / 4 + v - s to 0. The distribution function is that of the normal,
 * (1 +- P(1/2, z^2 / 2)) / 2 (Abramowitz and Stegun 26.2.30 with 6.5.16).
 */
export const lognormal: Family = ({ mean, meanLn, squareLn }) => {
  const variance = 2 * (Math.sqrt(1 + squareLn) - 1);
  if (variance > ln(1 + LARGEST_CV * LARGEST_CV) || variance < ln(1 + LEAST_CV * LEAST_CV)) return null;
  const cv = Math.sqrt(exp(variance) - 1);
  const centre = ln(mean) - variance / 2;
  const squares = squareLn + variance * (meanLn - ln(mean)) + (variance * variance) / 4;
  return {
    family: 'lognormal',
    mean,
    parameter: { name: 'cv', value: cv },
    cv,
    cdf: (x) => {
      if (!(x > 0)) return 0;
      const distance = ln(x) - centre;
      const inside = incompleteGamma(0.5, (distance * distance) / (2 * variance));
      return distance > 0 ? (1 + inside) / 2 : (1 - inside) / 2;
    },
    lnLikelihood: -meanLn - ln(TWO_PI * variance) / 2 - squares / (2 * variance),
  };
};
