/** What is wrong with `events`: servers and groups that do not exist, and events that contradict each other. */
import { partsOf, plannedLaunches, reserveOf } from '../compile/compile-events.ts';
import type { Path, Problem } from '../problems.ts';
import type { EventKeys, Scenario } from '../schema.ts';
import { formatNumber, formatQuantity } from '../units.ts';
import { unknownName } from '../wording.ts';

const MAX_EVENTS = 10_000;
/** Servers that events bring, in all. */
const MAX_PLANNED = 100_000;

export function* checkEvents(scenario: Scenario): Generator<Problem> {
  const { events = [] } = scenario;
  if (events.length > MAX_EVENTS) {
    yield {
      path: ['events'],
      message: `expected at most ${formatNumber(MAX_EVENTS)}; got ${formatNumber(events.length)}`,
    };
    return;
  }
  const problems = events.flatMap((event, i) => [...checkEvent(scenario, event, ['events', i])]);
  yield* problems;
  if (problems.length > 0) return;
  yield* contradictions(scenario);
  const planned = [...plannedLaunches(scenario).values()].reduce((sum, count) => sum + count, 0);
  if (planned > MAX_PLANNED) {
    const message = `they bring ${formatNumber(planned)} new servers, and a run takes ${formatNumber(MAX_PLANNED)}`;
    yield { path: ['events'], message, key: true };
  }
}

function* checkEvent(scenario: Scenario, event: EventKeys, path: Path): Generator<Problem> {
  const { key, target } = targetOf(event);
  const { group, number } = partsOf(target);
  const keys = scenario.servers[group];
  if (keys === undefined) {
    yield { path: [...path, key], message: unknownName('group of servers', group, Object.keys(scenario.servers)) };
    return;
  }
  const most = keys.count + (reserveOf(scenario).get(group) ?? 0);
  const added = (scenario.events ?? []).map((each) =>
    'add' in each && each.add === group && each.at <= event.at ? each.count : 0,
  );
  const there = keys.count + added.reduce((sum, count) => sum + count, 0);
  // Servers are numbered without zeros in front: web/01 is none.
  if (number !== undefined && (number >= most || target !== `${group}/${number}`)) {
    yield {
      path: [...path, key],
      message: `no server is called "${target}"; ${group} has ${group}/0 to ${group}/${most - 1}`,
    };
  }
  if ('deploy' in event) {
    if (event.batch > there) {
      yield {
        path: [...path, 'batch'],
        message: `expected at most ${there}, the servers of ${group}; got ${event.batch}`,
      };
    } else if (event.surge > event.batch) {
      yield { path: [...path, 'surge'], message: `expected at most the batch, ${event.batch}; got ${event.surge}` };
    }
  }
  if ('resize' in event) yield* checkResize(event, keys.memory, path);
}

function* checkResize(
  event: Extract<EventKeys, { resize: unknown }>,
  memory: number | undefined,
  path: Path,
): Generator<Problem> {
  const { resize, restart, drain, on } = event;
  if (Object.values(resize).every((value) => value === undefined)) {
    yield { path: [...path, 'resize'], message: 'expected cores, speed or memory' };
  }
  if (resize.memory !== undefined && memory === undefined) {
    const message = `${partsOf(on).group} has no limit of memory; give it one in servers, so that it can change`;
    yield { path: [...path, 'resize', 'memory'], message };
  }
  if (drain !== undefined && restart === 0) {
    yield { path: [...path, 'drain'], message: 'goes with restart; without one nothing is lost', key: true };
  }
}

/** The key that names what the event is for, and its value. */
export function targetOf(event: EventKeys): { key: string; target: string } {
  if ('on' in event) return { key: 'on', target: event.on };
  if ('drain' in event && typeof event.drain === 'string') return { key: 'drain', target: event.drain };
  if ('remove' in event) return { key: 'remove', target: event.remove };
  if ('add' in event) return { key: 'add', target: event.add };
  return 'deploy' in event ? { key: 'deploy', target: event.deploy } : { key: 'at', target: '' };
}

/** Events that cannot both be meant: a server that has left by then, or two values at one instant. */
function* contradictions({ events = [] }: Scenario): Generator<Problem> {
  const said = new Map<string, number>();
  for (const [i, event] of events.entries()) {
    const { key, target } = targetOf(event);
    const { group, number } = partsOf(target);
    const value = ['weight', 'resize', 'deploy'].find((each) => each in event);
    const meaning = `${value} ${group}/${number ?? '*'} ${event.at}`;
    const before = said.get(meaning);
    if (value !== undefined && before !== undefined) {
      yield { path: ['events', i], message: `events.${before} says another ${value} of "${target}" at the same time` };
    }
    said.set(meaning, i);
    if (number === undefined) continue;
    const left = events.findIndex((other, j) => j !== i && ends(other, group, number) && isBefore(other, j, event, i));
    if (left < 0) continue;
    const message = `"${target}" has left by then: events.${left} at ${formatQuantity('duration', events[left]?.at ?? 0)}`;
    yield { path: ['events', i, key], message };
  }
}

const isBefore = (one: EventKeys, i: number, other: EventKeys, j: number): boolean =>
  one.at < other.at || (one.at === other.at && i < j);

/** Whether the server is not there any more after the event, or about to leave. */
function ends(event: EventKeys, group: string, number: number): boolean {
  const isRetired = 'remove' in event || ('drain' in event && typeof event.drain === 'string' && !('on' in event));
  if (!isRetired) return false;
  const target = partsOf(targetOf(event).target);
  return target.group === group && (target.number === undefined || target.number === number);
}
