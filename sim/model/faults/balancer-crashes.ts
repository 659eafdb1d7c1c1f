/** A balancer dies: the requests that it knows of fail, and what comes fails at once, until it or a standby is there. */
import { integers as createIntegers } from '../../kernel/cells.ts';
import type { Balancer } from '../balancers/balancer.ts';
import type { Forks } from '../clients/forks.ts';
import type { GivingUp } from '../clients/giving-up.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import type { Senders } from '../clients/senders.ts';
import type { Ways } from '../requests/ways.ts';

const { INTEGERS, BYTES, NUMBER, PLACE: AT, ABANDONED, LEVEL } = ROW;
const { FREE, AT_BALANCER, PASSING, CALLING } = PLACE;

export interface BalancerCrashes {
  /** It goes down; down is down, however often. */
  readonly crash: (balancer: number) => void;
  /** It is there again, once it was restarted as often as it went down. */
  readonly restart: (balancer: number) => void;
  readonly isUp: (balancer: number) => boolean;
}

export function createBalancerCrashes(
  balancers: Balancer[],
  { integers, bytes, used, hasForks }: Requests,
  senders: Senders,
  { sender, base, isOwn }: Forks,
  { levelOf }: Ways,
  { fail }: GivingUp,
): BalancerCrashes {
  const downs = createIntegers(balancers.length);

  function crash(balancer: number): void {
    if (downs[balancer]++ > 0) return;
    balancers[balancer].forgetBacklog();
    fail(heldBy(balancer));
  }

  /** What it has a try of, or is at work for, in order of arrival; with its level on the way. Tries that it sent go with what they are of. */
  function heldBy(balancer: number): { slot: number; level: number }[] {
    const held: { slot: number; level: number }[] = [];
    for (let slot = 0; slot < used(); slot++) {
      if (isGone(slot)) continue;
      const level = levelOf(slot, balancer);
      const isParents = hasForks && (level < base[slot] || isOwn(slot, level));
      const isHeld = level < bytes[(slot << BYTES) | LEVEL] || isAt(slot, balancer);
      if (level >= 0 && !isParents && isHeld) held.push({ slot, level });
    }
    return held.sort((a, b) => integers[(a.slot << INTEGERS) | NUMBER] - integers[(b.slot << INTEGERS) | NUMBER]);
  }

  /** Of a slot that has come to the balancer, or is on its way there: whether it is there. */
  function isAt(slot: number, balancer: number): boolean {
    const place = bytes[(slot << BYTES) | AT];
    if (place === CALLING) return senders.all[sender[slot]].balancer === balancer;
    return place === AT_BALANCER || place === PASSING;
  }

  function isGone(slot: number): boolean {
    return bytes[(slot << BYTES) | AT] === FREE || bytes[(slot << BYTES) | ABANDONED] === 1;
  }

  return {
    crash,
    restart(balancer) {
      downs[balancer]--;
    },
    isUp: (balancer) => downs[balancer] === 0,
  };
}
