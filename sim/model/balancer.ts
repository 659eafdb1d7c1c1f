/**
 * A balancer: its pool, its strategy, what it takes itself (`cost` a request; `capacity` requests a second, one after the other),
 * and the count of requests for which the strategy answered WAIT.
 */
import type { Clock } from '../kernel/clock.ts';
import type { Random, Strategy, TryEnd, TryOutcome } from '../../strategies/strategy.ts';
import type { BalancerSpec, Model } from './model.ts';
import { OUTCOME } from './observer.ts';
import { createPool, type Pool } from './pool.ts';
import type { SlotView } from './request-view.ts';
import type { Servers } from './servers.ts';

/** By outcome, in the order of OUTCOMES. */
const TRY_OUTCOMES: TryOutcome[] = ['succeeded', 'failed', 'timedOut', 'refused'];

export interface Balancer {
  readonly spec: BalancerSpec;
  readonly pool: Pool;
  readonly strategy: Strategy;
  /** Whether the balancer's own work costs time. */
  readonly takesTime: boolean;
  /** Nanoseconds until a request that arrives now has passed the balancer's own work. */
  passTime(): number;
  onSent(member: number, view: SlotView, picked: boolean): void;
  /** A try that was sent at `sentAt` ended; `outcome` is an index of OUTCOMES. */
  onEnded(member: number, view: SlotView, outcome: number, sentAt: number): void;
  /** A request joined (1) or left (-1) the balancer's queue. */
  onQueued(change: 1 | -1): void;
  /** So far: tries sent; time integral of the queue's length; its longest since the last `forgetLongest`. */
  totals(): BalancerTotals;
  longestQueue(): number;
  forgetLongest(): void;
}

export interface BalancerTotals {
  dispatches: number;
  queuedTime: number;
}

export function createBalancer(
  spec: BalancerSpec,
  model: Model,
  servers: Servers,
  { now }: Clock,
  random: Random,
  probe: (member: number) => void,
): Balancer {
  const { definition, params } = spec.strategy;
  const needs = definition.needs?.(params) ?? {};
  const pool = createPool(spec, model, needs.oracle === true ? servers : undefined);
  const strategy = definition.create(pool, random, params, { probe });
  const hearsDispatches = strategy.onDispatch !== undefined;
  const hearsEnds = strategy.onTryEnd !== undefined;
  const { inService } = pool;
  const gap = spec.capacity === Infinity ? 0 : 1 / spec.capacity;
  const freeAt = new Float64Array(1);
  const queuedTime = new Float64Array(1);
  const queueChangedAt = new Float64Array(1);
  const end: { -readonly [K in keyof TryEnd]: TryEnd[K] } = { outcome: 'succeeded', latency: 0, bytesIn: 0, bytesOut: 0 };
  let dispatches = 0;
  let queued = 0;
  let longest = 0;

  function advanceQueue(): void {
    queuedTime[0] += queued * (now[0] - queueChangedAt[0]);
    queueChangedAt[0] = now[0];
  }

  function tellEnd(member: number, view: SlotView, outcome: number, sentAt: number): void {
    const { bytesIn, bytesOut } = view.spec;
    end.outcome = TRY_OUTCOMES[outcome];
    end.latency = now[0] - sentAt;
    end.bytesIn = bytesIn;
    end.bytesOut = outcome === OUTCOME.succeeded ? bytesOut : 0;
    strategy.onTryEnd!(member, view, now[0], end);
  }

  return {
    spec,
    pool,
    strategy,
    takesTime: spec.cost > 0 || gap > 0,
    passTime() {
      freeAt[0] = Math.max(freeAt[0], now[0]) + gap;
      return Math.ceil(freeAt[0] + spec.cost) - now[0];
    },
    onSent(member, view, picked) {
      dispatches++;
      inService[member]++;
      if (hearsDispatches) strategy.onDispatch!(member, view, now[0], picked);
    },
    onEnded(member, view, outcome, sentAt) {
      inService[member]--;
      if (hearsEnds) tellEnd(member, view, outcome, sentAt);
    },
    onQueued(change) {
      advanceQueue();
      queued += change;
      if (queued > longest) longest = queued;
    },
    totals() {
      advanceQueue();
      return { dispatches, queuedTime: queuedTime[0] };
    },
    longestQueue: () => longest,
    forgetLongest() {
      longest = queued;
    },
  };
}
