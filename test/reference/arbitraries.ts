/** What random models are made of in many places. */
import * as fc from 'fast-check';

const MS = 1_000_000;

/** A duration up to `most` ms: whole milliseconds, or any number of nanoseconds. */
export function duration(least: number, most: number, isCoarse: boolean): fc.Arbitrary<number> {
  return isCoarse
    ? fc.integer({ min: least, max: most }).map((ms) => ms * MS)
    : fc.integer({ min: least * MS, max: most * MS });
}

export const noLimitOr = (arbitrary: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof(fc.constant(Infinity), arbitrary);

/** Nothing, in two of three cases. */
export const noneOr = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary, weight: 1 });
