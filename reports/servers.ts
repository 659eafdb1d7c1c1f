import { sum } from 'simple-statistics';
import type { Observation, ServerObservation } from '../records/observation.ts';
import { measuredTime, shareOf } from './measured.ts';

/** One server in a report, over the measured time. Shares are from 0 to 1. */
export interface ServerResult {
  name: string;
  group: string;
  zone: string;
  tries: number;
  /** Work done over what it could have worked while up; null if it never was. */
  utilization: number | null;
  /** The part of its work that was for clients who had given up; null if it did not work. */
  wastedShare: number | null;
  /** Its part of the work of all servers. */
  workShare: number | null;
  /** Its part of what all servers could have worked while available: the share that a fair balancer gives it. */
  fairShare: number | null;
  /** Over the time that it was there. */
  inFlightMean: number | null;
  inFlightMax: number;
  /** Share of the time that it was there. */
  uptime: number | null;
  /** Share of the measured time that it was there; only of a server that came or left. */
  present?: number | null;
  crashes: number;
  /** Only of a server with a cache: requests whose key was there, of those with a key; null without any. */
  cacheHitRatio?: number | null;
}

export function serverResults(observation: Observation): ServerResult[] {
  const { servers } = observation;
  const time = measuredTime(observation);
  const work = sum(servers.map((server) => server.work));
  const available = sum(servers.map((server) => server.availableCapacity));
  return servers.map((server) => ({
    name: server.name,
    group: server.group,
    zone: server.zone,
    tries: server.tries,
    utilization: shareOf(server.work, server.capacity),
    wastedShare: shareOf(server.wasted, server.work),
    workShare: shareOf(server.work, work),
    fairShare: shareOf(server.availableCapacity, available),
    inFlightMean: shareOf(server.inFlightTime, server.present ?? time),
    inFlightMax: server.inFlightMax,
    uptime: shareOf(server.up, server.present ?? time),
    ...(server.present !== undefined && { present: shareOf(server.present, time) }),
    crashes: server.crashes,
    ...(server.cache !== undefined && { cacheHitRatio: shareOf(server.cache.hits, server.cache.lookups) }),
  }));
}

/** Over all servers with a cache: requests whose key was there, of those with a key; undefined where no server has one. */
export function totalHitRatio(servers: readonly ServerObservation[]): number | null | undefined {
  const caches = servers.map(({ cache }) => cache).filter((cache) => cache !== undefined);
  if (caches.length === 0) return undefined;
  return shareOf(sum(caches.map(({ hits }) => hits)), sum(caches.map(({ lookups }) => lookups)));
}

/** Work of all servers over what they could have worked while up, 0 to 1; null if none was up. */
export function totalUtilization(servers: readonly ServerObservation[]): number | null {
  return shareOf(sum(servers.map((server) => server.work)), sum(servers.map((server) => server.capacity)));
}

/** The load of each server that was available. */
export function loads(servers: readonly ServerObservation[]): number[] {
  return servers
    .map(({ work, availableCapacity }) => loadOf(work, availableCapacity))
    .filter((load) => load !== undefined);
}

/**
 * A server's load: its work over what it could have worked while available; undefined if it never was. At most 1: what it ends while
 * it drains or is ejected may be more than it had time for before.
 */
export function loadOf(work: number, availableCapacity: number): number | undefined {
  return availableCapacity > 0 ? Math.min(1, work / availableCapacity) : undefined;
}
