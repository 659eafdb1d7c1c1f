/**
 * Draws from the distributions of the scenario language, in nanoseconds. Requests of open groups are drawn in blocks, so that the
 * choice of a formula costs nothing a draw.
 */
import { exp, ln } from '../../../strategies/lib/logarithm.ts';
import type { RandomStream } from '../../kernel/random-stream.ts';
import { exponential, fillExponential, normal } from '../../kernel/ziggurat.ts';
import type { Distribution } from '../model.ts';

/** Draws one value, in nanoseconds, not yet rounded, for the `nth` request of its group (or user), from 0. */
export type Sampler = (stream: RandomStream, nth: number) => number;

/** The sampler of a distribution. */
export function samplerOf(distribution: Distribution): Sampler {
  switch (distribution.kind) {
    case 'constant': {
      const { value } = distribution;
      return () => value;
    }
    case 'exponential': {
      const { mean } = distribution;
      return (stream) => mean * exponential(stream);
    }
    case 'uniform': {
      const { low, high } = distribution;
      return (stream) => low + (high - low) * stream.unit();
    }
    case 'gamma':
      return gammaSampler(distribution.mean, distribution.cv);
    case 'hyperexponential':
      return hyperexponentialSampler(distribution.mean, distribution.cv);
    case 'lognormal':
      return lognormalSampler(distribution.mean, distribution.cv);
    case 'pareto':
      return paretoSampler(distribution.mean, distribution.shape);
    case 'empirical': {
      const { values } = distribution;
      return (stream) => values[stream.below(values.length)];
    }
    case 'column': {
      const { values } = distribution;
      return (_, nth) => values[nth % values.length];
    }
  }
}

/** Fills a block with draws, in nanoseconds, not yet rounded. */
export type BlockSampler = (stream: RandomStream, out: Float64Array) => void;

/** The block sampler of a distribution. */
export function blockSamplerOf(distribution: Distribution): BlockSampler {
  if (distribution.kind === 'exponential') {
    const { mean } = distribution;
    return (stream, out) => fillExponential(stream, mean, out);
  }
  const sampler = samplerOf(distribution);
  let nth = 0;
  return (stream, out) => {
    for (let i = 0; i < out.length; i++) out[i] = sampler(stream, nth++);
  };
}

/** Rounds values in place to whole nanoseconds, `least` at least. */
export function roundBlock(values: Float64Array, least: number): void {
  for (let i = 0; i < values.length; i++) values[i] = roundedDraw(values[i], least);
}

/** A draw in whole nanoseconds, `least` at least. */
export function roundedDraw(value: number, least: number): number {
  const rounded = Math.floor(value + 0.5);
  return rounded < least ? least : rounded;
}

/** A gamma of shape 1 / cv^2 (Marsaglia and Tsang, ACM Transactions on Mathematical Software 26(3), 2000). */
export function gammaSampler(mean: number, cv: number): Sampler {
  const shape = 1 / (cv * cv);
  const scale = mean / shape;
  // A shape below 1 is drawn one higher and multiplied by U^(1/shape).
  const boosted = shape < 1 ? shape + 1 : shape;
  const d = boosted - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return (stream) => {
    const boost = shape < 1 ? exp(ln(1 - stream.unit()) / shape) : 1;
    for (;;) {
      const x = normal(stream);
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      if (ln(1 - stream.unit()) < 0.5 * x * x + d - d * v + d * ln(v)) return d * v * scale * boost;
    }
  };
}

/** Two exponentials of balanced means (each carries half of the mean), with the asked coefficient of variation, at least 1. */
function hyperexponentialSampler(mean: number, cv: number): Sampler {
  const squared = cv * cv;
  const share = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  const often = mean / (2 * share);
  const seldom = mean / (2 * (1 - share));
  return (stream) => (stream.unit() < share ? often : seldom) * exponential(stream);
}

function lognormalSampler(mean: number, cv: number): Sampler {
  const variance = ln(1 + cv * cv);
  const mu = ln(mean) - variance / 2;
  const sigma = Math.sqrt(variance);
  return (stream) => exp(mu + sigma * normal(stream));
}

/** P(X > x) = (least / x)^shape, with least = mean (shape - 1) / shape. */
function paretoSampler(mean: number, shape: number): Sampler {
  const least = (mean * (shape - 1)) / shape;
  return (stream) => least * exp(exponential(stream) / shape);
}
