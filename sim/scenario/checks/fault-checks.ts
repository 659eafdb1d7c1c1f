/** What must hold between `faults:` and the rest of a scenario, and what its author should know of them. */
import type { World } from '../compile/world.ts';
import { kindOf } from '../keys/fault-keys.ts';
import type { FaultKeys } from '../keys/fault-keys.ts';
import { groupsOf, partsOfTarget, serverTargetOf, targetsOf, zonesHit } from '../compile/fault-targets.ts';
import { balancersOf, zonesOf } from '../parts.ts';
import type { Path, Problem } from '../problems.ts';
import type { Scenario } from '../schema.ts';
import { formatQuantity } from '../units.ts';
import { unknownName } from '../wording.ts';

/** What is wrong with the faults of a scenario. */
export function* checkFaults(scenario: Scenario): Generator<Problem> {
  const faults = scenario.faults ?? [];
  const problems = faults.flatMap((keys, i) => [...checkTarget(scenario, ['faults', i], keys)]);
  yield* problems;
  if (problems.length === 0) yield* checkOverlaps(scenario);
}

function* checkTarget(scenario: Scenario, path: Path, keys: FaultKeys): Generator<Problem> {
  const kind = kindOf(keys);
  const target = serverTargetOf(keys);
  if (target !== undefined) yield* checkServer(scenario, [...path, keys.on === undefined ? kind : 'on'], target);
  const zones = zonesOf(scenario);
  if (kind === 'network') {
    const key = ['between', 'partition', 'within'].find((each) => each in keys.network!)!;
    for (const [i, zone] of zonesHit(keys).entries()) {
      if (key === 'within' && i > 0) continue;
      const place = [...path, 'network', key, ...(key === 'within' ? [] : [i])];
      if (!zones.includes(zone)) yield { path: place, message: unknownName('zone', zone, zones) };
    }
  } else if (kind === 'zone') {
    const isEmpty = targetsOf(scenario, keys).every(
      ({ servers, balancers }) => servers.length + balancers.length === 0,
    );
    if (!zones.includes(keys.zone!)) {
      yield { path: [...path, kind], message: unknownName('zone', keys.zone!, zones) };
    } else if (isEmpty) {
      yield { path: [...path, kind], message: `zone "${keys.zone}" has neither servers nor balancers that could fail` };
    }
  } else if (kind === 'balancer') {
    const names = [...new Set(balancersOf(scenario).flatMap(({ group, name }) => [group, name]))];
    if (!names.includes(keys.balancer!))
      yield { path: [...path, kind], message: unknownName('balancer', keys.balancer!, names) };
  }
}

function* checkServer(scenario: Scenario, path: Path, target: string): Generator<Problem> {
  const { group, which } = partsOfTarget(target);
  if (group === undefined) return;
  const groups = groupsOf(scenario);
  const known = groups.find(({ name }) => name === group);
  if (known === undefined) {
    const names = groups.map(({ name }) => name);
    yield { path, message: unknownName('group of servers', group, names) };
  } else if (isNoNumber(which) || Number(which) >= known.count) {
    const last = known.count === 1 ? `${group}/0 only` : `${group}/0 to ${group}/${known.count - 1}`;
    yield { path, message: `no server is called "${target}"; there is ${last}` };
  }
}

/** Such as 01: servers are numbered without zeros in front. */
const isNoNumber = (which: string): boolean => /^0\d/.test(which);

/** A fault at a fixed time for a fixed time, and what it hits. */
interface Span {
  entry: number;
  kind: string;
  from: number;
  to: number;
  hit: ReadonlySet<string>;
}

const IS_EITHER_OR = ['crash', 'pause', 'zone', 'balancer'];

/** What is down cannot go down: two faults of which one would do nothing. */
function* checkOverlaps(scenario: Scenario): Generator<Problem> {
  const spans = (scenario.faults ?? []).flatMap((keys, entry) => spanOf(scenario, keys, entry));
  for (const [i, span] of spans.entries()) {
    const before = spans.slice(0, i).find((other) => collide(span, other));
    if (before === undefined) continue;
    const [name] = [...span.hit].filter((each) => before.hit.has(each));
    const until = before.to === Infinity ? 'the end' : formatQuantity('duration', before.to);
    const message = `${name} is in a ${before.kind} already from ${formatQuantity('duration', before.from)} to ${until} (faults.${before.entry})`;
    yield { path: ['faults', span.entry], message };
  }
}

function collide(a: Span, b: Span): boolean {
  return a.kind === b.kind && a.from < b.to && b.from < a.to && [...a.hit].some((each) => b.hit.has(each));
}

function spanOf(scenario: Scenario, keys: FaultKeys, entry: number): Span[] {
  const kind = kindOf(keys);
  const lasts = keys.for ?? { kind: 'constant', value: keys.standby ?? Infinity };
  const target = serverTargetOf(keys);
  const isRandom = target !== undefined && partsOfTarget(target).which === 'random';
  if (keys.at === undefined || lasts.kind !== 'constant' || isRandom || !IS_EITHER_OR.includes(kind)) return [];
  const hit = new Set(targetsOf(scenario, keys).map(({ name }) => name));
  return [{ entry, kind, from: keys.at, to: keys.at + lasts.value, hit }];
}

/** One line each: what comes too late, or has no effect. */
export function* faultWarnings(scenario: Scenario, world: World): Generator<string> {
  for (const [i, keys] of (scenario.faults ?? []).entries()) {
    const name = `faults.${i}: ${kindOf(keys)}`;
    if (keys.at !== undefined && keys.at >= scenario.duration) {
      const [at, end] = [keys.at, scenario.duration].map((time) => formatQuantity('duration', time));
      yield `${name} at ${at} comes after the end, ${end}`;
    }
    if (keys['memory-leak'] !== undefined) yield* leakWithoutEffect(scenario, keys, world, name);
  }
  yield* lossWithoutTimeout(scenario, world);
}

function* leakWithoutEffect(scenario: Scenario, keys: FaultKeys, world: World, name: string): Generator<string> {
  const servers = targetsOf(scenario, keys).flatMap((each) => each.servers);
  if (servers.every((server) => world.servers[server]?.memory === Infinity))
    yield `${name} has no effect, since ${keys.on} has no limit of memory`;
}

/** Nobody but a client that gives up ends a request that was lost on the way. */
function* lossWithoutTimeout(scenario: Scenario, world: World): Generator<string> {
  const loses = (scenario.faults ?? []).some(({ network }) => (network?.partition ?? network?.loss) !== undefined);
  const patient = world.clients.find(({ timeout }) => timeout === Infinity);
  if (loses && patient !== undefined)
    yield `clients ${patient.name} have no timeout: their requests that the network loses never end`;
}
