/** Checks of what was observed. */
import type { Observation } from '../../records/observation.ts';

/** Paths of the numbers that are not finite, but for the time that an objective leaves, which may be any. */
function notFinite(value: unknown, path = ''): string[] {
  if (value === Infinity && /^\.objectiveSeconds\.targets\.\d+\.within$/.test(path)) return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (value instanceof Float64Array) return value.every(Number.isFinite) ? [] : [`${path} has one that is not finite`];
  if (ArrayBuffer.isView(value)) return [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => notFinite(each, `${path}.${key}`));
}

/** What is wrong with an observation, in words. */
export function faultsOf(observation: Observation): string[] {
  const { checks, requests, servers, serverTimeline, windows } = observation;
  const faults = notFinite(observation);
  if (!checks.conservation) faults.push('requests were lost or made up');
  for (const check of ['littlesLawError', 'littlesLawTriesError', 'workError'] as const) {
    if (!(checks[check] < 1e-9)) faults.push(`${check} is ${checks[check]}`);
  }
  for (const { name, up, capacity, availableCapacity, work, wasted } of servers) {
    if (up < 0 || work < 0 || work > capacity * (1 + 1e-9) + 1) faults.push(`${name} worked ${work} of ${capacity}`);
    if (availableCapacity < 0 || availableCapacity > capacity * (1 + 1e-9))
      faults.push(`${name} was available for ${availableCapacity} of ${capacity}`);
    if (wasted < 0 || wasted > work * (1 + 1e-9) + 1) faults.push(`${name} wasted ${wasted} of ${work}`);
  }
  for (const sum of ['work', 'capacity', 'availableCapacity', 'inFlightTime'] as const) {
    servers.forEach((server, index) => {
      const cells = serverTimeline[sum].filter((_, cell) => cell % servers.length === index);
      const total = cells.reduce((all, cell) => all + cell, 0);
      if (Math.abs(total - server[sum]) > 1e-9 * server[sum] + 1e-3)
        faults.push(`${sum} of ${server.name} is ${server[sum]}, over its windows ${total}`);
    });
  }
  const counted = windows.outcomes.reduce((sum, count) => sum + count, 0);
  if (counted !== requests.arrived) faults.push(`${counted} outcomes of ${requests.arrived} requests`);
  return faults;
}
