/**
 * A balancer: its pool, its strategy, what it takes itself (`cost` a request; `capacity` requests a second, one after the other),
 * and the count of requests for which the strategy answered WAIT.
 */
import { needsOf } from './needs.ts';
import { OUTCOMES } from '../../../records/observation.ts';
import { type Cell, cell } from '../../kernel/cells.ts';
import type { Clock } from '../../kernel/clock.ts';
import { namedStream } from '../../kernel/random-stream.ts';
import {
  type Feedback,
  NONE,
  type PoolView,
  type Random,
  type Strategy,
  type TryEnd,
  type TryOutcome,
} from '../../../strategies/strategy.ts';
import type { BalancerSpec, Model } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import { createAdmission } from './admission.ts';
import { createClientIds } from '../clients/client-ids.ts';
import { type Connections, type ConnectionTotals, createConnections } from './connections.ts';
import { createPool, FOUND_OUT, HELD, type Pool } from './pool.ts';
import { createPoolHistory, type PoolHistory } from '../measured/pool-history.ts';
import type { Requests } from '../requests/requests.ts';
import { createGroupedStrategy, joinGroup, type PriorityGroups, priorityGroups } from './priority-groups.ts';
import type { SlotView } from '../requests/request-view.ts';
import { createSessions, type SessionTotals } from './sessions.ts';
import type { Servers } from '../servers/servers.ts';

/** Stands after OUTCOMES: the client or the sender gave up, which says nothing of the server. */
export const GIVEN_UP = OUTCOMES.length;

/** How a try ended, by what came back to it: an index of OUTCOMES, or GIVEN_UP. */
export const TRY_OUTCOMES: TryOutcome[] = [
  'succeeded',
  'failed',
  'timedOut',
  'refused',
  'failed',
  'failed',
  'abandoned',
];

/** Tenths of a weight. */
const WHOLE = 10;

export interface Balancer {
  readonly spec: BalancerSpec;
  readonly pool: Pool;
  readonly strategy: Strategy;
  /** The parts of the pool that are healthy, or in panic, each for itself. */
  readonly groups: PriorityGroups;
  readonly history: PoolHistory;
  /** Whether the balancer's own work costs time. */
  readonly takesTime: boolean;
  /** Nanoseconds until a request that arrives now has passed the balancer's own work. */
  readonly passTime: () => number;
  /** Whether the request that the view shows is let in. */
  readonly admits: () => boolean;
  /** Whether a member would be available, had it not as many tries, or connections, as the balancer allows. */
  readonly isFull: () => boolean;
  readonly connections: Connections | undefined;
  /** The member where the request's connection or session is; NONE where it has none, GONE where its server is. */
  readonly bound: (slot: number) => number;
  /** It begins anew: nothing waits for its turn there. */
  readonly forgetBacklog: () => void;
  /** The request that the view shows was sent to a member. */
  readonly onSent: (member: number, picked: boolean) => void;
  /** The request that the view shows reached the server that it was sent to. */
  readonly onConnected: (member: number) => void;
  /** A try of the request that the view shows, sent at `sentAt` ended; `outcome` is an index of OUTCOMES, or GIVEN_UP. */
  readonly onEnded: (member: number, outcome: number, sentAt: number) => void;
  /** Holds a member back, for a reason of HELD. */
  readonly hold: (member: number, reason: number) => void;
  /** The reason is gone. True: the member has become available by that. */
  readonly release: (member: number, reason: number) => boolean;
  /** A server joins the pool; which member it is. */
  readonly join: (server: number, weight: number) => number;
  /** A member leaves for good. */
  readonly remove: (member: number) => void;
  /** A member of weight 0 is held back. True: it has become available by that. */
  readonly setWeight: (member: number, weight: number) => boolean;
  /** A member has so many tenths of its weight, for a slow start. */
  readonly setTenths: (member: number, tenths: number) => void;
  /** A request joined (1) or left (-1) the balancer's queue. */
  readonly onQueued: (change: 1 | -1) => void;
  readonly totals: () => BalancerTotals;
  readonly forgetLongest: () => void;
}

/** Its health checks, where it has any. */
export interface Watcher {
  /** A try at the member ended so (an index of OUTCOMES, or GIVEN_UP). */
  readonly onTryEnd: (member: number, outcome: number) => void;
  /** Members came, went, or were held back for a reason that was told. */
  readonly onPoolChange: () => void;
}

/** What a balancer did since the start, as of now. */
export interface BalancerTotals {
  /** Tries sent. */
  dispatches: number;
  /** Requests that queue now. */
  queued: number;
  /** Integrals over time of tries under way, and of the queue's length. */
  inServiceTime: number;
  queuedTime: number;
  /** The longest that the queue was since the last `forgetLongest`. */
  queuedMax: number;
  /** Where it has these. */
  sessions: SessionTotals | undefined;
  connections: ConnectionTotals | undefined;
}

/** What a balancer asks of the world. */
export interface BalancerDoors {
  probe: (member: number) => void;
  /** A slot that shows the request of another. */
  show: (slot: number) => number;
  /** Calls `connections.onTimer(nth)` after a delay. */
  scheduleTimer: (nth: number, delay: number) => void;
  watcher: Watcher | undefined;
}

export function createBalancer(
  spec: BalancerSpec,
  model: Model,
  servers: Servers,
  { now }: Clock,
  random: Random,
  view: SlotView,
  requests: Requests,
  { probe, show, scheduleTimer, watcher }: BalancerDoors,
): Balancer {
  const { definition, params } = spec.strategy;
  const needs = needsOf(spec.strategy);
  const pool = createPool(spec, model, needs.oracle === true ? servers : undefined);
  const groups = priorityGroups(pool, spec.health?.overprovisioning !== undefined);
  const create = (view: PoolView) => definition.create(view, random, params, { probe });
  const strategy =
    groups.priorities.length > 1
      ? createGroupedStrategy(groups, pool, namedStream(model.seed, `balancers/${spec.name}/priority`), create)
      : create(pool);
  const hearsDispatches = strategy.onDispatch !== undefined;
  const hearsConnects = strategy.onConnect !== undefined;
  const hearsFirstBytes = strategy.onFirstByte !== undefined;
  const hearsEnds = strategy.onTryEnd !== undefined;
  const mayEject = spec.health?.passive !== undefined;
  const { inService } = pool;
  /** As they are when no start is slow. */
  const weights = Float64Array.from(pool.weight);
  const tenths = new Uint8Array(weights.length).fill(WHOLE);
  const history = createPoolHistory(now, model, pool);
  const gap = spec.capacity === Infinity ? 0 : 1 / spec.capacity;
  const freeAt = cell(0);
  /** Tries under way, all that were sent, and requests that queue; with open integrals (cells.ts) of the first and the last. */
  const underWay = cell(0);
  const dispatches = cell(0);
  const queued = cell(0);
  const inServiceTime = cell(0);
  const queuedTime = cell(0);
  // A connection closes without an answer of its own.
  const end = new SlotTryEnd(view, now, needs.feedback === true && spec.connections === undefined);
  let longest = 0;
  const sessions =
    spec.sessions && createSessions(spec.sessions, createClientIds(model, requests, spec.sessions.by), pool, now);
  const connections =
    spec.connections &&
    createConnections(
      spec.connections,
      createClientIds(model, requests, 'cookie'),
      requests,
      now,
      show,
      {
        onOpened(member, picked) {
          view.kind = 'connection';
          begin(member, picked);
        },
        onConnected: (slot, member) => shown(slot, () => strategy.onConnect!(member, view, now[0])),
        onClosed(slot, member, outcome, openedAt) {
          shown(slot, () => finish(member, outcome, openedAt));
          makeRoom(member);
        },
      },
      scheduleTimer,
    );
  const { perServer = Infinity } = spec.admission ?? {};
  const admission =
    spec.admission &&
    createAdmission(spec.admission, view, namedStream(model.seed, `balancers/${spec.name}/shedding`), now);

  /** A try, or a connection, begins at a member. */
  function begin(member: number, picked: boolean): void {
    inService[member]++;
    if (hearsDispatches) strategy.onDispatch!(member, view, now[0], picked);
  }

  function finish(member: number, outcome: number, since: number): void {
    inService[member]--;
    if (hearsFirstBytes && outcome === OUTCOME.succeeded) strategy.onFirstByte!(member, view, now[0]);
    if (hearsEnds) tellEnd(member, outcome, since);
  }

  /** A try, or a connection, at the member is over: it may have fewer than the balancer allows. */
  function makeRoom(member: number): void {
    if (admission !== undefined && inService[member] < perServer) release(member, HELD.FULL);
  }

  /** The view shows an open connection meanwhile. */
  function shown(slot: number, tell: () => void): void {
    const { slot: before, level, kind } = view;
    view.show(slot, 0, 'connection');
    tell();
    view.show(before, level, kind);
  }

  function tellEnd(member: number, outcome: number, sentAt: number): void {
    end.code = outcome;
    end.sentAt[0] = sentAt;
    strategy.onTryEnd!(member, view, now[0], end);
  }

  function hold(member: number, reason: number): void {
    setHeld(member, pool.held[member] | reason);
    if (pool.available[member] === 1) {
      pool.available[member] = 0;
      strategy.onPoolChange?.(member, 'unavailable', now[0]);
    }
    if ((reason & (FOUND_OUT | HELD.FULL)) === 0) watcher?.onPoolChange();
  }

  function release(member: number, reason: number): boolean {
    setHeld(member, pool.held[member] & ~reason);
    const isBack = pool.available[member] === 0 && pool.held[member] === 0;
    if (isBack) {
      pool.available[member] = 1;
      strategy.onPoolChange?.(member, 'available', now[0]);
    }
    if ((reason & (FOUND_OUT | HELD.FULL)) === 0) watcher?.onPoolChange();
    return isBack;
  }

  /** Whoever has as many tries as the balancer allows was picked: that counts as available for what is measured. */
  function setHeld(member: number, held: number): void {
    const couldBePicked = (pool.held[member] & ~HELD.FULL) === 0;
    pool.held[member] = held;
    const canBePicked = (held & ~HELD.FULL) === 0;
    if (canBePicked === couldBePicked) return;
    tellServer(member, canBePicked ? 1 : -1);
    history.record(member);
  }

  function tellServer(member: number, change: 1 | -1): void {
    if (pool.serverOf[member] >= 0) servers.onPickers(pool.serverOf[member], change);
  }

  function showWeight(member: number): void {
    const weight = tenths[member] === WHOLE ? weights[member] : (weights[member] * tenths[member]) / WHOLE;
    if (pool.weight[member] === weight) return;
    pool.weight[member] = weight;
    strategy.onPoolChange?.(member, 'weight', now[0]);
  }

  for (let member = 0; member < pool.size; member++) if (pool.held[member] === 0) tellServer(member, 1);

  return {
    spec,
    pool,
    strategy,
    groups,
    history,
    connections,
    takesTime: spec.cost > 0 || gap > 0,
    passTime() {
      freeAt[0] = Math.max(freeAt[0], now[0]) + gap;
      return Math.ceil(freeAt[0] + spec.cost) - now[0];
    },
    admits: () => admission === undefined || admission.admits(underWay[0] + queued[0]),
    bound(slot) {
      const connected = connections?.find(slot) ?? NONE;
      return connected === NONE && sessions !== undefined ? sessions.find(slot) : connected;
    },
    isFull: () => pool.held.subarray(0, pool.size).includes(HELD.FULL),
    forgetBacklog() {
      freeAt[0] = 0;
    },
    onSent(member, picked) {
      inServiceTime[0] -= now[0];
      underWay[0]++;
      dispatches[0]++;
      sessions?.bind(view.slot, member);
      if (connections === undefined) begin(member, picked);
      else connections.onSent(view.slot, member, picked);
      if (admission === undefined) return;
      admission.onSent();
      if (inService[member] >= perServer) hold(member, HELD.FULL);
    },
    onConnected(member) {
      if (!hearsConnects) return;
      if (connections === undefined) strategy.onConnect!(member, view, now[0]);
      else connections.onConnected(view.slot);
    },
    onEnded(member, outcome, sentAt) {
      inServiceTime[0] += now[0];
      underWay[0]--;
      if (connections === undefined) finish(member, outcome, sentAt);
      else connections.onEnded(view.slot);
      if (mayEject) watcher!.onTryEnd(member, outcome);
      admission?.onEnded(outcome, sentAt);
      makeRoom(member);
    },
    hold,
    release,
    join(server, weight) {
      const member = pool.join(server, weight);
      weights[member] = pool.weight[member];
      joinGroup(groups, pool, member);
      if (pool.held[member] === 0) tellServer(member, 1);
      history.record(member);
      strategy.onPoolChange?.(member, 'added', now[0]);
      watcher?.onPoolChange();
      return member;
    },
    remove(member) {
      setHeld(member, pool.held[member] | HELD.REMOVED);
      pool.available[member] = 0;
      history.record(member);
      strategy.onPoolChange?.(member, 'removed', now[0]);
      watcher?.onPoolChange();
    },
    setWeight(member, weight) {
      if (weight === 0) hold(member, HELD.WEIGHTLESS);
      else {
        weights[member] = weight;
        showWeight(member);
      }
      return weight > 0 && release(member, HELD.WEIGHTLESS);
    },
    setTenths(member, share) {
      tenths[member] = share;
      showWeight(member);
    },
    onQueued(change) {
      queuedTime[0] -= change * now[0];
      queued[0] += change;
      if (queued[0] > longest) longest = queued[0];
    },
    totals: () => ({
      dispatches: dispatches[0],
      queued: queued[0],
      inServiceTime: inServiceTime[0] + underWay[0] * now[0],
      queuedTime: queuedTime[0] + queued[0] * now[0],
      queuedMax: longest,
      sessions: sessions?.totals(),
      connections: connections?.totals(),
    }),
    forgetLongest() {
      longest = queued[0];
    },
  };
}

/** The end of a try, as strategies are told; one object, reused. All is looked up when it is asked for. */
class SlotTryEnd implements TryEnd {
  /** An index of OUTCOMES, or GIVEN_UP. */
  code: number = OUTCOME.succeeded;
  readonly sentAt: Cell = cell(0);
  readonly #view: SlotView;
  readonly #now: Cell;
  readonly #hasFeedback: boolean;

  constructor(view: SlotView, now: Cell, hasFeedback: boolean) {
    this.#view = view;
    this.#now = now;
    this.#hasFeedback = hasFeedback;
  }

  get outcome(): TryOutcome {
    return TRY_OUTCOMES[this.code];
  }

  get latency(): number {
    return this.#now[0] - this.sentAt[0];
  }

  get bytesIn(): number {
    return this.#view.spec.bytesIn;
  }

  get bytesOut(): number {
    return this.code === OUTCOME.succeeded ? this.#view.spec.bytesOut : 0;
  }

  get feedback(): Feedback | undefined {
    return this.#hasFeedback && this.code === OUTCOME.succeeded ? this.#view.feedback : undefined;
  }
}
