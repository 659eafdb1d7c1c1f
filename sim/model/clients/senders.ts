/**
 * Senders: the client groups and balancers that try again. What each keeps over all its requests: its budget, how long its
 * tries take, and how many there were.
 */
import type { SentCounts } from '../../../records/observation.ts';
import { pairStreams } from '../../kernel/random-stream.ts';
import { backoffBefore } from './backoff.ts';
import { createHedgeDelay, type HedgeDelay } from './hedge-delay.ts';
import type { Model, TriesSpec } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

export interface Sender {
  readonly spec: TriesSpec;
  readonly counts: SentCounts;
  /** Index of the balancer that it is; -1 for a client group. */
  readonly balancer: number;
  readonly budget: RetryBudget | undefined;
  readonly hedgeDelay: HedgeDelay | undefined;
  /** By index of OUTCOMES: whether a try that ended so is tried again. */
  readonly retriesOn: boolean[];
  /** Nanoseconds before the n-th retry, of a request, by its number and the way that it took to the sender. */
  readonly backoff: (request: number, way: number, n: number) => number;
}

export interface Senders {
  readonly all: Sender[];
  /** By index of client group, and of balancer: index of the sender that it is; -1 where it is none. */
  readonly ofGroup: Int32Array;
  readonly ofBalancer: Int32Array;
}

/** Client groups first, then balancers, as they stand in the model. */
export function createSenders({ seed, clients, balancers }: Model): Senders {
  const all: Sender[] = [];
  const add = (kind: string, balancer: number, name: string, spec: TriesSpec | undefined): number =>
    spec === undefined ? -1 : all.push(createSender(seed, `${kind}/${name}`, balancer, spec)) - 1;
  return {
    all,
    ofGroup: Int32Array.from(clients, ({ name, tries }) => add('clients', -1, name, tries)),
    ofBalancer: Int32Array.from(balancers, ({ name, tries }, index) => add('balancers', index, name, tries)),
  };
}

function createSender(seed: number, stream: string, balancer: number, spec: TriesSpec): Sender {
  const streams = pairStreams(seed, `${stream}/backoff`);
  const retriesOn: boolean[] = [false, false, false, false, false];
  for (const outcome of spec.retryOn) retriesOn[OUTCOME[outcome]] = true;
  return {
    spec,
    counts: { requests: 0, retries: 0, hedges: 0, denied: 0 },
    balancer,
    budget: spec.budget && createRetryBudget(spec.budget),
    hedgeDelay: spec.hedge && createHedgeDelay(spec.hedge),
    retriesOn,
    backoff: (request, way, n) => backoffBefore(spec.backoff, n, streams(request, wayOf(way, n))),
  };
}

/** One number for a try's way: which try it is at its sender, and which the request was at the senders before. */
export const wayOf = (before: number, nth: number): number => (before << 5) | nth;
