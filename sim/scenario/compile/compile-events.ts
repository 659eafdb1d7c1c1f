/** What `events` mean for the model: the events themselves, and the servers that must be in reserve for them. */
import type { Size } from '../../model/model.ts';
import type { Launch, PlannedEvent, Target, WarmUp } from '../../model/fleet/planned-event.ts';
import type { EventKeys, Scenario } from '../schema.ts';
import { autoscalerLaunches } from './autoscaler-launches.ts';

/** The name in a target such as web/0, web/* or web, and the number of the server where it names one. */
export function partsOf(target: string): { group: string; number: number | undefined } {
  const [group = '', number = '*'] = target.split('/');
  return { group, number: number === '*' ? undefined : Number(number) };
}

/** By group: how many servers are launched at most, by events and its autoscaler. */
export function reserveOf(scenario: Scenario): Map<string, number> {
  const planned = [...plannedLaunches(scenario)];
  return new Map(planned.map(([group, count]) => [group, count + autoscalerLaunches(scenario, group)]));
}

/** By group: how many servers the events launch at most; a deploy replaces all that may be there by then. */
export function plannedLaunches({ servers, events = [] }: Scenario): Map<string, number> {
  const groups = Object.entries(servers).map(([group, { count }]): [string, number] => {
    const added = events.reduce((sum, event) => sum + ('add' in event && event.add === group ? event.count : 0), 0);
    const deploys = events.filter((event) => 'deploy' in event && event.deploy === group).length;
    return [group, added + deploys * (count + added)];
  });
  return new Map(groups);
}

/** Groups whose servers change their speed, cores or memory while they run. */
export function varyingGroups({ events = [], autoscaler = {} }: Scenario): Set<string> {
  const groups = events.flatMap((event) => {
    if ('resize' in event) return [partsOf(event.on).group];
    if ('add' in event) return event.warmup === undefined ? [] : [event.add];
    return 'deploy' in event && event.warmup !== undefined ? [event.deploy] : [];
  });
  const scaled = Object.entries(autoscaler).filter(([, { sizes, warmup }]) => sizes ?? warmup);
  return new Set([...groups, ...scaled.map(([group]) => group)]);
}

/** The events of the run; `indexOf` finds a server by its name. What comes after the end has no effect. */
export function compileEvents({ events = [], duration }: Scenario, indexOf: (name: string) => number): PlannedEvent[] {
  const targetOf = (target: string): Target => {
    const { group, number } = partsOf(target);
    return number === undefined ? { group } : { server: indexOf(`${group}/${number}`) };
  };
  return events.filter(({ at }) => at < duration).map((event) => compileEvent(event, targetOf));
}

function compileEvent(event: EventKeys, targetOf: (target: string) => Target): PlannedEvent {
  const { at } = event;
  if ('resize' in event) {
    const { restart, drain = 0 } = event;
    return { at, kind: 'resize', target: targetOf(event.on), size: sizeOf(event.resize), restart, drain };
  }
  if ('weight' in event) return { at, kind: 'weight', target: targetOf(event.on), weight: event.weight };
  if ('remove' in event) return { at, kind: 'retire', target: targetOf(event.remove), drain: 0 };
  if ('add' in event) return { at, kind: 'add', group: event.add, count: event.count, ...launchOf(event) };
  if ('deploy' in event) {
    const { deploy: group, batch, surge, pause, drain = 0 } = event;
    return { at, kind: 'deploy', group, batch, surge, pause, drain, ...launchOf(event) };
  }
  return { at, kind: 'retire', target: targetOf(event.drain), drain: event.for ?? Infinity };
}

function launchOf({ boot, warmup }: { boot: number; warmup?: WarmUp | undefined }): Launch {
  return { boot, ...(warmup !== undefined && { warmUp: warmup }) };
}

function sizeOf({ cores, speed, memory }: { [K in keyof Size]?: number | undefined }): Partial<Size> {
  return {
    ...(cores !== undefined && { cores }),
    ...(speed !== undefined && { speed }),
    ...(memory !== undefined && { memory }),
  };
}
