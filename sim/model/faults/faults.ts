/**
 * Faults: what breaks, when, for how long, and who is told. A fault begins in the lane of faults and ends in the lane of pool
 * changes, so that one that ends where another begins leaves no gap. docs/model.md says what several of them do together.
 */
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';
import { createFaultDraws, type FaultDraws } from './fault-draws.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { FaultEffect, Model } from '../model.ts';
import type { Presence } from '../fleet/presence.ts';
import type { Network } from '../requests/network.ts';
import { idOfFaultEnd } from '../fleet/pool-changes.ts';
import type { ServerFaults } from './server-faults.ts';
import type { ServerReports } from '../servers/server-reports.ts';
import type { Servers } from '../servers/servers.ts';
import type { Walk } from '../requests/walk-parts.ts';

/** A leak grows by this part of the server's memory at a time. */
const LEAK_STEPS = 1024;

export interface Faults {
  readonly onBegins: (fault: number) => void;
  readonly onEnds: (fault: number) => void;
  readonly onLeaks: (fault: number) => void;
  /** A server was launched. */
  readonly onLaunched: (server: number) => void;
}

export interface FaultParts {
  now: Float64Array;
  events: Events;
  happenings: Happenings;
  servers: Servers;
  serverFaults: ServerFaults;
  network: Network;
  presence: Presence;
  reports: ServerReports;
  walk: Walk;
  /** A crash of the server is over: it comes back, unless something else keeps it down. */
  restart: (server: number) => void;
}

/** Schedules the first of each of the model's faults; of those of a server in reserve when it is launched. */
export function createFaults(model: Model, parts: FaultParts): Faults {
  const { now, events, happenings, servers, serverFaults, network, presence, reports, walk, restart } = parts;
  const { faults = [] } = model;
  const ofReserve = faultsOfReserve(model);
  const draws: FaultDraws[] = [];
  /** By fault: what it hits while it lasts, and until when. */
  const hit: number[][] = faults.map(() => []);
  const endsAt = faults.map(() => 0);
  /** Faults that last. */
  const zonesDown = new Set<number>();

  function start(fault: number): void {
    draws[fault] = createFaultDraws(faults[fault], model.seed, now[0]);
    scheduleNext(fault);
  }

  function scheduleNext(fault: number): void {
    const delay = draws[fault].untilNext();
    if (delay !== Infinity) events.push(delay, LANE.fault, fault, EVENT.faultBegins, fault);
  }

  function onBegins(fault: number): void {
    hit[fault] = draws[fault].hit(faults[fault].servers.filter(presence.isThere));
    const length = draws[fault].lasts();
    endsAt[fault] = now[0] + length;
    if (length !== Infinity)
      events.push(length, LANE.poolChange, idOfFaultEnd(model.servers.length, fault), EVENT.faultEnds, fault);
    if (isInVain(fault)) return;
    const { effect } = faults[fault];
    if (effect.kind !== 'crash') happenings.tell(effect.kind, nameOf(fault), valueOf(effect), undefined, fault);
    begin(fault);
  }

  /** No server that it could hit is there. A zone is down all the same. */
  function isInVain(fault: number): boolean {
    const { effect, servers: named } = faults[fault];
    return named.length > 0 && hit[fault].length === 0 && effect.kind !== 'zone';
  }

  function begin(fault: number): void {
    const { effect, balancers } = faults[fault];
    switch (effect.kind) {
      case 'network':
        return network.begin(fault);
      case 'memoryLeak':
        return scheduleLeak(fault);
      case 'crash':
      case 'zone':
      case 'balancer':
        if (effect.kind === 'zone') zonesDown.add(fault);
        for (const balancer of balancers) walk.balancerCrashes.crash(balancer);
        for (const server of hit[fault]) walk.crash(server);
        return;
      default:
        for (const server of hit[fault]) serverFaults.begin(fault, server);
    }
  }

  function onEnds(fault: number): void {
    if (!isInVain(fault)) {
      const { effect } = faults[fault];
      end(fault);
      if (effect.kind !== 'crash') happenings.tell(`${effect.kind}Ends`, nameOf(fault), undefined, undefined, fault);
    }
    scheduleNext(fault);
  }

  function end(fault: number): void {
    const { effect, balancers } = faults[fault];
    switch (effect.kind) {
      case 'network':
        return network.end(fault);
      case 'memoryLeak':
        for (const server of hit[fault]) plug(server);
        return;
      case 'crash':
      case 'zone':
      case 'balancer':
        zonesDown.delete(fault);
        for (const balancer of balancers) walk.balancerCrashes.restart(balancer);
        for (const server of hit[fault]) restart(server);
        return;
      default:
        for (const server of hit[fault]) {
          serverFaults.end(fault, server);
          if (effect.kind === 'pause' && reports.hasIdleReports) reports.onLeft(server);
        }
    }
  }

  /** A leak is of one server. Steps that would come after its end do not come. */
  function scheduleLeak(fault: number): void {
    const { effect } = faults[fault];
    const { memory } = model.servers[hit[fault][0]];
    if (effect.kind !== 'memoryLeak' || memory === Infinity) return;
    const delay = Math.max(1, Math.round(memory / LEAK_STEPS / effect.rate));
    if (now[0] + delay <= endsAt[fault]) events.push(delay, LANE.fault, fault, EVENT.memoryLeaks, fault);
  }

  function onLeaks(fault: number): void {
    const [server] = hit[fault];
    if (servers.isUp(server)) {
      servers.memory.leak(server, model.servers[server].memory / LEAK_STEPS);
      servers.refresh(server);
      walk.crashIfFatal(server);
    }
    scheduleLeak(fault);
  }

  function plug(server: number): void {
    servers.memory.plugLeaks(server);
    servers.refresh(server);
  }

  function nameOf(fault: number): string {
    const { target, isRandom } = faults[fault];
    return isRandom ? model.servers[hit[fault][0]].name : target;
  }

  function onLaunched(server: number): void {
    for (const fault of ofReserve.get(server) ?? []) {
      const { begins } = faults[fault];
      if ('every' in begins || begins.at > now[0]) start(fault);
    }
    for (const fault of zonesDown) {
      if (!faults[fault].servers.includes(server)) continue;
      hit[fault].push(server);
      walk.crash(server);
    }
  }

  const late = new Set([...ofReserve.values()].flat());
  for (const fault of faults.keys()) if (!late.has(fault)) start(fault);
  return { onBegins, onEnds, onLeaks, onLaunched };
}

/** By server in reserve: the faults that hit it alone. */
function faultsOfReserve({ faults = [], servers }: Model): Map<number, number[]> {
  const alone = [...faults.keys()].filter((fault) => {
    const { effect, servers: named, isRandom } = faults[fault];
    return named.length === 1 && !isRandom && effect.kind !== 'zone' && servers[named[0]].reserve === true;
  });
  return Map.groupBy(alone, (fault) => faults[fault].servers[0]);
}

function valueOf(effect: FaultEffect): number | undefined {
  return 'share' in effect ? effect.share : undefined;
}
