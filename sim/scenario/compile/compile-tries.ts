/** How a client group or a balancer tries again, for the model. */
import type { BackoffSpec, RetryBudgetSpec, TriesSpec } from '../../model/model.ts';
import type { BalancerKeys, ClientGroupKeys } from '../schema.ts';

export type TriesKeys = Pick<ClientGroupKeys | BalancerKeys, 'retries' | 'tryTimeout' | 'hedge'>;

const NO_BACKOFF: BackoffSpec = { base: 0, max: 0, jitter: 'none' };
const BURST = 10;

/** The key `tries` of the model; nothing where the scenario has none of these keys. */
export function compileTries({ retries, tryTimeout, hedge }: TriesKeys): { tries?: TriesSpec } {
  if (retries === undefined && tryTimeout === undefined && hedge === undefined) return {};
  const after = hedge && ('time' in hedge.after ? hedge.after.time : hedge.after);
  const tries: TriesSpec = {
    timeout: tryTimeout ?? Infinity,
    retries: retries?.count ?? 0,
    retryOn: retries?.on ?? [],
    backoff: retries?.backoff === undefined ? NO_BACKOFF : { ...retries.backoff, max: retries.backoff.max ?? Infinity },
    budget: budgetOf(retries?.budget),
    sameServer: retries !== undefined && 'sameServer' in retries && retries.sameServer,
    hedge: hedge && { after: after!, count: hedge.count },
  };
  return { tries };
}

function budgetOf(keys: NonNullable<TriesKeys['retries']>['budget']): RetryBudgetSpec | undefined {
  return typeof keys === 'number' ? { ratio: keys, burst: BURST } : keys;
}
