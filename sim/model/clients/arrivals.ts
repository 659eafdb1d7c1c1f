/** Instants at which the requests of an open client group arrive, in whole nanoseconds, in blocks. */
import type { RandomStream } from '../../kernel/random-stream.ts';
import { type BlockSampler, blockSamplerOf } from './distribution.ts';
import type { Arrivals, Rate } from '../model.ts';
import { createRateInverse } from './rate.ts';

/** Arrivals that do not depend on the answers. */
export type OpenArrivals = Exclude<Arrivals, { process: 'users' }>;

/** Fills `out` with the next arrivals, in order; Infinity from where there are no more. */
export type ArrivalProcess = (out: Float64Array) => void;

export function arrivalProcess(arrivals: OpenArrivals, stream: RandomStream): ArrivalProcess {
  switch (arrivals.process) {
    case 'poisson':
      return renewal(blockSamplerOf({ kind: 'exponential', mean: 1 }), arrivals.rate, stream);
    case 'constant':
      return renewal((_, out) => out.fill(1), arrivals.rate, stream);
    case 'gamma':
      return renewal(blockSamplerOf({ kind: 'gamma', mean: 1, cv: arrivals.cv }), arrivals.rate, stream);
    case 'trace':
      return recorded(arrivals.at);
  }
}

/** Gaps of mean 1 in operational time, mapped to instants by the rate. */
function renewal(gaps: BlockSampler, rate: Rate, stream: RandomStream): ArrivalProcess {
  const toInstants = createRateInverse(rate);
  return (out) => {
    gaps(stream, out);
    toInstants(out);
    for (let i = 0; i < out.length; i++) out[i] = Math.floor(out[i]);
  };
}

function recorded(at: Float64Array): ArrivalProcess {
  let n = 0;
  return (out) => {
    for (let i = 0; i < out.length; i++) out[i] = n < at.length ? at[n++] : Infinity;
  };
}
