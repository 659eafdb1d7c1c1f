import { incompleteBeta } from './incomplete-beta.ts';

/**
 * The p-quantile of Student's t distribution, within 1e-10 of its size: the t at which `studentTTail` is 1 - p, by bisection.
 * Time: some hundred calls of that.
 *
 * @param p above 0 and below 1
 * @param degreesOfFreedom above 0
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  if (p < 0.5) return -studentTQuantile(1 - p, degreesOfFreedom);
  let high = 1;
  while (studentTTail(high, degreesOfFreedom) > 1 - p) high *= 2;
  let low = 0;
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentTTail(middle, degreesOfFreedom) > 1 - p) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The probability that a value of Student's t distribution is above `t`, by the incomplete beta function (Abramowitz and Stegun
 * 26.7.1); twice of it, for |t|, is the p-value of a two-sided test.
 *
 * @param degreesOfFreedom above 0
 */
export function studentTTail(t: number, degreesOfFreedom: number): number {
  const sum = degreesOfFreedom + t * t;
  const both = incompleteBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / sum, (t * t) / sum);
  return t >= 0 ? both / 2 : 1 - both / 2;
}
