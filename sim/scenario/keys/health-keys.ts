/** The keys of `balancer.health`: what schema.ts takes, and what the model gets. */
import * as z from 'zod/mini';
import type { HealthSpec } from '../../model/model.ts';
import { integer, map, number, optional, orElse, positiveDuration, quantity, required } from './values.ts';

const MS = 1e6;
const DAY = 86_400e9;
const LONGEST_EJECTION = 300e9;

/** Of what happens again and again: not so often that a run would do nothing else. */
const period = quantity('duration', { min: MS, max: DAY });

const active = map({
  every: orElse(period, '2s', 'Time from one check of a server to the next.'),
  timeout: optional(
    positiveDuration,
    'A check without an answer after this time has failed. As long as `every` if left out.',
  ),
  fall: orElse(integer(1, 1000), 3, 'Failed checks in a row after which a server is not used.'),
  rise: orElse(integer(1, 1000), 2, 'Good checks in a row after which it is used again.'),
  asks: orElse(
    z.enum(['connect', 'answer']),
    'connect',
    'Whether a check is good once it is connected, as with any server that is up, or when the application answers.',
  ),
  jitter: orElse(
    quantity('fraction', { max: 1 }),
    '0%',
    'The time to the next check is longer by a share at random, at most this.',
  ),
});

const passive = map({
  failures: optional(integer(1, 1_000_000), 'Failed tries in a row after which a server is ejected.'),
  errorRate: optional(
    map({
      above: required(quantity('fraction', { max: 0.999 }), 'A server with a larger share of failed tries is ejected.'),
      window: orElse(period, '10s', 'Tries are counted over windows of this length, and judged at the end of each.'),
      minimum: orElse(integer(1, 1_000_000), 20, 'With fewer tries in the window a server is not judged.'),
    }),
    'Ejects servers by their share of failed tries.',
  ),
  ejection: orElse(
    positiveDuration,
    '30s',
    'How long the first ejection lasts; the second in a row twice as long, and so on.',
  ),
  maxEjection: optional(positiveDuration, 'No ejection lasts longer. 300s if left out, or `ejection` if that is more.'),
  maxEjected: orElse(
    quantity('fraction', { above: 0, max: 1 }),
    '10%',
    'Share of the pool that may be ejected at once; one server always may.',
  ),
});

export const health = map({
  active: optional(active, 'Asks servers every so often how they are.'),
  passive: optional(passive, 'Ejects servers whose tries fail, for a time.'),
  panic: optional(
    quantity('fraction', { max: 1 }),
    'When a smaller share of the servers is usable, all are used. Never if left out.',
  ),
  overprovisioning: optional(
    number(1, 100),
    'Splits traffic over priority groups: a group takes its usable share, times this, and leaves the rest to the next. If left out, the first group with a usable server gets all.',
  ),
  slowStart: optional(
    positiveDuration,
    'Time in which the weight of a server that is usable again rises from a tenth to the whole, in tenths.',
  ),
});

type HealthKeys = z.output<typeof health>;

export function compileHealth({ active, passive, panic = 0, overprovisioning, slowStart = 0 }: HealthKeys): HealthSpec {
  return {
    ...(active !== undefined && { active: { ...active, timeout: active.timeout ?? active.every } }),
    ...(passive !== undefined && {
      passive: {
        failures: passive.failures ?? Infinity,
        ...(passive.errorRate !== undefined && { errorRate: passive.errorRate }),
        ejection: passive.ejection,
        maxEjection: passive.maxEjection ?? Math.max(LONGEST_EJECTION, passive.ejection),
        maxEjected: passive.maxEjected,
      },
    }),
    panic,
    ...(overprovisioning !== undefined && { overprovisioning }),
    slowStart,
  };
}
