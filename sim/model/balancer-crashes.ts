/** A balancer dies: the requests that it knows of fail, and what comes fails at once, until it or a standby is there. */
import { integers as createIntegers } from '../kernel/cells.ts';
import type { Balancer } from './balancer.ts';
import type { BalancerQueues } from './balancer-queues.ts';
import { OUTCOME } from './observer.ts';
import { PLACE, type Requests, ROW } from './requests.ts';
import type { Ways } from './ways.ts';

const { INTEGERS, BYTES, NUMBER, PLACE: AT, ABANDONED, LEVEL } = ROW;
const { FREE, AT_BALANCER, PASSING, LOST } = PLACE;

export interface BalancerCrashes {
  /** It goes down; down is down, however often. */
  readonly crash: (balancer: number) => void;
  /** It is there again, once it was restarted as often as it went down. */
  readonly restart: (balancer: number) => void;
  readonly isUp: (balancer: number) => boolean;
}

/** `abandon` ends the tries of a request from a level on as abandoned, and the others and the request with an outcome. */
export function createBalancerCrashes(
  balancers: Balancer[],
  { integers, bytes, used }: Requests,
  { levelOf, balancerOf }: Ways,
  queues: BalancerQueues,
  abandon: (slot: number, level: number, outcome: number) => void,
): BalancerCrashes {
  const downs = createIntegers(balancers.length);

  function crash(balancer: number): void {
    if (downs[balancer]++ > 0) return;
    balancers[balancer].forgetBacklog();
    const held = heldBy(balancer);
    // First of all nobody queues any more, so that none of them is sent while the others end.
    for (const { slot } of held) if (placeOf(slot) === AT_BALANCER) leaveQueue(slot);
    for (const { slot, number, level } of held) {
      const isEnded = isGone(slot) || integers[(slot << INTEGERS) | NUMBER] !== number;
      if (!isEnded) abandon(slot, level, OUTCOME.failed);
    }
  }

  /** What it has a try of, or is at work for, in order of arrival; with its level on the way. */
  function heldBy(balancer: number): { slot: number; number: number; level: number }[] {
    const held: ReturnType<typeof heldBy> = [];
    for (let slot = 0; slot < used(); slot++) {
      if (isGone(slot)) continue;
      const level = levelOf(slot, balancer);
      const isThere = placeOf(slot) === AT_BALANCER || placeOf(slot) === PASSING;
      const hasTry = level < bytes[(slot << BYTES) | LEVEL];
      if (level >= 0 && (hasTry || isThere)) held.push({ slot, number: integers[(slot << INTEGERS) | NUMBER], level });
    }
    return held.sort((a, b) => a.number - b.number);
  }

  function leaveQueue(slot: number): void {
    queues.leave(slot, balancerOf(slot));
    bytes[(slot << BYTES) | AT] = LOST;
  }

  function placeOf(slot: number): number {
    return bytes[(slot << BYTES) | AT];
  }

  function isGone(slot: number): boolean {
    return placeOf(slot) === FREE || bytes[(slot << BYTES) | ABANDONED] === 1;
  }

  return {
    crash,
    restart(balancer) {
      downs[balancer]--;
    },
    isUp: (balancer) => downs[balancer] === 0,
  };
}
