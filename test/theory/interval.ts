/**
 * Confidence intervals of a mean over independent replications, with control variates (S. Lavenberg, P. Welch, "A perspective on
 * the use of control variables to increase the efficiency of Monte Carlo simulations", Management Science 27(3), 1981): values
 * are regressed on how far the same replications' known figures, such as the work that came, stood from their expectations, and
 * taken where they stand on them.
 */
import { createRequire } from 'node:module';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as { studentt: { inv(p: number, freedom: number): number } };

export interface Interval {
  mean: number;
  halfWidth: number;
}

/**
 * The mean of the values where all deviations are 0, by least squares, and the half-width of its interval by Student's t.
 * `deviations` has a column for each control; without any this is the plain mean. `error`: the probability of a miss.
 */
export function interval(values: number[], deviations: number[][], error: number): Interval {
  let y = values;
  let ones = values.map(() => 1);
  let controls = deviations;
  for (let control = controls[0]; control !== undefined; control = controls[0]) {
    const clear = (column: number[]) => minus(column, control, dot(column, control) / dot(control, control));
    y = clear(y);
    ones = clear(ones);
    controls = controls.slice(1).map(clear);
  }
  const mean = dot(y, ones) / dot(ones, ones);
  const noise = minus(y, ones, mean);
  const freedom = values.length - deviations.length - 1;
  const standardError = Math.sqrt(dot(noise, noise) / freedom / dot(ones, ones));
  return { mean, halfWidth: jstat.studentt.inv(1 - error / 2, freedom) * standardError };
}

const dot = (a: number[], b: number[]): number => a.reduce((sum, each, i) => sum + each * b[i], 0);

const minus = (a: number[], b: number[], times: number): number[] => a.map((each, i) => each - times * b[i]);
