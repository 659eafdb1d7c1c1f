/** Random limits, shedding, breakers, sessions and connections for random models. */
import * as fc from 'fast-check';
import type { AdmissionSpec, ConnectionSpec, SessionSpec } from '../../sim/model/model.ts';
import { duration, noLimitOr } from './arbitraries.ts';

export const admission = (isCoarse: boolean): fc.Arbitrary<AdmissionSpec> =>
  fc
    .record({
      perServer: noLimitOr(fc.integer({ min: 1, max: 3 })),
      inFlight: noLimitOr(fc.integer({ min: 1, max: 8 })),
      queueTimeout: fc.option(duration(1, 6, isCoarse), { nil: undefined }),
      codel: fc.option(fc.record({ target: duration(1, 2, isCoarse), interval: duration(1, 4, isCoarse) }), {
        nil: undefined,
      }),
      breaker: fc.option(
        fc.record({
          failures: fc.constantFrom(0.3, 0.5, 1),
          window: duration(2, 20, isCoarse),
          minimum: fc.integer({ min: 1, max: 4 }),
          open: duration(1, 6, isCoarse),
          trials: fc.integer({ min: 1, max: 2 }),
        }),
        { nil: undefined },
      ),
      shedding: fc.array(
        fc.record({
          share: fc.constantFrom(0.2, 0.5, 1),
          above: fc.constantFrom(0, 2, 4),
          classes: fc.subarray(['class0', 'class1', 'class2']),
        }),
        { maxLength: 2 },
      ),
    })
    .map(({ queueTimeout, codel, breaker, ...rest }) => ({
      ...rest,
      ...(queueTimeout !== undefined && { queueTimeout }),
      ...(codel !== undefined && { codel }),
      ...(breaker !== undefined && { breaker }),
    }));

export const sessions = (isCoarse: boolean): fc.Arbitrary<SessionSpec> =>
  fc.record({
    by: fc.constantFrom('address', 'cookie'),
    lifetime: noLimitOr(duration(1, 10, isCoarse)),
    whenGone: fc.constantFrom('repick', 'fail'),
  });

export const connections = (isCoarse: boolean): fc.Arbitrary<ConnectionSpec> =>
  fc.record({
    requests: noLimitOr(fc.integer({ min: 1, max: 4 })),
    lifetime: noLimitOr(duration(1, 10, isCoarse)),
    idle: noLimitOr(duration(1, 6, isCoarse)),
  });
