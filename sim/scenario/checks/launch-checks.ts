/** What of autoscalers and of events that launch servers comes too late, or changes nothing: one line each, as in effect-checks.ts. */
import { line, mayQueue, neverWaits, time } from './effect-checks.ts';
import type { AutoscalerKeys } from '../keys/autoscaler-keys.ts';
import { balancerGroupsOf } from '../parts.ts';
import type { Path } from '../problems.ts';
import type { Scenario } from '../schema.ts';
import { formatQuantity } from '../units.ts';
import { listOf } from '../wording.ts';

export function launchWarnings(scenario: Scenario): string[] {
  return [
    ...lateAutoscalers(scenario),
    ...uselessScaling(scenario),
    ...lateServers(scenario),
    ...uselessWarmups(scenario),
  ];
}

/** Where nothing that an autoscaler does can matter before the end. */
function* lateAutoscalers({ autoscaler = {}, duration }: Scenario): Generator<string> {
  for (const [name, keys] of Object.entries(autoscaler)) {
    const path = ['autoscaler', name];
    const { every, delay, boot, restart, min, max, sizes, stabilization } = keys;
    const atDecision = (at: number) => every * Math.max(1, Math.ceil(at / every));
    const decides = atDecision(knownFrom(keys));
    if (decides >= duration) {
      yield line(
        path,
        `it decides for the first time at ${time(decides)}, not before the end, ${time(duration)}; lower every${delay > 0 ? ' or delay' : ''}`,
      );
      continue;
    }
    // What there is counts as recommended at each decision before.
    const window = stabilization?.out ?? 0;
    const grows = Math.max(decides, atDecision(Math.max(every, decides - every) + window));
    const there = grows + (restart ?? boot);
    if (there < duration || (sizes === undefined && min === max)) continue;
    const causes = listOf(
      [
        ...(window > 0 ? ['stabilization.out'] : []),
        ...(restart !== undefined ? ['restart'] : boot > 0 ? ['boot'] : []),
        ...(delay > 0 ? ['delay'] : []),
        'every',
      ],
      'or',
    );
    yield line(
      path,
      `what it adds takes requests at ${time(there)} at the earliest, not before the end, ${time(duration)}; lower ${causes}`,
    );
  }
}

/** When an autoscaler knows what it decides by. */
function knownFrom({ every, sample = every, delay, schedule, predict }: AutoscalerKeys): number {
  if (schedule !== undefined || isOracle(predict)) return 0;
  return sample + delay;
}

const isOracle = (predict: AutoscalerKeys['predict']): boolean =>
  (typeof predict === 'object' ? predict.by : predict) === 'oracle';

function* uselessScaling(scenario: Scenario): Generator<string> {
  for (const [name, keys] of Object.entries(scenario.autoscaler ?? {})) {
    const path = ['autoscaler', name];
    yield* uselessTarget(path, keys);
    yield* uselessSamples(path, keys, scenario.duration);
    const { target, steps, sizes, restart, boot, warmup } = keys;
    const isByQueue = 'queued' in (target ?? steps ?? {});
    const isQueue = balancerGroupsOf(scenario).some((balancer) => mayQueue(scenario, balancer.keys));
    if (isByQueue && !isQueue && neverWaits(scenario.servers[name]!))
      yield line(
        [...path, target === undefined ? 'steps' : 'target'],
        'queued is always 0 with the strategies named here, since nothing waits for these servers; give them concurrency, or the balancer a limit',
      );
    if (sizes === undefined || restart === undefined) continue;
    for (const key of ['boot', 'warmup'] as const) {
      if (key === 'boot' ? boot > 0 : warmup !== undefined)
        yield line(
          [...path, key],
          'has no effect with restart, by which servers change in place; leave one of them out',
        );
    }
  }
}

/** No share of CPU is above 100%. */
function* uselessTarget(path: Path, { target, tolerance }: AutoscalerKeys): Generator<string> {
  if (target === undefined || !('cpu' in target) || target.cpu * (1 + tolerance) < 1) return;
  const [wanted, within] = [target.cpu, tolerance].map((share) => formatQuantity('fraction', share));
  const why = tolerance > 0 ? `${wanted} with a tolerance of ${within}` : wanted;
  yield line(
    [...path, 'target', 'cpu'],
    `it never asks for more at ${why}, since no more than 100% is ever busy; lower it`,
  );
}

function* uselessSamples(path: Path, keys: AutoscalerKeys, duration: number): Generator<string> {
  const { every, sample = every, average = sample, delay, predict, target, steps } = keys;
  if (isOracle(predict) || (target ?? steps) === undefined) return;
  if (average < sample)
    yield line(
      [...path, 'average'],
      `${time(average)} has no effect, since a sample is the mean of ${time(sample)}; lower sample`,
    );
  const { season = 0 } = typeof predict === 'object' ? predict : {};
  if (season > 0 && season + delay >= duration)
    yield line(
      [...path, 'predict', 'season'],
      `no season is known before the end, ${time(duration)}; shorten it, or lengthen the duration`,
    );
}

function* lateServers({ events = [], duration }: Scenario): Generator<string> {
  for (const [i, event] of events.entries()) {
    const isLaunch = 'add' in event || 'deploy' in event;
    if (!isLaunch || event.at >= duration || event.at + event.boot < duration) continue;
    const there = time(event.at + event.boot);
    yield line(
      ['events', i, 'boot'],
      `new servers take requests at ${there} at the earliest, not before the end, ${time(duration)}; shorten it`,
    );
  }
}

function* uselessWarmups({ events = [], autoscaler = {} }: Scenario): Generator<string> {
  const launches: [Path, { warmup?: { speed: number } | undefined }][] = [
    ...events.flatMap((event, i): [Path, object][] => ('warmup' in event ? [[['events', i], event]] : [])),
    ...Object.entries(autoscaler).map(([name, keys]): [Path, object] => [['autoscaler', name], keys]),
  ];
  for (const [path, { warmup }] of launches)
    if (warmup?.speed === 1)
      yield line([...path, 'warmup', 'speed'], 'nothing is slower at 1; give a smaller one such as 0.5');
}
