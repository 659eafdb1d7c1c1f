/**
 * Passive health checks of one balancer: a member whose tries fail is ejected for a time. Source: Envoy's outlier detection, with
 * its consecutive failures and its failure percentage.
 */
import type { Clock } from '../../kernel/clock.ts';
import { GIVEN_UP } from '../balancers/balancer.ts';
import { EVENT } from '../event-kinds.ts';
import { ALL_MEMBERS, type PushHealthEvent } from './health-events.ts';
import type { MemberHealth } from './member-health.ts';
import type { PassiveHealth } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import { HELD, type Pool } from '../balancers/pool.ts';

export interface Ejections {
  readonly start: () => void;
  /** A try at the member ended so (an index of OUTCOMES, or GIVEN_UP). */
  readonly onTryEnd: (member: number, outcome: number) => void;
  readonly onEjectionEnds: (member: number) => void;
  readonly onWindowEnds: () => void;
}

export function createEjections(
  { failures, errorRate, ejection, maxEjection, maxEjected }: PassiveHealth,
  pool: Pool,
  health: MemberHealth,
  { now }: Clock,
  push: PushHealthEvent,
): Ejections {
  const room = pool.held.length;
  /** By member: failures in a row, and tries and failures in the window. */
  const inRow = new Int32Array(room);
  const tries = new Int32Array(room);
  const failed = new Int32Array(room);
  /** By member: how manieth ejection in a row the last one was, and when it ended. */
  const manieth = new Int32Array(room);
  const backAt = new Float64Array(room);
  const mostInRow = Math.ceil(maxEjection / ejection);

  function onTryEnd(member: number, outcome: number): void {
    if (outcome === GIVEN_UP || health.knows(member, HELD.EJECTED)) return;
    tries[member]++;
    if (outcome === OUTCOME.succeeded) {
      inRow[member] = 0;
      return;
    }
    failed[member]++;
    if (++inRow[member] >= failures) eject(member);
  }

  /** If no more may be ejected it stays, and is counted anew. One that has left is no matter any more. */
  function eject(member: number): void {
    forget(member);
    if ((pool.held[member] & HELD.REMOVED) !== 0) return;
    const most = Math.max(1, Math.floor(health.total() * maxEjected + 1e-9));
    if (health.count(HELD.EJECTED) >= most) return;
    const forgiven = Math.floor((now[0] - backAt[member]) / ejection);
    manieth[member] = Math.min(Math.max(0, manieth[member] - forgiven) + 1, mostInRow);
    const time = Math.min(manieth[member] * ejection, maxEjection);
    backAt[member] = now[0] + time;
    push(time, EVENT.ejectionEnds, member);
    health.add(member, HELD.EJECTED, 'ejected', time);
  }

  function forget(member: number): void {
    inRow[member] = 0;
    tries[member] = 0;
    failed[member] = 0;
  }

  return {
    start() {
      if (errorRate !== undefined) push(errorRate.window, EVENT.errorWindowEnds, ALL_MEMBERS);
    },
    onTryEnd,
    onEjectionEnds(member) {
      health.remove(member, HELD.EJECTED, 'readmitted');
    },
    onWindowEnds() {
      const { above, window, minimum } = errorRate!;
      push(window, EVENT.errorWindowEnds, ALL_MEMBERS);
      for (let member = 0; member < pool.size; member++) {
        if (tries[member] >= minimum && failed[member] > above * tries[member]) eject(member);
        tries[member] = 0;
        failed[member] = 0;
      }
    },
  };
}
