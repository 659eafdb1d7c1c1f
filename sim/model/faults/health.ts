/** Health checks: what each balancer that has them finds out of its pool, each for itself. */
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import { pairStreams } from '../../kernel/random-stream.ts';
import type { Balancer } from '../balancers/balancer.ts';
import { createEjections, type Ejections } from './ejections.ts';
import { EVENT } from '../event-kinds.ts';
import type { Happenings } from '../measured/happenings.ts';
import { type CheckResult, type CheckWay, createHealthChecks, type HealthChecks } from './health-checks.ts';
import { balancerOfSubject, healthEventsOf, memberOfSubject } from './health-events.ts';
import { createMemberHealth, type MemberHealth } from './member-health.ts';
import type { ActiveHealth, Model } from '../model.ts';
import type { Network } from '../requests/network.ts';
import type { ServerFaults } from './server-faults.ts';
import type { Servers } from '../servers/servers.ts';

export interface Health {
  /** A try of a member ended so (an index of OUTCOMES, or GIVEN_UP). */
  readonly onTryEnd: (balancer: number, member: number, outcome: number) => void;
  /** A balancer's pool changed, but not for what its checks found. */
  readonly onPoolChange: (balancer: number) => void;
  /** A server has joined a balancer's pool. */
  readonly join: (balancer: number, member: number) => void;
  readonly onEvent: (kind: number, subject: number) => void;
}

/** One balancer's. */
interface Watch {
  members: MemberHealth;
  checks: HealthChecks | undefined;
  ejections: Ejections | undefined;
}

/** `release` lets a member of a balancer be used again, and serves the balancer's queue. */
export function createHealth(
  { seed, servers: specs }: Model,
  clock: Clock,
  events: Events,
  servers: Servers,
  serverFaults: ServerFaults,
  balancers: Balancer[],
  network: Network,
  happenings: Happenings,
  release: (balancer: number, member: number, reasons: number) => void,
): Health {
  const watches = balancers.map((balancer, index) => createWatch(balancer, index));

  function createWatch(balancer: Balancer, index: number): Watch | undefined {
    const { spec, pool } = balancer;
    if (spec.health === undefined) return undefined;
    const { active, passive } = spec.health;
    const push = healthEventsOf(index, events);
    const members = createMemberHealth(balancer, clock, push, happenings, (member, reasons) =>
      release(index, member, reasons),
    );
    const streams = pairStreams(seed, `balancers/${spec.name}/health`);
    const way = wayOf(balancer);
    return {
      members,
      checks: active && createHealthChecks(active, pool, members, way, clock, push, streams),
      ejections: passive && createEjections(passive, pool, members, clock, push),
    };
  }

  function wayOf({ spec, pool }: Balancer): CheckWay {
    return {
      there: (member) => latency(spec.zone, specs[pool.serverOf[member]].zone),
      back: (member) => latency(specs[pool.serverOf[member]].zone, spec.zone),
      ask: (member, asks, luck) => ask(pool.serverOf[member], asks, luck),
    };
  }

  /** Infinity: it is lost. */
  function latency(from: number, to: number): number {
    return network.loses(from, to) ? Infinity : network.between(from, to);
  }

  function ask(server: number, asks: ActiveHealth['asks'], luck: number): CheckResult {
    if (!servers.isUp(server)) return 'bad';
    if (asks === 'connect') return 'good';
    if (servers.isPaused(server)) return 'silent';
    return luck < serverFaults.errorShare(server) ? 'bad' : 'good';
  }

  for (const watch of watches) {
    watch?.checks?.start();
    watch?.ejections?.start();
  }

  return {
    onTryEnd(balancer, member, outcome) {
      watches[balancer]!.ejections!.onTryEnd(member, outcome);
    },
    onPoolChange: (balancer) => watches[balancer]!.members.onPoolChange(),
    join(balancer, member) {
      watches[balancer]?.members.join(member);
      watches[balancer]?.checks?.join(member);
    },
    onEvent(kind, subject) {
      const { members, checks, ejections } = watches[balancerOfSubject(subject)]!;
      const member = memberOfSubject(subject);
      switch (kind) {
        case EVENT.checkDue:
          return checks!.onDue(member);
        case EVENT.checkReaches:
          return checks!.onReaches(member);
        case EVENT.checkEnds:
          return checks!.onEnds(member);
        case EVENT.ejectionEnds:
          return ejections!.onEjectionEnds(member);
        case EVENT.weightRises:
          return members.onWeightRises(member);
        case EVENT.errorWindowEnds:
          return ejections!.onWindowEnds();
      }
    },
  };
}
