/**
 * What senders do with the requests that come to them: a first try, a hedge beside a try that takes long, a retry after one that failed
 * while no other is under way. The first good answer counts, and so does the last bad one.
 */
import type { SentCounts } from '../../../records/observation.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';
import type { Forks } from './forks.ts';
import type { GivingUp } from './giving-up.ts';
import type { Model } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import { type Requests, ROW } from '../requests/requests.ts';
import type { Sender, Senders } from './senders.ts';
import type { Timeouts } from './timeouts.ts';

const { DOUBLES, ARRIVED_AT, INTEGERS, NUMBER, BYTES, ABANDONED, NO_SLOT } = ROW;

export interface Tries {
  /** A request comes to a sender. */
  readonly begin: (slot: number, sender: number) => void;
  /** The answer to a try is back at its sender. */
  readonly onAnswer: (fork: number, outcome: number) => void;
  /** A try is over for its sender, answered or not. */
  readonly onOver: (fork: number) => void;
  /** A try that was given up because what was to answer it has died: it has failed for its sender. */
  readonly onFailed: (fork: number, outcome: number) => void;
  /** The time of a try is over. */
  readonly onTimeout: (fork: number) => void;
  /** A try has taken so long that it may get another beside it. */
  readonly onHedge: (fork: number) => void;
  /** It is time for a retry. */
  readonly onRetry: (slot: number) => void;
}

/** What the walk does. */
export interface TriesWalk {
  /** A try sets out from its sender. */
  readonly depart: (fork: number, sender: Sender) => void;
  /** The sender has an answer to the request. */
  readonly reply: (slot: number, outcome: number, sender: Sender) => void;
}

export function createTries(
  { clients, warmup }: Model,
  { now }: Clock,
  events: Events,
  { doubles, integers, bytes, hold, release }: Requests,
  { all: senders }: Senders,
  forks: Forks,
  timeouts: Timeouts,
  { abandon, abandonForks }: GivingUp,
  { depart, reply }: TriesWalk,
): Tries {
  const { parent, first, retries, hedges, isHedge, beganAt, way, numberOf } = forks;
  const firstOwner = clients.length;

  const senderOf = (slot: number): Sender => senders[forks.sender[slot]];

  function count(slot: number, what: keyof SentCounts): void {
    if (doubles[(slot << DOUBLES) | ARRIVED_AT] >= warmup) senderOf(slot).counts[what]++;
  }

  /** Whether the sender's budget pays for a further try. */
  function isPaid(slot: number): boolean {
    const { budget } = senderOf(slot);
    const isIt = budget === undefined || budget.take();
    if (!isIt) count(slot, 'denied');
    return isIt;
  }

  function begin(slot: number, sender: number): void {
    forks.park(slot, sender);
    count(slot, 'requests');
    senders[sender].budget?.onFirst();
    send(slot, false);
  }

  function send(slot: number, hedge: boolean): void {
    const sender = senderOf(slot);
    const fork = forks.fork(slot, hedge);
    timeouts.add(firstOwner + forks.sender[slot], fork);
    const { hedge: spec } = sender.spec;
    const after = spec !== undefined && hedges[slot] < spec.count ? sender.hedgeDelay!.now() : Infinity;
    if (after !== Infinity) {
      hold(fork);
      events.push(after, LANE.timeout, integers[(fork << INTEGERS) | NUMBER], EVENT.hedge, fork);
    }
    depart(fork, sender);
  }

  function onOver(fork: number): void {
    const slot = parent[fork];
    timeouts.remove(firstOwner + forks.sender[slot], fork);
    if (isHedge[fork] === 0) senderOf(slot).hedgeDelay?.onEnded(now[0] - beganAt[fork]);
  }

  function onAnswer(fork: number, outcome: number): void {
    const slot = parent[fork];
    onOver(fork);
    forks.unlink(fork);
    if (outcome !== OUTCOME.succeeded) return onFailure(slot, outcome);
    forks.passFeedback(fork);
    abandonForks(slot);
    reply(slot, outcome, senderOf(slot));
  }

  function onFailure(slot: number, outcome: number): void {
    if (first[slot] !== NO_SLOT) return;
    const sender = senderOf(slot);
    const { spec, retriesOn } = sender;
    if (!retriesOn[outcome] || retries[slot] === spec.retries || !isPaid(slot)) return reply(slot, outcome, sender);
    const delay = sender.backoff(numberOf(slot), way[slot], ++retries[slot]);
    hold(slot);
    events.push(delay, LANE.transit, integers[(slot << INTEGERS) | NUMBER], EVENT.retry, slot);
  }

  function onTimeout(fork: number): void {
    abandon(fork, OUTCOME.timedOut);
    onFailed(fork, OUTCOME.timedOut);
  }

  function onFailed(fork: number, outcome: number): void {
    const slot = parent[fork];
    forks.unlink(fork);
    onFailure(slot, outcome);
  }

  function onHedge(fork: number): void {
    const slot = parent[fork];
    const isOver = bytes[(fork << BYTES) | ABANDONED] === 1;
    release(fork);
    if (isOver) return;
    if (hedges[slot] === senderOf(slot).spec.hedge!.count || !isPaid(slot)) return;
    hedges[slot]++;
    count(slot, 'hedges');
    send(slot, true);
  }

  function onRetry(slot: number): void {
    const isOver = bytes[(slot << BYTES) | ABANDONED] === 1;
    release(slot);
    if (isOver) return;
    count(slot, 'retries');
    send(slot, false);
  }

  return { begin, onAnswer, onOver, onFailed, onTimeout, onHedge, onRetry };
}
