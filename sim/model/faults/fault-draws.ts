/** When faults begin, what they hit and how long they last: drawn from a stream of each fault's own, in this order. */
import { namedStream } from '../../kernel/random-stream.ts';
import { roundedDraw, samplerOf } from '../clients/distribution.ts';
import type { Fault } from '../model.ts';

export interface FaultDraws {
  /** Nanoseconds from the end of the one before, or from `from`, until it begins; Infinity: never again. */
  readonly untilNext: () => number;
  /** The servers that it hits this time, of those of its servers that are there. */
  readonly hit: (there: number[]) => number[];
  /** Nanoseconds that it lasts this time. */
  readonly lasts: () => number;
}

/** The draws of a fault that may begin from `from` on. No time is shorter than a nanosecond. */
export function createFaultDraws(
  { entry, target, isRandom, begins, lasts }: Fault,
  seed: number,
  from: number,
): FaultDraws {
  const stream = namedStream(seed, `faults/${entry}/${target}`);
  const drawLength = samplerOf(lasts);
  const drawGap = 'every' in begins ? samplerOf(begins.every) : undefined;
  let begun = 0;
  let ended = 0;
  return {
    untilNext() {
      const nth = begun++;
      if ('at' in begins) return nth === 0 ? begins.at - from : Infinity;
      return roundedDraw(drawGap!(stream, nth), 1);
    },
    hit(there) {
      if (!isRandom) return there;
      // Drawn even where nobody is there, so that the stream stays in step.
      const nth = stream.below(there.length);
      return there.slice(nth, nth + 1);
    },
    lasts: () => roundedDraw(drawLength(stream, ended++), 1),
  };
}
