/**
 * Active health checks of one balancer: each server of its pool is asked every so often, over the network. Servers are asked in
 * turn, so the first check of the k-th of n sets out at k / n of the interval. Source: HAProxy's `inter`, `fall` and `rise`.
 */
import type { PairStreams } from '../../kernel/random-stream.ts';
import type { Clock } from '../../kernel/clock.ts';
import { EVENT } from '../event-kinds.ts';
import type { PushHealthEvent } from './health-events.ts';
import type { MemberHealth } from './member-health.ts';
import type { ActiveHealth } from '../model.ts';
import { HELD, type Pool } from '../balancers/pool.ts';

/** What comes of a check that reaches its server. */
export type CheckResult = 'good' | 'bad' | 'silent';

/** What a check meets on its way: latencies in nanoseconds, there and back, Infinity where it is lost, and what the server makes of it. */
export interface CheckWay {
  readonly there: (member: number) => number;
  readonly back: (member: number) => number;
  /** `luck`, drawn from [0, 1), is what a server goes by that answers some with errors. */
  readonly ask: (member: number, asks: ActiveHealth['asks'], luck: number) => CheckResult;
}

export interface HealthChecks {
  readonly start: () => void;
  /** A server joins: it is checked first after an interval. */
  readonly join: (member: number) => void;
  readonly onDue: (member: number) => void;
  readonly onReaches: (member: number) => void;
  readonly onEnds: (member: number) => void;
}

export function createHealthChecks(
  { every, timeout, fall, rise, asks, jitter }: ActiveHealth,
  pool: Pool,
  health: MemberHealth,
  way: CheckWay,
  { now }: Clock,
  push: PushHealthEvent,
  streams: PairStreams,
): HealthChecks {
  const room = pool.held.length;
  const sentAt = new Float64Array(room);
  const sent = new Int32Array(room);
  const luck = new Float64Array(room);
  /** Whether the check that is under way was good. */
  const isGood = new Uint8Array(room);
  /** Checks in a row that say otherwise than is known. */
  const against = new Int32Array(room);

  function onDue(member: number): void {
    if ((pool.held[member] & HELD.REMOVED) !== 0) return;
    const draws = streams(member, sent[member]++);
    push(Math.round(every * (1 + jitter * draws.unit())), EVENT.checkDue, member);
    luck[member] = draws.unit();
    sentAt[member] = now[0];
    const there = way.there(member);
    if (there > timeout) end(member, false, timeout);
    else if (there > 0) push(there, EVENT.checkReaches, member);
    else onReaches(member);
  }

  function onReaches(member: number): void {
    const result = way.ask(member, asks, luck[member]);
    const back = way.back(member);
    const left = sentAt[member] + timeout - now[0];
    if (result === 'silent' || back > left) end(member, false, left);
    else end(member, result === 'good', back);
  }

  function end(member: number, good: boolean, delay: number): void {
    isGood[member] = good ? 1 : 0;
    if (delay === 0) onEnds(member);
    else push(delay, EVENT.checkEnds, member);
  }

  function onEnds(member: number): void {
    const isUnhealthy = health.knows(member, HELD.UNHEALTHY);
    if ((isGood[member] === 1) !== isUnhealthy) {
      against[member] = 0;
      return;
    }
    if (++against[member] < (isUnhealthy ? rise : fall)) return;
    against[member] = 0;
    if (isUnhealthy) health.remove(member, HELD.UNHEALTHY, 'healthy');
    else health.add(member, HELD.UNHEALTHY, 'unhealthy');
  }

  return {
    start() {
      for (let member = 0; member < pool.size; member++) {
        if (pool.serverOf[member] >= 0) push(Math.ceil((every * (member + 1)) / pool.size), EVENT.checkDue, member);
      }
    },
    join: (member) => push(every, EVENT.checkDue, member),
    onDue,
    onReaches,
    onEnds,
  };
}
