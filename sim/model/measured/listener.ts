/** Hears each request's story while a run goes on. Requests are named by their number; instants are nanoseconds. */
import type { Outcome } from '../../../records/observation.ts';
import type { TryOutcome } from '../../../strategies/strategy.ts';

export interface Listener {
  readonly onArrival: (request: number, group: string, now: number) => void;
  /** A balancer sent the request to a member of its pool; `picked` is false when a queue chose. */
  readonly onPick: (request: number, balancer: string, member: string, now: number, picked: boolean) => void;
  readonly onStart: (request: number, now: number) => void;
  /** The request left its server. */
  readonly onDeparture: (request: number, now: number) => void;
  /** A balancer's try at a member, sent at `sentAt`, ended. Told only where a client group or a balancer tries again. */
  readonly onTryEnd: (
    request: number,
    balancer: string,
    member: string,
    sentAt: number,
    outcome: TryOutcome,
    now: number,
  ) => void;
  /** The client knows how it ended. */
  readonly onOutcome: (request: number, outcome: Outcome, now: number) => void;
}
