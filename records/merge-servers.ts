/** Servers of several runs. In each run others may have come, so they are found by their names. */
import type { CacheCounts, Observation, ServerObservation, ServerTimeline } from './observation.ts';

type Servers = Pick<Observation, 'servers' | 'serverTimeline'>;

/** Those of both, in the order of the first and then of the second; times, work and counts are added. */
export function mergeServers(one: Observation, other: Observation): Servers {
  const places = new Map(other.servers.map(({ name }, index) => [name, index]));
  const known = new Set(one.servers.map(({ name }) => name));
  const added = other.servers.filter(({ name }) => !known.has(name));
  const servers = [
    ...one.servers.map((server) => {
      const place = places.get(server.name);
      return place === undefined ? alone(server, one) : merged(server, one, other.servers[place], other);
    }),
    ...added.map((server) => alone(server, other)),
  ];
  return { servers, serverTimeline: mergedTimeline(one, other, servers) };
}

/** A server that was there in this run only: in the other it was not there at all. */
function alone(server: ServerObservation, run: Observation): ServerObservation {
  return { ...server, present: presentIn(server, run), paid: paidIn(server, run) };
}

function merged(
  server: ServerObservation,
  one: Observation,
  twin: ServerObservation,
  other: Observation,
): ServerObservation {
  const hasPresence = server.present !== undefined || twin.present !== undefined;
  const hasPaid = server.paid !== undefined || twin.paid !== undefined;
  return {
    ...server,
    tries: server.tries + twin.tries,
    up: server.up + twin.up,
    ...(hasPresence && { present: presentIn(server, one) + presentIn(twin, other) }),
    ...(hasPaid && { paid: paidIn(server, one) + paidIn(twin, other) }),
    capacity: server.capacity + twin.capacity,
    availableCapacity: server.availableCapacity + twin.availableCapacity,
    work: server.work + twin.work,
    wasted: server.wasted + twin.wasted,
    inFlightTime: server.inFlightTime + twin.inFlightTime,
    inFlightMax: Math.max(server.inFlightMax, twin.inFlightMax),
    crashes: server.crashes + twin.crashes,
    ...(server.cache !== undefined && twin.cache !== undefined && { cache: mergedCache(server.cache, twin.cache) }),
  };
}

function presentIn({ present }: ServerObservation, { duration, warmup, replications }: Observation): number {
  return present ?? (duration - warmup) * (replications?.length ?? 1);
}

function paidIn(server: ServerObservation, run: Observation): number {
  return server.paid ?? presentIn(server, run);
}

function mergedCache(one: CacheCounts, other: CacheCounts): CacheCounts {
  return { lookups: one.lookups + other.lookups, hits: one.hits + other.hits };
}

function mergedTimeline(one: Observation, other: Observation, servers: ServerObservation[]): ServerTimeline {
  const { length, count } = one.serverTimeline;
  const placeOf = new Map(servers.map(({ name }, index) => [name, index]));
  const column = (of: 'work' | 'capacity' | 'availableCapacity' | 'inFlightTime') => {
    const sums = new Float64Array(count * servers.length);
    for (const run of [one, other]) {
      const places = run.servers.map(({ name }) => placeOf.get(name)!);
      run.serverTimeline[of].forEach((value, cell) => {
        const window = Math.floor(cell / places.length);
        sums[window * servers.length + places[cell % places.length]] += value;
      });
    }
    return sums;
  };
  return {
    length,
    count,
    work: column('work'),
    capacity: column('capacity'),
    availableCapacity: column('availableCapacity'),
    inFlightTime: column('inFlightTime'),
  };
}
