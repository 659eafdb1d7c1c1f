/**
 * Slow start: a member that comes back has a tenth of its weight at first, and k tenths from k tenths of the time on. Source: Envoy's
 * document on slow start (aggression 1, at least 10 %), in steps.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { Balancer } from './balancer.ts';
import { EVENT } from '../event-kinds.ts';
import type { PushHealthEvent } from '../faults/health-events.ts';

const STEPS = 10;

export interface SlowStart {
  readonly begin: (member: number) => void;
  /** The weight stays as it is. */
  readonly stop: (member: number) => void;
  readonly onRises: (member: number) => void;
}

/** `time`: nanoseconds until a member has its whole weight; 0: it has it at once. */
export function createSlowStart(
  time: number,
  { pool, setTenths }: Balancer,
  { now }: Clock,
  push: PushHealthEvent,
): SlowStart {
  const room = pool.held.length;
  const step = new Uint8Array(room);
  const beganAt = new Float64Array(room);
  /** The event of another instant is one of a start that was given up. */
  const risesAt = new Float64Array(room).fill(Infinity);

  function rise(member: number): void {
    step[member]++;
    setTenths(member, step[member]);
    risesAt[member] = Infinity;
    if (step[member] === STEPS) return;
    risesAt[member] = beganAt[member] + Math.round((time * (step[member] + 1)) / STEPS);
    push(risesAt[member] - now[0], EVENT.weightRises, member);
  }

  return {
    begin(member) {
      if (time === 0) return;
      step[member] = 0;
      beganAt[member] = now[0];
      rise(member);
    },
    stop(member) {
      risesAt[member] = Infinity;
    },
    onRises(member) {
      if (risesAt[member] === now[0]) rise(member);
    },
  };
}
