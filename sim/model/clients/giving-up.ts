/**
 * Nobody waits for a request any more: its client gave up, or its sender gave up one of its tries. First all of it leaves the queues
 * of balancers; then, from the last try to the first, servers let go, and balancers hear it and may send the next one there.
 */
import { GIVEN_UP } from '../balancers/balancer.ts';
import type { BalancerQueues } from '../balancers/balancer-queues.ts';
import type { Forks } from './forks.ts';
import type { Model } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import type { ServerReports } from '../servers/server-reports.ts';
import type { Servers } from '../servers/servers.ts';
import type { Ways } from '../requests/ways.ts';

const { HALVES, GROUP, BYTES, PLACE: AT, ABANDONED, NO_SLOT } = ROW;
const { AT_BALANCER, QUEUED, ON_CORE, CALLING, LOST } = PLACE;
const BY_ITSELF = GIVEN_UP;

export interface GivingUp {
  /** The client of the request gives up. */
  readonly giveUp: (slot: number) => void;
  /** A sender gives up a fork, and the try that the sender itself has there, if it is a balancer, ends with `own`, a code of balancer.ts. */
  readonly abandon: (fork: number, own: number) => void;
  /** A sender gives up all forks of a slot. */
  readonly abandonForks: (slot: number) => void;
  /** The balancer at this level of the way of each has died: the tries from there on end by themselves, the others fail. */
  readonly fail: (lost: readonly { slot: number; level: number }[]) => void;
}

/** What the walk does. */
export interface GivingUpWalk {
  readonly endTries: (slot: number, outcome: number, own: number) => void;
  /** The tries from a level on end by themselves. */
  readonly abandonTries: (slot: number, from: number) => void;
  readonly tellClient: (slot: number, outcome: number) => void;
  /** A fork is over for its sender. */
  readonly onOver: (fork: number) => void;
  /** It was given up, and its sender takes it for one that failed. */
  readonly onFailed: (fork: number, outcome: number) => void;
  readonly crashIfFatal: (server: number) => void;
}

export function createGivingUp(
  { clients }: Model,
  requests: Requests,
  { parent, first, next }: Forks,
  servers: Servers,
  queues: BalancerQueues,
  reports: ServerReports,
  { balancerOf, serverOf }: Ways,
  { endTries, abandonTries, tellClient, onOver, onFailed, crashIfFatal }: GivingUpWalk,
): GivingUp {
  const { halves, bytes, free, hasForks, mayHold, hold, release } = requests;
  const { memory } = servers;
  const { hasIdleReports } = reports;
  const cancels = Uint8Array.from(clients, ({ afterTimeout }) => (afterTimeout === 'cancel' ? 1 : 0));

  function stop(slot: number): void {
    bytes[(slot << BYTES) | ABANDONED] = 1;
    if (bytes[(slot << BYTES) | AT] === AT_BALANCER) queues.leave(slot, balancerOf(slot));
    if (mayHold) hold(slot);
    if (!hasForks) return;
    if (isFork(slot)) onOver(slot);
    if (bytes[(slot << BYTES) | AT] === CALLING) stopForks(slot);
  }

  /** They leave the queues of balancers, and are not free before they are let go. */
  function stopForks(slot: number): void {
    for (let fork = first[slot]; fork !== NO_SLOT; fork = next[fork]) stop(fork);
  }

  function letGo(slot: number, own: number): void {
    const wasAt = bytes[(slot << BYTES) | AT];
    const isCancelled = leave(slot);
    endTries(slot, BY_ITSELF, own);
    if (!isFork(slot)) tellClient(slot, OUTCOME.timedOut);
    settle(slot, wasAt, isCancelled);
  }

  function failOne(slot: number, level: number): void {
    const wasAt = bytes[(slot << BYTES) | AT];
    const isCancelled = leave(slot);
    abandonTries(slot, level);
    endTries(slot, OUTCOME.failed, OUTCOME.failed);
    if (isFork(slot)) onFailed(slot, OUTCOME.failed);
    else tellClient(slot, OUTCOME.failed);
    settle(slot, wasAt, isCancelled);
  }

  function isFork(slot: number): boolean {
    return hasForks && parent[slot] !== NO_SLOT;
  }

  /** Its forks and its server let go. True: it was there, and the work is cancelled. */
  function leave(slot: number): boolean {
    const wasAt = bytes[(slot << BYTES) | AT];
    const isAtServer = wasAt === QUEUED || wasAt === ON_CORE;
    const isCancelled = isAtServer && cancels[halves[(slot << HALVES) | GROUP]] === 1;
    if (wasAt === CALLING) letGoForks(slot);
    // The server lets go before the balancer may send it the next one.
    if (isCancelled) {
      servers.cancel(serverOf(slot), slot);
      if (hasIdleReports) reports.onLeft(serverOf(slot));
    }
    return isCancelled;
  }

  function settle(slot: number, wasAt: number, isCancelled: boolean): void {
    // What is sent to a server that has just let go may have killed it already.
    if (isCancelled && memory.mayCrash) crashIfFatal(serverOf(slot));
    if (isCancelled || wasAt === AT_BALANCER || wasAt === CALLING || wasAt === LOST) free(slot);
    if (mayHold) release(slot);
  }

  function letGoForks(slot: number): void {
    // A fork that was let go may be in use for something else.
    for (let fork = first[slot], after: number; fork !== NO_SLOT; fork = after) {
      after = next[fork];
      letGo(fork, BY_ITSELF);
    }
    first[slot] = NO_SLOT;
  }

  function abandon(slot: number, own: number): void {
    stop(slot);
    letGo(slot, own);
  }

  return {
    giveUp: (slot) => abandon(slot, BY_ITSELF),
    abandon,
    abandonForks(slot) {
      stopForks(slot);
      letGoForks(slot);
    },
    fail(lost) {
      for (const { slot } of lost) stop(slot);
      for (const { slot, level } of lost) failOne(slot, level);
    },
  };
}
