/**
 * Faults: what breaks, when, for how long, and who is told. A fault begins in the lane of faults and ends in the lane of pool
 * changes, so that one that ends where another begins leaves no gap. docs/model.md says what several of them do together.
 */
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';
import { createFaultDraws } from './fault-draws.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { FaultEffect, Model } from '../model.ts';
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
}

export interface FaultParts {
  now: Float64Array;
  events: Events;
  happenings: Happenings;
  servers: Servers;
  serverFaults: ServerFaults;
  network: Network;
  reports: ServerReports;
  walk: Walk;
  /** A server that crashed comes back, unless something else keeps it down. */
  restart: (server: number) => void;
}

/** Schedules the first of each of the model's faults. */
export function createFaults(model: Model, parts: FaultParts): Faults {
  const { now, events, happenings, servers, serverFaults, network, reports, walk, restart } = parts;
  const { faults = [] } = model;
  const draws = faults.map((fault) => createFaultDraws(fault, model.seed));
  /** By fault: what it hits while it lasts, and until when. */
  const hit: number[][] = faults.map(() => []);
  const endsAt = faults.map(() => 0);

  function scheduleNext(fault: number): void {
    const delay = draws[fault].untilNext();
    if (delay !== Infinity) events.push(delay, LANE.fault, fault, EVENT.faultBegins, fault);
  }

  function onBegins(fault: number): void {
    hit[fault] = draws[fault].hit();
    const length = draws[fault].lasts();
    endsAt[fault] = now[0] + length;
    if (length !== Infinity)
      events.push(length, LANE.poolChange, idOfFaultEnd(model.servers.length, fault), EVENT.faultEnds, fault);
    const { effect } = faults[fault];
    if (effect.kind !== 'crash') happenings.tell(effect.kind, nameOf(fault), valueOf(effect));
    begin(fault);
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
        for (const balancer of balancers) walk.balancerCrashes.crash(balancer);
        for (const server of hit[fault]) walk.crash(server);
        return;
      default:
        for (const server of hit[fault]) serverFaults.begin(fault, server);
    }
  }

  function onEnds(fault: number): void {
    const { effect } = faults[fault];
    end(fault);
    if (effect.kind !== 'crash') happenings.tell(`${effect.kind}Ends`, nameOf(fault));
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

  for (const fault of faults.keys()) scheduleNext(fault);
  return { onBegins, onEnds, onLeaks };
}

function valueOf(effect: FaultEffect): number | undefined {
  return 'share' in effect ? effect.share : undefined;
}
