/** Random health checks for random models. */
import * as fc from 'fast-check';
import type { ActiveHealth, HealthSpec, PassiveHealth } from '../../sim/model/model.ts';
import { duration, noLimitOr } from './arbitraries.ts';

const activeHealth = (isCoarse: boolean): fc.Arbitrary<ActiveHealth> =>
  fc
    .record({
      every: duration(1, 6, isCoarse),
      timeout: fc.constantFrom(0.3, 0.5, 1),
      fall: fc.integer({ min: 1, max: 3 }),
      rise: fc.integer({ min: 1, max: 3 }),
      asks: fc.constantFrom('connect', 'answer'),
      jitter: fc.constantFrom(0, 0.1, 1),
    })
    .map((spec) => ({ ...spec, timeout: Math.ceil(spec.every * spec.timeout) }));

const passiveHealth = (isCoarse: boolean): fc.Arbitrary<PassiveHealth> =>
  fc
    .record({
      failures: noLimitOr(fc.integer({ min: 1, max: 3 })),
      errorRate: fc.option(
        fc.record({
          above: fc.constantFrom(0, 0.3, 0.7),
          window: duration(1, 8, isCoarse),
          minimum: fc.integer({ min: 1, max: 3 }),
        }),
        { nil: undefined },
      ),
      ejection: duration(1, 5, isCoarse),
      maxEjection: fc.constantFrom(1, 1.5, 3),
      maxEjected: fc.constantFrom(0.1, 0.34, 0.5, 1),
    })
    .map((spec) => ({ ...spec, maxEjection: Math.round(spec.ejection * spec.maxEjection) }));

export const health = (isCoarse: boolean): fc.Arbitrary<HealthSpec> =>
  fc.record({
    active: fc.option(activeHealth(isCoarse), { nil: undefined }),
    passive: fc.option(passiveHealth(isCoarse), { nil: undefined }),
    panic: fc.constantFrom(0, 0, 0.4, 0.7),
    overprovisioning: fc.constantFrom(undefined, undefined, 1, 1.4),
    slowStart: fc.oneof(fc.constant(0), duration(1, 12, isCoarse)),
  });
