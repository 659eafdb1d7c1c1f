/**
 * Draws of an address or a key from a population whose k-th most popular member has a chance in proportion to 1 / k^s (Zipf).
 * By rejection-inversion, in constant time and memory whatever the count: W. Hoermann and G. Derflinger, ACM Transactions
 * on Modeling and Computer Simulation 6(3), 1996.
 */
import { exp, ln } from '../../../strategies/lib/logarithm.ts';
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { ClientGroup, Population } from '../model.ts';

/** Draws an index from 0, the most popular. */
export type PopulationSampler = (stream: RandomStream) => number;

export function populationSampler({ count, zipf }: Population): PopulationSampler {
  if (count <= 1) return () => 0;
  return zipf === 0 ? (stream) => stream.below(count) : zipfSampler(count, zipf);
}

/** How many different keys the requests of the group have. */
export function keysOf({ arrivals, keys }: ClientGroup): number {
  return arrivals.process === 'trace' && arrivals.keys !== undefined ? arrivals.keys.length : keys.count;
}

function zipfSampler(count: number, s: number): PopulationSampler {
  const density = (x: number) => exp(-s * ln(x));
  // An antiderivative of the density and its inverse; near s = 1 both tend to the logarithm.
  const integral = (x: number) => growth((1 - s) * ln(x)) * ln(x);
  const inverse = (y: number) => exp(logarithmicGrowth((1 - s) * y) * y);
  const first = integral(1.5) - 1;
  const last = integral(count + 0.5);
  return (stream) => {
    for (;;) {
      const u = last + stream.unit() * (first - last);
      const k = Math.min(count, Math.max(1, Math.floor(inverse(u) + 0.5)));
      if (u >= integral(k + 0.5) - density(k)) return k - 1;
    }
  };
}

/** (e^x - 1) / x, continued to 1 at 0. */
function growth(x: number): number {
  return x > -1e-6 && x < 1e-6 ? 1 + x / 2 : (exp(x) - 1) / x;
}

/** ln(1 + x) / x, continued to 1 at 0. */
function logarithmicGrowth(x: number): number {
  return x > -1e-6 && x < 1e-6 ? 1 - x / 2 : ln(1 + x) / x;
}
