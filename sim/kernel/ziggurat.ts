/**
 * Standard exponential and normal draws by the ziggurat method (Marsaglia and Tsang, Journal of Statistical Software 5(8),
 * 2000) with 256 layers and 53-bit positions inside a layer, the layer chosen by bits of its own.
 */
import { exp, ln } from '../../strategies/lib/logarithm.ts';
import type { RandomStream } from './random-stream.ts';

const LAYERS = 256;
const TWO_TO_53 = 9007199254740992;
const TWO_TO_24 = 16777216;

/** Right edge of the lowest layer and the area of every layer, for 256 layers under e^-x. */
const EXPONENTIAL_EDGE = 7.69711747013105;
const EXPONENTIAL_AREA = 3.949659822581572e-3;
/** The same under e^(-x^2 / 2), x >= 0. */
const NORMAL_EDGE = 3.6541528853610088;
const NORMAL_AREA = 4.92867323399e-3;

interface Layers {
  /** Width of layer i over 2^53: position to x. */
  scale: Float64Array;
  /** Positions below this one lie wholly under the curve. */
  inside: Float64Array;
  /** Height of the curve at the layer's right edge. */
  height: Float64Array;
}

function makeLayers(
  edge: number,
  area: number,
  density: (x: number) => number,
  inverse: (y: number) => number,
): Layers {
  const right = new Float64Array(LAYERS + 1);
  // Layer 0 is the base strip with the tail, as wide as a rectangle of its area would be.
  right[0] = area / density(edge);
  right[1] = edge;
  for (let i = 2; i < LAYERS; i++) right[i] = inverse(density(right[i - 1]) + area / right[i - 1]);
  right[LAYERS] = 0;
  const layers = {
    scale: new Float64Array(LAYERS),
    inside: new Float64Array(LAYERS),
    height: new Float64Array(LAYERS + 1),
  };
  for (let i = 0; i < LAYERS; i++) {
    layers.scale[i] = right[i] / TWO_TO_53;
    layers.inside[i] = Math.floor((right[i + 1] / right[i]) * TWO_TO_53);
    layers.height[i] = density(right[i]);
  }
  layers.height[LAYERS] = 1;
  return layers;
}

const exponentialLayers = makeLayers(
  EXPONENTIAL_EDGE,
  EXPONENTIAL_AREA,
  (x) => exp(-x),
  (y) => -ln(y),
);
const normalLayers = makeLayers(
  NORMAL_EDGE,
  NORMAL_AREA,
  (x) => exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * ln(y)),
);

/** A draw from the exponential distribution of mean 1. */
export function exponential(stream: RandomStream): number {
  const { scale, inside } = exponentialLayers;
  const low = stream.uint32();
  const layer = low & 255;
  const position = (stream.uint32() >>> 3) * TWO_TO_24 + (low >>> 8);
  return position < inside[layer] ? position * scale[layer] : finishExponential(stream, layer, position);
}

const pairs = new Uint32Array(512);

/** Fills `out` with draws of the given mean: the same distribution as `exponential`, in a third of the time a draw. */
export function fillExponential(stream: RandomStream, mean: number, out: Float64Array): void {
  const { scale, inside } = exponentialLayers;
  for (let from = 0; from < out.length; from += 256) {
    stream.fillWords(pairs);
    const until = Math.min(out.length, from + 256);
    for (let i = from; i < until; i++) {
      const low = pairs[2 * (i - from)];
      const layer = low & 255;
      const position = (pairs[2 * (i - from) + 1] >>> 3) * TWO_TO_24 + (low >>> 8);
      out[i] = mean * (position < inside[layer] ? position * scale[layer] : finishExponential(stream, layer, position));
    }
  }
}

/** Where the position is not wholly under the curve: the tail, the wedge, or a new draw. */
function finishExponential(stream: RandomStream, layer: number, position: number): number {
  const { scale, height } = exponentialLayers;
  if (layer === 0) return EXPONENTIAL_EDGE - ln(1 - stream.unit());
  const x = position * scale[layer];
  return height[layer] + stream.unit() * (height[layer + 1] - height[layer]) < exp(-x) ? x : exponential(stream);
}

/** A draw from the normal distribution of mean 0 and variance 1. */
export function normal(stream: RandomStream): number {
  const { scale, inside, height } = normalLayers;
  for (;;) {
    const low = stream.uint32();
    const high = stream.uint32();
    const layer = low & 255;
    const position = (high >>> 3) * TWO_TO_24 + (low >>> 8);
    const sign = (high & 1) === 0 ? 1 : -1;
    const x = position * scale[layer];
    if (position < inside[layer]) return sign * x;
    if (layer === 0) return sign * normalTail(stream);
    if (height[layer] + stream.unit() * (height[layer + 1] - height[layer]) < exp(-0.5 * x * x)) return sign * x;
  }
}

/** A normal draw beyond the edge (Marsaglia, Annals of Mathematical Statistics 35, 1964). */
function normalTail(stream: RandomStream): number {
  for (;;) {
    const x = -ln(1 - stream.unit()) / NORMAL_EDGE;
    const y = -ln(1 - stream.unit());
    if (2 * y > x * x) return NORMAL_EDGE + x;
  }
}
