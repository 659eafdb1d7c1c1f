/** What must hold between the keys of an autoscaler, and between it and the rest of the scenario. */
import type { ScalingStep } from '../../model/fleet/step-scaling.ts';
import type { AutoscalerKeys } from '../keys/autoscaler-keys.ts';
import { balancersOf, entryOf } from '../parts.ts';
import type { Path, Problem } from '../problems.ts';
import type { Scenario, ServerGroupKeys } from '../schema.ts';
import { formatNumber, formatQuantity } from '../units.ts';
import { listOf, unknownName } from '../wording.ts';

/** What says how many servers there should be, apart from a schedule. */
const RULES = ['target', 'steps'] as const;
/** What says nothing where the size changes, not the number. */
const OF_COUNT = ['min', 'max', 'steps', 'schedule', 'predict', 'policies'] as const;

export function* checkAutoscalers(scenario: Scenario): Generator<Problem> {
  for (const [group, keys] of Object.entries(scenario.autoscaler ?? {})) {
    const path = ['autoscaler', group];
    const servers = scenario.servers[group];
    if (servers === undefined) {
      yield { path, message: unknownName('group of servers', group, Object.keys(scenario.servers)), key: true };
      continue;
    }
    yield* checkRule(path, keys);
    if (keys.sizes === undefined) yield* checkCount(path, keys, servers);
    else yield* checkSizes(path, keys, servers);
    yield* checkPrediction(scenario, path, group, keys);
    yield* checkSteps(path, keys);
  }
}

/** One rule, and no key that belongs to another. */
function* checkRule(path: Path, keys: AutoscalerKeys): Generator<Problem> {
  const { target, steps, schedule, predict } = keys;
  if (target !== undefined && steps !== undefined) {
    yield { path: [...path, 'steps'], message: 'not together with target: it follows the one or the other', key: true };
  }
  if (target === undefined && steps === undefined && schedule === undefined && predict === undefined) {
    const message = `missing; expected ${listOf([...RULES, 'schedule'], 'or')} to say how many servers there should be`;
    yield { path: [...path, 'target'], message };
  }
  if (target === undefined && keys.tolerance > 0) {
    yield { path: [...path, 'tolerance'], message: 'has no effect without target', key: true };
  }
}

function* checkCount(path: Path, keys: AutoscalerKeys, { count }: ServerGroupKeys): Generator<Problem> {
  const { min, max, schedule = [] } = keys;
  for (const key of ['min', 'max'] as const) {
    if (keys[key] === undefined)
      yield { path: [...path, key], message: 'missing; expected a number of servers, or `sizes`' };
  }
  if (keys.restart !== undefined)
    yield { path: [...path, 'restart'], message: 'has no effect without sizes, which servers change by it', key: true };
  if (min === undefined || max === undefined) return;
  if (min > max) {
    yield { path: [...path, 'min'], message: `expected at most max, which is ${max}; got ${min}` };
    return;
  }
  const isOutside = (servers: number) => servers < min || servers > max;
  const range = `expected from min to max, ${min} to ${max}`;
  if (isOutside(count))
    yield {
      path: [...path.slice(1).toSpliced(0, 0, 'servers'), 'count'],
      message: `${range}, as autoscaler.${path[1]} says; got ${count}`,
    };
  for (const [i, [at, servers]] of schedule.entries()) {
    if (isOutside(servers)) yield { path: [...path, 'schedule', i, 1], message: `${range}; got ${servers}` };
    if (i > 0 && at <= (schedule[i - 1]?.[0] ?? 0))
      yield { path: [...path, 'schedule', i, 0], message: 'expected a later time than the entry before' };
  }
}

function* checkSizes(path: Path, keys: AutoscalerKeys, servers: ServerGroupKeys): Generator<Problem> {
  const { sizes = [], target } = keys;
  for (const key of OF_COUNT) {
    if (keys[key] !== undefined) {
      const message = 'not together with sizes: it changes how many servers there are, or how large they are';
      yield { path: [...path, key], message, key: true };
    }
  }
  if (target !== undefined && !('cpu' in target)) {
    yield {
      path: [...path, 'target'],
      message: 'expected {cpu: SHARE}: other metrics do not tell which size is right',
    };
  }
  const memoryOf = (memory: number | undefined) => memory ?? servers.memory ?? Infinity;
  for (const [i, size] of sizes.entries()) {
    const before = sizes[i - 1];
    if (before === undefined) continue;
    if (size.cores <= before.cores) {
      yield {
        path: [...path, 'sizes', i, 'cores'],
        message: `expected more than ${before.cores}, the cores of the size before; got ${size.cores}`,
      };
    }
    if (memoryOf(size.memory) < memoryOf(before.memory)) {
      const least = formatQuantity('size', memoryOf(before.memory));
      yield { path: [...path, 'sizes', i, 'memory'], message: `expected ${least} at least, as the size before has` };
    }
  }
  const own = sizes.find(
    ({ cores, memory }) => cores === servers.cores && memoryOf(memory) === memoryOf(servers.memory),
  );
  if (own === undefined) {
    const memory = servers.memory === undefined ? '' : ` and ${formatQuantity('size', servers.memory)}`;
    const cores = `${formatNumber(servers.cores)} ${servers.cores === 1 ? 'core' : 'cores'}`;
    const message = `expected that of the group among them, ${cores}${memory}`;
    yield { path: [...path, 'sizes'], message };
  }
}

function* checkPrediction(scenario: Scenario, path: Path, group: string, keys: AutoscalerKeys): Generator<Problem> {
  const { predict, target } = keys;
  if (predict === undefined) return;
  if (target === undefined || !('rate' in target)) {
    yield {
      path: [...path, 'predict'],
      message: 'needs target: {rate: RATE}, the rate that one server is for',
      key: true,
    };
  }
  if (predict !== 'oracle' && (typeof predict === 'string' || predict.by !== 'oracle')) return;
  for (const [name, { arrivals }] of Object.entries(scenario.clients)) {
    if ('rate' in arrivals || !reaches(scenario, name, group)) continue;
    const message = `an oracle knows arrivals with a rate, and clients ${name} have none (process: ${arrivals.process})`;
    yield { path: [...path, 'predict'], message };
  }
}

/** Whether requests of a client group may come to a group of servers. */
export function reaches(scenario: Scenario, clients: string, group: string): boolean {
  const balancers = balancersOf(scenario);
  const pools = new Map(balancers.map(({ name, keys }) => [name, keys.pool ?? Object.keys(scenario.servers)]));
  const seen = new Set<string>();
  const leads = (name: string): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    return (pools.get(name) ?? []).some((member) => member === group || leads(member));
  };
  return leads(scenario.clients[clients]?.via ?? balancers[entryOf(scenario)]?.name ?? '');
}

/** Servers must not be added and removed at one value. */
function* checkSteps(path: Path, { steps }: AutoscalerKeys): Generator<Problem> {
  for (const [metric, list] of Object.entries<ScalingStep[]>(steps ?? {})) {
    const least = list.reduce(
      (low, { direction, from }) => (direction === 'out' ? Math.min(low, from) : low),
      Infinity,
    );
    for (const [i, { direction, from }] of list.entries()) {
      if (direction === 'in' && from >= least) {
        const message = 'expected less than the least value from which servers are added';
        yield { path: [...path, 'steps', metric, i, 'below'], message };
      }
    }
  }
}
