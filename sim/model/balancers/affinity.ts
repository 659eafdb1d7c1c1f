/** Requests that go where those of their client went before: by connections and sessions of balancers. */
import { NONE } from '../../../strategies/strategy.ts';
import type { Balancer } from './balancer.ts';
import type { SlotView } from '../requests/request-view.ts';
import type { Servers } from '../servers/servers.ts';

export interface Affinity {
  readonly hasAffinity: boolean;
  /** Where the request that the view shows belongs: a member, NONE, or GONE of sessions.ts. */
  readonly bound: (slot: number, balancer: number) => number;
  /** A try at the member has ended: what is connected to a server that is down is so no more. */
  readonly breakIfDown: (balancer: Balancer, member: number) => void;
  readonly onDown: (server: number) => void;
  /** It may be time to close the connection of the balancer that was opened as the n-th. */
  readonly onTimer: (balancer: number, nth: number) => void;
}

/** `onClosed` hears of connections to a balancer's member that closed or broke while no try ended there. */
export function createAffinity(
  balancers: Balancer[],
  servers: Servers,
  view: SlotView,
  onClosed: (balancer: number, member: number) => void,
): Affinity {
  return {
    hasAffinity: balancers.some(({ spec }) => spec.sessions !== undefined || spec.connections !== undefined),
    // A retry goes elsewhere, and its session with it.
    bound: (slot, balancer) => (view.attempt === 1 ? balancers[balancer].bound(slot) : NONE),
    breakIfDown({ pool, connections }, member) {
      const server = pool.serverOf[member];
      if (server >= 0 && !servers.isUp(server)) connections?.breakAll(member);
    },
    onDown(server) {
      for (const [index, { pool, connections }] of balancers.entries()) {
        const member = connections === undefined ? -1 : pool.serverOf.indexOf(server);
        if (member < 0) continue;
        connections!.breakAll(member);
        onClosed(index, member);
      }
    },
    onTimer(index, nth) {
      const member = balancers[index].connections!.onTimer(nth);
      if (member !== NONE) onClosed(index, member);
    },
  };
}
