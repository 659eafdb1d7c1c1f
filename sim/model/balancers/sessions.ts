/**
 * Sessions at a balancer: a client comes back to the server that it was sent to last, for as long as it comes often enough. So
 * do HAProxy's `stick-table ... expire` and cookies, nginx's `sticky`, and Apache's `stickysession`.
 */
import { NONE } from '../../../strategies/strategy.ts';
import type { Cell } from '../../kernel/cells.ts';
import type { ClientIds } from '../clients/client-ids.ts';
import type { SessionSpec } from '../model.ts';
import { HELD, type Pool } from './pool.ts';

export interface Sessions {
  /**
   * The member that the client's session is bound to; NONE where it has none. A session stays with a server that drains. With a
   * member that is not available otherwise it ends, or, by `whenGone: fail`, stays: GONE.
   */
  readonly find: (slot: number) => number;
  /** The client was sent to this member. */
  readonly bind: (slot: number, member: number) => void;
  readonly totals: () => SessionTotals;
}

/** Answer of `find`: the session's server is gone, and its requests fail. */
export const GONE = -3;

/** What happened since the start. */
export interface SessionTotals {
  /** Sessions that began, and those that had to move to another server before their time was over. */
  begun: number;
  moved: number;
  /** Requests that went where their session was. */
  followed: number;
}

export function createSessions({ lifetime, whenGone }: SessionSpec, ids: ClientIds, pool: Pool, now: Cell): Sessions {
  const member = new Int32Array(ids.count).fill(NONE);
  const usedAt = new Float64Array(ids.count);
  const totals = { begun: 0, moved: 0, followed: 0 };

  function find(slot: number): number {
    const client = ids.of(slot);
    const bound = member[client];
    if (bound === NONE) return NONE;
    if (now[0] - usedAt[client] > lifetime) {
      member[client] = NONE;
      return NONE;
    }
    if ((pool.held[bound] & ~HELD.DRAINING) === 0) {
      totals.followed++;
      return bound;
    }
    return whenGone === 'fail' ? GONE : NONE;
  }

  function bind(slot: number, to: number): void {
    const client = ids.of(slot);
    if (member[client] === NONE) totals.begun++;
    else if (member[client] !== to) totals.moved++;
    member[client] = to;
    usedAt[client] = now[0];
  }

  return { find, bind, totals: () => ({ ...totals }) };
}
