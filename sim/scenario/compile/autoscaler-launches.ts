/** How many servers an autoscaler launches at most: a model has a place for each. */
import type { AutoscalerKeys } from '../keys/autoscaler-keys.ts';
import { drainOf } from '../parts.ts';
import type { Scenario } from '../schema.ts';

/** By all autoscalers of a run: a place takes some 4 KB. Who would launch more changes its mind in nearly every decision. */
const MOST_LAUNCHES = 32_768;

/** How many servers the autoscaler of a group, if it has one, launches in a run, as far as a run has places for them. */
export function autoscalerLaunches(scenario: Scenario, group: string): number {
  const { autoscaler = {}, servers } = scenario;
  const keys = autoscaler[group];
  const count = servers[group]?.count ?? 0;
  if (keys === undefined) return 0;
  const time = scenario.duration + drainOf(scenario);
  const launches = keys.sizes === undefined ? byNumber(keys, count, time) : bySize(keys, count, time);
  return Math.min(launches + replaced(scenario, group), Math.floor(MOST_LAUNCHES / Object.keys(autoscaler).length));
}

/** The number goes up from `min` to `max` at most, and down before it goes up again. */
function byNumber(keys: AutoscalerKeys, count: number, time: number): number {
  const { min = count, max = count } = keys;
  const ways = Math.floor(time / (timeBetween(keys, 'out') + timeBetween(keys, 'in'))) + 1;
  return ways * (max - min);
}

/** The least time from a change the other way to one of this direction: nothing that is recommended in between counts. */
function timeBetween({ every, cooldown, stabilization }: AutoscalerKeys, direction: 'out' | 'in'): number {
  const least = Math.max(cooldown?.[direction] ?? 0, stabilization?.[direction] ?? 0);
  return every * Math.max(1, Math.ceil(least / every));
}

/** A new server takes the place of an old one in two decisions, one for each. */
function bySize({ every, restart }: AutoscalerKeys, count: number, time: number): number {
  return restart === undefined ? Math.ceil(time / every / 2) + count : 0;
}

/** What events take away may be launched anew; a deploy replaces what was launched, too. */
function replaced({ events = [], servers, autoscaler }: Scenario, group: string): number {
  const target = `${group}/`;
  const added = events.reduce((sum, event) => sum + ('add' in event && event.add === group ? event.count : 0), 0);
  const there = Math.max(servers[group]?.count ?? 0, autoscaler?.[group]?.max ?? 0) + added;
  const names = events.flatMap((event) => {
    if ('deploy' in event) return [event.deploy];
    if ('remove' in event) return [event.remove];
    return 'drain' in event && typeof event.drain === 'string' ? [event.drain] : [];
  });
  return 2 * there * names.filter((name) => `${name}/`.startsWith(target)).length;
}
