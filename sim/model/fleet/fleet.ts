/**
 * Servers that come and go: launched out of the reserve, drained and removed, resized, given another weight. Planned events,
 * deploys and autoscalers do all they do through here.
 */
import { UserError } from '../../../records/user-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import type { Balancer } from '../balancers/balancer.ts';
import { EVENT } from '../event-kinds.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { Faults } from '../faults/faults.ts';
import type { Health } from '../faults/health.ts';
import type { Model, Size } from '../model.ts';
import type { Launch, Target, WarmUp } from './planned-event.ts';
import { HELD } from '../balancers/pool.ts';
import { CHANGE, idOfChange } from './pool-changes.ts';
import type { Presence } from './presence.ts';
import type { ServerReports } from '../servers/server-reports.ts';
import { type Servers, SLOWED } from '../servers/servers.ts';
import type { Walk } from '../requests/walk-parts.ts';

const SECOND = 1e9;

/** Where a server is in its life. RESTARTING: it is down for its new size. */
const PHASE = { RESERVE: 0, BOOTING: 1, RUNNING: 2, DRAINING: 3, RESTARTING: 4, GONE: 5 } as const;

export interface Fleet {
  /** Takes a server out of the group's reserve, and tells which. Throws a UserError where none is left, as only an autoscaler finds. */
  readonly launch: (group: string, launch: Launch) => number;
  /**
   * The server takes no new tries, and leaves when it is empty, or `drain` nanoseconds from now with what it then holds lost: 0 for
   * at once. A server that is still booting leaves at once; one that is draining may be given another time.
   */
  readonly retire: (server: number, drain: number) => void;
  /**
   * The server becomes so large: at once, or, with a `restart`, after it has drained as in `retire` and was down for that long.
   * It must be one that `varies`. No effect on one that drains or restarts.
   */
  readonly resize: (server: number, size: Partial<Size>, restart: number, drain: number) => void;
  /** 0: it gets no new tries. */
  readonly setWeight: (server: number, weight: number) => void;
  /** Servers of the group that were ever there, in order. */
  readonly launched: (group: string) => readonly number[];
  /** Those of them that were not retired, booting ones among them. */
  readonly running: (group: string) => number[];
  /** Of these the ones meant. */
  readonly meant: (target: Target) => number[];
  /** Servers of the group that are launched later have this weight or size. */
  readonly setStandard: (group: string, standard: Standard) => void;
  /** `hear` is told of each server that has booted or left. */
  readonly watch: (hear: (server: number) => void) => void;
  /** A try at the server ended, or left it: it may be empty now. */
  readonly onLeft: (server: number) => void;
  readonly onBooted: (server: number) => void;
  readonly onWarm: (server: number) => void;
  readonly onEmpty: (server: number) => void;
  readonly onDrained: (server: number) => void;
  readonly onResized: (server: number) => void;
}

/** What a change of a whole group leaves behind for those that come later. */
export interface Standard {
  weight?: number;
  size?: Partial<Size>;
}

export interface FleetParts {
  clock: Clock;
  events: Events;
  servers: Servers;
  balancers: Balancer[];
  reports: ServerReports;
  health: Health;
  happenings: Happenings;
  presence: Presence;
  faults: Faults;
  walk: Pick<Walk, 'stop' | 'serve' | 'release' | 'crashIfFatal'>;
}

export function createFleet(model: Model, parts: FleetParts): Fleet {
  const { clock, events, servers, balancers, reports, health, happenings, presence, faults, walk } = parts;
  const { now } = clock;
  const { servers: specs } = model;
  const phase = Uint8Array.from(specs, ({ reserve }) => (reserve === true ? PHASE.RESERVE : PHASE.RUNNING));
  const memberships = membershipsOf(model);
  const poolsOf = poolsByGroup(model);
  const groups = [...Map.groupBy(specs.keys(), (server) => specs[server].group)];
  /** By group. Apart from those in reserve, of which there may be very many; of these the next one is last. */
  const launchedOf = new Map(groups.map(([group, all]) => [group, all.filter(isLaunched)]));
  const reserves = new Map(groups.map(([group, all]) => [group, all.filter((each) => !isLaunched(each)).toReversed()]));
  const standards = new Map<string, Standard>();
  const weights = Float64Array.from(specs, ({ weight }) => weight);
  const warmUps: (WarmUp | undefined)[] = [];
  const drainEndsAt = new Float64Array(specs.length);
  /** By server that drains, or is down, for a restart. */
  const restarts = new Map<number, { size: Partial<Size>; restart: number }>();
  const watchers: ((server: number) => void)[] = [];

  function launch(group: string, { boot, warmUp, size }: Launch): number {
    const server = reserves.get(group)?.pop();
    if (server === undefined) throw new UserError(noneLeft(group));
    launchedOf.get(group)!.push(server);
    const standard = standards.get(group);
    phase[server] = PHASE.BOOTING;
    presence.launchedAt[server] = now[0];
    weights[server] = standard?.weight ?? specs[server].weight;
    warmUps[server] = warmUp;
    if (size !== undefined || standard?.size !== undefined) setSize(server, { ...standard?.size, ...size });
    happenings.tell('added', specs[server].name);
    faults.onLaunched(server);
    change(boot, server, CHANGE.BOOTED, EVENT.booted);
    return server;
  }

  function onBooted(server: number): void {
    if (phase[server] !== PHASE.BOOTING) return;
    phase[server] = PHASE.RUNNING;
    servers.restart(server);
    const warmUp = warmUps[server];
    if (warmUp !== undefined) {
      servers.slow(server, SLOWED.WARM_UP, warmUp.speed);
      change(warmUp.for, server, CHANGE.WARM, EVENT.warm);
    }
    happenings.tell('booted', specs[server].name);
    for (const balancer of poolsOf.get(specs[server].group) ?? []) join(server, balancer);
    if (reports.hasIdleReports) reports.onLeft(server);
    tellWatchers(server);
  }

  function join(server: number, balancer: number): void {
    const member = balancers[balancer].join(server, weights[server]);
    memberships[server].push({ balancer, member });
    reports.join(balancer, member);
    health.join(balancer, member);
    if (balancers[balancer].pool.available[member] === 1) walk.serve(balancer, member);
  }

  function onWarm(server: number): void {
    servers.slow(server, SLOWED.WARM_UP, 1);
  }

  function retire(server: number, drain: number): void {
    restarts.delete(server);
    if (phase[server] === PHASE.RUNNING) holdBack(server);
    if (phase[server] === PHASE.DRAINING && drain > 0) waitFor(server, drain);
    else if (phase[server] !== PHASE.RESERVE && phase[server] !== PHASE.GONE) leave(server);
  }

  /** The server gets no new tries. */
  function holdBack(server: number): void {
    phase[server] = PHASE.DRAINING;
    happenings.tell('draining', specs[server].name);
    for (const { balancer, member } of memberships[server]) balancers[balancer].hold(member, HELD.DRAINING);
  }

  /** It is done when it is empty, or its time is over. */
  function waitFor(server: number, drain: number): void {
    drainEndsAt[server] = now[0] + drain;
    if (drain !== Infinity) change(drain, server, CHANGE.DRAINED, EVENT.drained);
    onLeft(server);
  }

  function onLeft(server: number): void {
    if (phase[server] === PHASE.DRAINING && isEmpty(server)) change(0, server, CHANGE.EMPTY, EVENT.empty);
  }

  function isEmpty(server: number): boolean {
    if (servers.inFlight(server) > 0) return false;
    return memberships[server].every(({ balancer, member }) => balancers[balancer].pool.inService[member] === 0);
  }

  function onEmpty(server: number): void {
    if (phase[server] === PHASE.DRAINING && isEmpty(server)) onDone(server);
  }

  function onDrained(server: number): void {
    if (phase[server] === PHASE.DRAINING && drainEndsAt[server] === now[0]) onDone(server);
  }

  /** It is drained as far as it may be. */
  function onDone(server: number): void {
    if (restarts.has(server)) goDown(server);
    else leave(server);
  }

  function leave(server: number): void {
    phase[server] = PHASE.GONE;
    presence.goneAt[server] = now[0];
    for (const { balancer, member } of memberships[server]) balancers[balancer].remove(member);
    const lost = walk.stop(server);
    happenings.tell('removed', specs[server].name, lost);
    tellWatchers(server);
  }

  function resize(server: number, size: Partial<Size>, restart: number, drain: number): void {
    if (phase[server] === PHASE.BOOTING) setSize(server, size);
    if (phase[server] !== PHASE.RUNNING) return;
    if (restart === 0) {
      setSize(server, size);
      walk.crashIfFatal(server);
      return;
    }
    holdBack(server);
    restarts.set(server, { size, restart });
    if (drain > 0) waitFor(server, drain);
    else goDown(server);
  }

  function goDown(server: number): void {
    phase[server] = PHASE.RESTARTING;
    change(restarts.get(server)!.restart, server, CHANGE.RESIZED, EVENT.resized);
    walk.stop(server);
  }

  function onResized(server: number): void {
    if (phase[server] !== PHASE.RESTARTING) return;
    phase[server] = PHASE.RUNNING;
    setSize(server, restarts.get(server)!.size);
    restarts.delete(server);
    servers.restart(server);
    for (const { balancer, member } of memberships[server]) walk.release(balancer, member, HELD.DRAINING);
    if (reports.hasIdleReports) reports.onLeft(server);
  }

  function setSize(server: number, size: Partial<Size>): void {
    const { cores, speed, memory } = { ...servers.size(server), ...size };
    servers.resize(server, { cores, speed, memory });
    presence.resize(server, cores / specs[server].cores);
    happenings.tell('resized', specs[server].name, cores);
  }

  function setWeight(server: number, weight: number): void {
    weights[server] = weight;
    happenings.tell('weight', specs[server].name, weight);
    for (const { balancer, member } of memberships[server]) {
      if (balancers[balancer].setWeight(member, weight)) walk.serve(balancer, member);
    }
  }

  function noneLeft(group: string): string {
    const what = `it launches one more server at ${now[0] / SECOND}s, and the run has places for ${launched(group).length} in all`;
    return `autoscaler.${group}: ${what}; with a longer cooldown or stabilization.in it changes its mind less often`;
  }

  function isLaunched(server: number): boolean {
    return phase[server] !== PHASE.RESERVE;
  }

  function isRunning(server: number): boolean {
    const isLeaving = phase[server] === PHASE.DRAINING && !restarts.has(server);
    return phase[server] !== PHASE.RESERVE && phase[server] !== PHASE.GONE && !isLeaving;
  }

  function launched(group: string): readonly number[] {
    return launchedOf.get(group) ?? [];
  }

  function running(group: string): number[] {
    return launched(group).filter(isRunning);
  }

  function change(delay: number, server: number, kind: number, event: number): void {
    events.push(delay, LANE.poolChange, idOfChange(server, kind), event, server);
  }

  function tellWatchers(server: number): void {
    for (const hear of watchers) hear(server);
  }

  return {
    launch,
    retire,
    resize,
    setWeight,
    launched,
    running,
    meant: (target) => ('group' in target ? running(target.group) : [target.server].filter(isRunning)),
    setStandard: (group, standard) => void standards.set(group, { ...standards.get(group), ...standard }),
    watch: (hear) => void watchers.push(hear),
    onLeft,
    onBooted,
    onWarm,
    onEmpty,
    onDrained,
    onResized,
  };
}

/** Where a server stands in a pool. */
interface Membership {
  balancer: number;
  member: number;
}

/** By server. */
function membershipsOf({ servers, balancers }: Model): Membership[][] {
  const memberships: Membership[][] = servers.map(() => []);
  for (const [balancer, { members }] of balancers.entries()) {
    for (const [member, { kind, index }] of members.entries()) {
      if (kind === 'server') memberships[index].push({ balancer, member });
    }
  }
  return memberships;
}

/** By group: the balancers that its servers join. */
function poolsByGroup({ servers, balancers }: Model): Map<string, Set<number>> {
  const pools = new Map<string, Set<number>>();
  for (const [balancer, { members }] of balancers.entries()) {
    for (const { kind, index } of members) {
      if (kind !== 'server') continue;
      const { group } = servers[index];
      pools.set(group, (pools.get(group) ?? new Set()).add(balancer));
    }
  }
  return pools;
}
