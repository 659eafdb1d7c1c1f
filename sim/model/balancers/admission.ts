/** What a balancer lets in: a limit of what it has in flight, load shedding, a circuit breaker. What it turns away is refused. */
import type { Random } from '../../../strategies/strategy.ts';
import type { Cell } from '../../kernel/cells.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { AdmissionSpec } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import type { SlotView } from '../requests/request-view.ts';
import { createShedding } from './shedding.ts';

export interface Admission {
  /** Whether the request that the view shows is let in, with so many in flight at the balancer. */
  readonly admits: (inFlight: number) => boolean;
  readonly onSent: () => void;
  /** A try that was sent at `sentAt` ended; `outcome` is an index of OUTCOMES, or beyond them where nobody waits any more. */
  readonly onEnded: (outcome: number, sentAt: number) => void;
}

export function createAdmission(spec: AdmissionSpec, view: SlotView, random: Random, now: Cell): Admission {
  const breaker = spec.breaker && createCircuitBreaker(spec.breaker);
  const sheds = createShedding(spec.shedding, random);

  return {
    admits: (inFlight) => inFlight < spec.inFlight && breaker?.admits(now[0]) !== false && !sheds(view, inFlight),
    onSent() {
      breaker?.onSent();
    },
    onEnded(outcome, sentAt) {
      if (outcome <= OUTCOME.refused) breaker?.onEnd(outcome === OUTCOME.succeeded, sentAt, now[0]);
      else breaker?.onGivenUp(sentAt);
    },
  };
}
