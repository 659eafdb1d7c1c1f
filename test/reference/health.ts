/**
 * What balancers of the reference simulator find out of the health of their pools: by checks, and by how tries end. All is
 * worked out anew from what was heard so far.
 */
import { pairStreams } from '../../sim/kernel/random-stream.ts';
import type { HealthSpec, Model } from '../../sim/model/model.ts';
import type { Balancer } from './balancer.ts';
import type { ReferenceNetwork, Told } from './faults.ts';
import { groupShares } from './priority-groups.ts';
import type { Server } from './server.ts';

type Schedule = (at: number, lane: 'report', id: number[], happen: () => void) => void;

export interface Health {
  /** Before anything happens. */
  start(): void;
  /** A server has joined a pool. */
  join(index: number, member: number): void;
  onTryEnd(balancer: Balancer, member: number, outcome: string): void;
}

interface Known {
  member: number;
  isUnhealthy: boolean;
  isEjected: boolean;
  /** Results of checks since the last change. */
  results: boolean[];
  /** Tries that ended since the last ejection, and whether they failed. */
  ends: { failed: boolean }[];
  /** How many of them had ended before the window of the error rate began. */
  before: number;
  ejections: { manieth: number; endsAt: number }[];
  /** How many times its weight began to rise, or ceased to. */
  starts: number;
}

export function createHealth(
  model: Model,
  servers: Server[],
  balancers: Balancer[],
  world: {
    now: () => number;
    schedule: Schedule;
    network: ReferenceNetwork;
    serveQueue: (balancer: Balancer, index: number, member: number) => void;
    /** What was found out is told here. */
    happenings: Told[];
  },
): Health {
  const { now, schedule, network, serveQueue, happenings } = world;
  const known = new Map<Balancer, Known[]>();
  const panicking = new Set<string>();

  // What is known, and what follows

  function tell(balancer: Balancer, kind: string, name: string, value?: number): void {
    happenings.push({ at: now(), kind, name, ...(value !== undefined && { value }), by: balancer.spec.name });
  }

  /** All are thought well of at first. */
  function of(balancer: Balancer, member: number): Known {
    const none = { results: [], ends: [], before: 0, ejections: [], starts: 0 };
    return (known.get(balancer)![member] ??= { member, isUnhealthy: false, isEjected: false, ...none });
  }

  function all(balancer: Balancer): Known[] {
    return balancer.spec.members.map((_, member) => of(balancer, member));
  }

  function change(balancer: Balancer, each: Known, set: Partial<Known>, kind: string, value?: number): void {
    if (balancer.isRemoved(each.member)) return;
    const was = isUsable(each);
    Object.assign(each, set);
    tell(balancer, kind, balancer.pool.name(each.member), value);
    if (was) each.starts++;
    else if (isUsable(each)) startSlowly(balancer, each, 1);
    follow(balancer);
  }

  function follow(balancer: Balancer): void {
    weigh(balancer);
    for (const each of all(balancer)) hold(balancer, each);
  }

  function isUsable({ isUnhealthy, isEjected }: Known): boolean {
    return !isUnhealthy && !isEjected;
  }

  function weigh(balancer: Balancer): void {
    const { groups, spec } = balancer;
    const { overprovisioning = 1, panic } = spec.health!;
    const present = groups.map(({ members }) => members.filter((member) => balancer.takesPart(member)));
    const usable = present.map((members) => members.filter((member) => isUsable(of(balancer, member))).length);
    const total = present.map((members) => members.length);
    const { shares, panics } = groupShares(usable, total, overprovisioning, panic);
    for (const [i, group] of groups.entries()) {
      group.share = shares[i];
      const key = `${spec.name} ${i}`;
      if (panicking.has(key) === panics[i]) continue;
      if (panics[i]) panicking.add(key);
      else panicking.delete(key);
      tell(balancer, panics[i] ? 'panic' : 'panicOver', spec.name, groups.length > 1 ? group.priority : undefined);
    }
  }

  function hold(balancer: Balancer, { member, ...rest }: Known): void {
    const group = balancer.groups.findIndex(({ members }) => members.includes(member));
    const isHeld = !isUsable({ member, ...rest }) && !panicking.has(`${balancer.spec.name} ${group}`);
    if (isHeld) balancer.hold(member, 'found out', now());
    else if (balancer.release(member, 'found out', now())) serveQueue(balancer, balancers.indexOf(balancer), member);
  }

  /** Its weight is that many tenths, and rises. */
  function startSlowly(balancer: Balancer, each: Known, tenths: number, beganAt = now()): void {
    const time = balancer.spec.health!.slowStart;
    if (time === 0) return;
    const { member, starts } = each;
    balancer.setTenths(member, tenths, now());
    if (tenths === 10) return;
    schedule(beganAt + Math.round((time * (tenths + 1)) / 10), 'report', idOf(balancer, member, 2, starts), () => {
      if (each.starts === starts && !balancer.isRemoved(member)) startSlowly(balancer, each, tenths + 1, beganAt);
    });
  }

  /** After all reports. */
  function idOf(balancer: Balancer, member: number, phase: number, last = 0): number[] {
    return [Infinity, balancers.indexOf(balancer), member, phase, last];
  }

  // Active checks

  /** Infinity: it is lost. */
  function latency(from: number, to: number): number {
    return network.loses(from, to) ? Infinity : network.latency(from, to);
  }

  /** What a server makes of a check; undefined: it says nothing. */
  function ask(server: Server, asks: 'connect' | 'answer', luck: number): boolean | undefined {
    if (!server.isUp) return false;
    if (asks === 'connect') return true;
    if (server.isPaused) return undefined;
    const rightAnswers = Object.values(server.lasting).reduce(
      (share, { effect }) => (effect.kind === 'errors' ? share * (1 - effect.share) : share),
      1,
    );
    return luck >= 1 - rightAnswers;
  }

  function check(balancer: Balancer, each: Known, nth: number): void {
    if (balancer.isRemoved(each.member)) return;
    const { zone, name, members, health } = balancer.spec;
    const { every, timeout, jitter, asks } = health!.active!;
    const server = servers[members[each.member].index];
    const draws = pairStreams(model.seed, `balancers/${name}/health`)(each.member, nth);
    const next = now() + Math.round(every * (1 + jitter * draws.unit()));
    const luck = draws.unit();
    schedule(next, 'report', idOf(balancer, each.member, 3), () => check(balancer, each, nth + 1));
    const deadline = now() + timeout;
    const reachesAt = now() + latency(zone, server.spec.zone);
    const at = (when: number, happen: () => void) => {
      if (when === now()) happen();
      else schedule(when, 'report', idOf(balancer, each.member, 0), happen);
    };
    if (reachesAt > deadline) {
      at(deadline, () => onChecked(balancer, each, false));
      return;
    }
    at(reachesAt, () => {
      const result = ask(server, asks, luck);
      const answersAt = now() + latency(server.spec.zone, zone);
      const isHeard = result !== undefined && answersAt <= deadline;
      at(isHeard ? answersAt : deadline, () => onChecked(balancer, each, isHeard && result));
    });
  }

  function onChecked(balancer: Balancer, each: Known, isGood: boolean): void {
    const { fall, rise } = balancer.spec.health!.active!;
    each.results.push(isGood);
    const needed = each.isUnhealthy ? rise : fall;
    const last = each.results.slice(-needed);
    if (last.length < needed || last.some((result) => result !== each.isUnhealthy)) return;
    each.results = [];
    const isUnhealthy = !each.isUnhealthy;
    change(balancer, each, { isUnhealthy }, isUnhealthy ? 'unhealthy' : 'healthy');
  }

  // Passive checks

  function onTryEnd(balancer: Balancer, member: number, outcome: string): void {
    const { passive } = balancer.spec.health ?? {};
    if (passive === undefined || outcome === 'abandoned') return;
    const each = of(balancer, member);
    if (each.isEjected) return;
    each.ends.push({ failed: outcome !== 'succeeded' });
    const lastGood = each.ends.findLastIndex(({ failed }) => !failed);
    const inRow = each.ends.length - 1 - lastGood;
    if (inRow >= passive.failures) eject(balancer, each, passive);
  }

  function eject(balancer: Balancer, each: Known, passive: NonNullable<HealthSpec['passive']>): void {
    Object.assign(each, { ends: [], before: 0 });
    if (balancer.isRemoved(each.member)) return;
    const present = all(balancer).filter(({ member }) => balancer.takesPart(member));
    const most = [...present.keys()].filter((count) => count + 1 <= present.length * passive.maxEjected + 1e-9).length;
    if (present.filter(({ isEjected }) => isEjected).length >= Math.max(1, most)) return;
    const last = each.ejections.at(-1) ?? { manieth: 0, endsAt: 0 };
    let manieth = last.manieth;
    for (let goodUntil = last.endsAt + passive.ejection; goodUntil <= now() && manieth > 0; manieth--)
      goodUntil += passive.ejection;
    // Longer than the longest is forgotten as if it were the longest.
    if (manieth * passive.ejection < passive.maxEjection) manieth++;
    const time = Math.min(manieth * passive.ejection, passive.maxEjection);
    each.ejections.push({ manieth, endsAt: now() + time });
    schedule(now() + time, 'report', idOf(balancer, each.member, 1), () =>
      change(balancer, each, { isEjected: false }, 'readmitted'),
    );
    change(balancer, each, { isEjected: true }, 'ejected', time);
  }

  function judge(balancer: Balancer, passive: NonNullable<HealthSpec['passive']>): void {
    const { above, window, minimum } = passive.errorRate!;
    schedule(now() + window, 'report', idOf(balancer, Infinity, 3), () => judge(balancer, passive));
    for (const each of all(balancer)) {
      const recent = each.ends.slice(each.before);
      const count = recent.filter(({ failed }) => failed).length;
      each.before = each.ends.length;
      if (recent.length >= minimum && count > above * recent.length) eject(balancer, each, passive);
    }
  }

  return {
    onTryEnd,
    join(index, member) {
      const balancer = balancers[index];
      const { health } = balancer.spec;
      if (health === undefined) return;
      const each = of(balancer, member);
      startSlowly(balancer, each, 1);
      if (health.active === undefined) return;
      schedule(now() + health.active.every, 'report', idOf(balancer, member, 3), () => check(balancer, each, 0));
    },
    start() {
      for (const balancer of balancers) {
        const { health, members } = balancer.spec;
        if (health === undefined) continue;
        known.set(balancer, []);
        balancer.onPoolChange = () => follow(balancer);
        const { active, passive } = health;
        for (const each of all(balancer)) {
          if (active === undefined || members[each.member].kind === 'balancer') continue;
          const first = Math.ceil((active.every * (each.member + 1)) / members.length);
          schedule(first, 'report', idOf(balancer, each.member, 3), () => check(balancer, each, 0));
        }
        if (passive?.errorRate !== undefined) {
          schedule(passive.errorRate.window, 'report', idOf(balancer, Infinity, 3), () => judge(balancer, passive));
        }
      }
    },
  };
}
