/** The keys of `autoscaler:`: how many servers a group has, or how large they are, by what is measured, forecast or known. */
import * as z from 'zod/mini';
import type { ScalingStep, StepSize } from '../../model/fleet/step-scaling.ts';
import { launch } from './event-keys.ts';
import {
  duration,
  either,
  integer,
  list,
  map,
  number,
  optional,
  orElse,
  positiveDuration,
  quantity,
} from './values.ts';
import { required, shared } from './values.ts';

const MOST_SERVERS = 4096;
const LONGEST_RUN = 90 * 86_400e9;
const MS = 1e6;

const interval = quantity('duration', { min: MS, max: 86_400e9 });
const servers = integer(0, MOST_SERVERS);
const fraction = quantity('fraction', { above: 0, max: 1 });
const share = quantity('fraction', { above: 0, max: 1000 });

/** A value of each metric, of which one may stand. */
const values = {
  cpu: fraction,
  inFlight: number(0.001, 1_000_000),
  rate: quantity('rate', { above: 0, max: 1 }),
  queued: number(0.001, 1_000_000),
};

const target = either(
  [
    map({ cpu: required(values.cpu, 'Share of what its cores could work.') }),
    map({ inFlight: required(values.inFlight, 'Requests in service or queued at it.') }),
    map({ rate: required(values.rate, 'Tries that come to it.') }),
    map({
      queued: required(values.queued, 'Requests that wait at it, and its part of those that wait at the balancer.'),
    }),
  ],
  '{cpu: 60%}, {inFlight: 10}, {rate: 100/s} or {queued: 5}',
);

const stepSize = z.pipe(
  either([integer(1, MOST_SERVERS), share], 'a number of servers, or a share of them such as 30%'),
  z.transform((written): StepSize => (Number.isInteger(written) ? { servers: written } : { share: written })),
);

const step = (value: z.ZodMiniType<number>) =>
  z.pipe(
    either(
      [
        map({
          above: required(value, 'From this value on.'),
          add: required(
            stepSize,
            'So many servers more: a number, or a share of them, rounded down, but one at least.',
          ),
        }),
        map({
          below: required(value, 'From this value down.'),
          remove: required(
            stepSize,
            'So many servers fewer: a number, or a share of them, rounded down, but one at least.',
          ),
        }),
      ],
      '{above: VALUE, add: 2} or {below: VALUE, remove: 1}',
    ),
    z.transform((written): ScalingStep => {
      return 'above' in written
        ? { direction: 'out', from: written.above, size: written.add }
        : { direction: 'in', from: written.below, size: written.remove };
    }),
  );

const stepsOf = (value: z.ZodMiniType<number>, what: string) =>
  required(list(step(value), 'a list of steps such as {above: 70%, add: 2}'), what);

const steps = either(
  [
    map({ cpu: stepsOf(values.cpu, 'By share of CPU.') }),
    map({ inFlight: stepsOf(values.inFlight, 'By requests in flight at a server.') }),
    map({ rate: stepsOf(values.rate, 'By tries that come to a server.') }),
    map({ queued: stepsOf(values.queued, 'By requests that wait for a server.') }),
  ],
  '{cpu: [{above: 70%, add: 2}]}, or the same of inFlight, rate or queued',
);

const smoothing = (description: string, value: number) => orElse(quantity('fraction', { max: 1 }), value, description);

const model = z.enum(['holt-winters', 'oracle']);
const ahead = optional(
  duration,
  'How far it looks ahead. Until what the next decision launches is there, if left out: boot, warmup and `every`.',
);
const predict = either(
  [
    model,
    map({
      by: required(
        model,
        'A forecast from what came until now, or a bound: an oracle that knows the rate of the scenario.',
      ),
      ahead,
      season: optional(interval, 'What recurs after this long, for holt-winters. No seasons if left out.'),
      level: smoothing('Weight of the newest value in the level, for holt-winters.', 0.5),
      trend: smoothing('Weight of the newest value in the trend.', 0.1),
      seasonal: smoothing('Weight of the newest value in what recurs.', 0.1),
    }),
  ],
  'holt-winters, oracle, or {by: holt-winters, season: 1h}',
);

const policies = map({
  select: orElse(
    z.enum(['max', 'min', 'disabled']),
    'max',
    'The policy that allows most counts, or the one that allows least; or no change at all.',
  ),
  allow: orElse(
    z
      .array(
        either(
          [
            map({
              servers: required(integer(1, MOST_SERVERS), 'So many servers.'),
              per: required(positiveDuration, 'In each stretch of this length.'),
            }),
            map({
              share: required(share, 'Such a share of the servers at the start of the stretch.'),
              per: required(positiveDuration, 'In each stretch of this length.'),
            }),
          ],
          '{servers: 4, per: 15s} or {share: 100%, per: 15s}',
        ),
      )
      .check(z.meta({ title: 'a list of policies such as {servers: 4, per: 15s}' })),
    [],
    'By how much the number may change. By any if left out.',
  ),
});

/** A time for each direction. */
const byDirection = map({
  out: orElse(duration, 0, 'For more servers.'),
  in: orElse(duration, 0, 'For fewer servers.'),
});

const size = map({
  cores: required(integer(1, 4096), 'Cores.'),
  memory: optional(quantity('size', { above: 0, max: 1e15 }), 'Memory. As in the group if left out.'),
});

const scheduled = z
  .tuple([quantity('duration', { max: LONGEST_RUN }), servers])
  .check(z.meta({ title: '[TIME, SERVERS] such as [5m, 10]' }));

export const autoscaler = shared(
  'autoscaler',
  map({
    min: optional(integer(1, MOST_SERVERS), 'Fewest servers.'),
    max: optional(integer(1, MOST_SERVERS), 'Most servers.'),
    every: orElse(interval, '15s', 'How often it decides.'),
    target: optional(
      target,
      'Target tracking, as Kubernetes does it: as many servers as bring this mean over servers to its target, ceil(servers * metric / target).',
    ),
    tolerance: orElse(
      quantity('fraction', { max: 1 }),
      0,
      'Nothing changes while the metric is this near to its target. Kubernetes: 10%.',
    ),
    steps: optional(steps, 'Step scaling, as AWS does it: of the steps whose value is reached the furthest counts.'),
    schedule: optional(
      list(scheduled, 'a list of [TIME, SERVERS]'),
      'From each time on there are at least so many servers; by itself, exactly so many.',
    ),
    predict: optional(
      predict,
      'Servers for the largest rate that is expected, at the `rate` of `target` for each: forecast, or known.',
    ),
    sample: optional(interval, 'How often metrics are taken. As `every` if left out.'),
    average: optional(positiveDuration, 'Metrics are means over this long. Since the sample before if left out.'),
    delay: orElse(duration, 0, 'How late metrics are known.'),
    stabilization: optional(
      byDirection,
      'It scales out to the least, and in to the most, that was recommended within this time. Kubernetes: {out: 0s, in: 5m}.',
    ),
    policies: optional(
      map({
        out: optional(policies, 'How fast there may be more servers.'),
        in: optional(policies, 'How fast there may be fewer.'),
      }),
      'How fast the number may change.',
    ),
    cooldown: optional(byDirection, 'Time after a change in which there is no further one.'),
    ...launch,
    drain: optional(
      duration,
      'A server that goes takes no new requests for this long, and ends those that it has. It drops them at once if left out.',
    ),
    sizes: optional(
      list(size, 'a list of sizes such as {cores: 4}'),
      'Scales up instead of out: sizes from small to large, of which that of the group is one. The number of servers stays; the price follows the cores.',
    ),
    restart: optional(
      duration,
      'Servers change size one after the other by a restart that takes this long. By a new server each, which boots first, if left out.',
    ),
  }),
);

export type AutoscalerKeys = z.output<typeof autoscaler>;
