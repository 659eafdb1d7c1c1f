/** What happens to requests while a run goes on, for those that want to hear it: a listener (listener.ts), an explainer (explainer.ts). */
import { OUTCOMES } from '../../../records/observation.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type Balancer, TRY_OUTCOMES } from '../balancers/balancer.ts';
import type { Forks } from '../clients/forks.ts';
import type { Listener } from './listener.ts';
import type { Model } from '../model.ts';
import { type Requests, ROW } from '../requests/requests.ts';

const { HALVES, GROUP } = ROW;

/** By slot; balancers, members and servers by their index. */
export interface Story {
  readonly onArrival: (slot: number) => void;
  /** It begins to queue at a balancer. */
  readonly onQueued: (slot: number) => void;
  /** A balancer sends it to a member of its pool; `picked` is false when a queue or an affinity chose. The server does not have it yet. */
  readonly onSent: (slot: number, balancer: number, member: number, picked: boolean) => void;
  readonly onAtServer: (slot: number) => void;
  readonly onStart: (slot: number) => void;
  /** It has left its server. */
  readonly onDeparture: (slot: number, server: number) => void;
  /** A balancer's try at a member ended. Told only where a client group or a balancer tries again. */
  readonly onTryEnd: (slot: number, balancer: number, member: number, sentAt: number, outcome: number) => void;
  /** The client knows how it ended: an index of OUTCOMES. */
  readonly onOutcome: (slot: number, outcome: number) => void;
}

/** The story in the listener's words. */
export function storyFor(
  listener: Listener,
  { clients }: Model,
  { halves }: Requests,
  balancers: readonly Balancer[],
  { numberOf }: Forks,
  { now }: Clock,
): Story {
  return {
    onArrival: (slot) => listener.onArrival(numberOf(slot), clients[halves[(slot << HALVES) | GROUP]].name, now[0]),
    onQueued() {},
    onSent(slot, index, member, picked) {
      const { spec, pool } = balancers[index];
      listener.onPick(numberOf(slot), spec.name, pool.name(member), now[0], picked);
    },
    onAtServer() {},
    onStart: (slot) => listener.onStart(numberOf(slot), now[0]),
    onDeparture: (slot) => listener.onDeparture(numberOf(slot), now[0]),
    onTryEnd(slot, index, member, sentAt, outcome) {
      const { spec, pool } = balancers[index];
      listener.onTryEnd(numberOf(slot), spec.name, pool.name(member), sentAt, TRY_OUTCOMES[outcome], now[0]);
    },
    onOutcome: (slot, outcome) => listener.onOutcome(numberOf(slot), OUTCOMES[outcome], now[0]),
  };
}
