/**
 * The measured window [warmup, duration): opens, closes, and makes the run's observation. Integrals run over the whole run; the
 * window's share is the difference between two snapshots, so the hot path does not know of the window.
 */
import type {
  BalancerObservation,
  Checks,
  Observation,
  SentCounts,
  ServerObservation,
} from '../../../records/observation.ts';
import { cell, integers } from '../../kernel/cells.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Balancer, BalancerTotals } from '../balancers/balancer.ts';
import type { Forks } from '../clients/forks.ts';
import type { Happenings } from './happenings.ts';
import type { Model } from '../model.ts';
import { createObserver, type Observer } from './observer.ts';
import type { Presence } from '../fleet/presence.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import type { Senders } from '../clients/senders.ts';
import type { ServerTimelineRecorder } from './server-timeline.ts';
import type { ServerTotals } from './server-totals.ts';
import type { Servers } from '../servers/servers.ts';

const { BYTES, PLACE: AT, ABANDONED, LEVEL, NO_SLOT } = ROW;

export interface Measurement {
  readonly observer: Observer;
  readonly open: () => void;
  readonly close: () => void;
  /** A try that was sent at this instant ended. */
  readonly onTryEnd: (sentAt: number) => void;
  /** Ends the run now: what is inside is unfinished. `partial`: it was interrupted. */
  readonly conclude: (partial: boolean) => Observation;
}

interface Snapshot {
  at: number;
  servers: ServerTotals[];
  balancers: BalancerTotals[];
  /** By server: see `paid` of presence.ts. */
  paid: number[];
}

/** `serverOf` tells at which server a request is. */
export function createMeasurement(
  model: Model,
  clock: Clock,
  requests: Requests,
  servers: Servers,
  timeline: ServerTimelineRecorder,
  balancers: Balancer[],
  happenings: Happenings,
  { parent, base }: Forks,
  presence: Presence,
  senders: Senders,
  serverOf: (slot: number) => number,
): Measurement {
  const { now } = clock;
  const { warmup, duration } = model;
  const { bytes, hasForks } = requests;
  const observer = createObserver(model, clock, requests);
  /** Time that tries took within the window. */
  const triesTime = cell(0);
  let opened: Snapshot | undefined;
  let closed: Snapshot | undefined;
  const isMeasuring = integers(1);

  function open(): void {
    observer.open();
    opened = snapshot();
    timeline.open();
    isMeasuring[0] = 1;
    servers.forgetMost();
    forEachAtServers((slot) => servers.forgetWork(serverOf(slot), slot));
    for (const balancer of balancers) balancer.forgetLongest();
  }

  function close(): void {
    observer.close();
    forEachInside(observer.onInsideAtClose);
    forEachAwaited((slot) => {
      const from = hasForks ? base[slot] : 0;
      for (let level = from; level < bytes[(slot << BYTES) | LEVEL]; level++) onTryEnd(requests.sentAt(slot, level));
    });
    closed = snapshot();
    timeline.close();
    isMeasuring[0] = 0;
  }

  function onTryEnd(sentAt: number): void {
    if (isMeasuring[0] === 1) triesTime[0] += now[0] - (sentAt > warmup ? sentAt : warmup);
  }

  function conclude(partial: boolean): Observation {
    // Interrupted in the warm-up: the window is empty.
    if (opened === undefined) opened = closed = snapshot();
    if (closed === undefined) close();
    const isInsideRight = countInside() === observer.inside();
    forEachInside(observer.onUnfinished);
    const objectiveSeconds = observer.objectiveSeconds();
    const shown = present(opened, closed!);
    return {
      scenario: model.name,
      summary: model.summary,
      strategy: model.balancers[model.compared ?? 0].strategy.label,
      seed: model.seed,
      warmup,
      ...(model.warmupMethod !== undefined && { warmupMethod: model.warmupMethod }),
      duration: partial ? Math.max(warmup, Math.min(duration, now[0])) : duration,
      endedAt: now[0],
      partial,
      requests: observer.counts(),
      latency: observer.latency(),
      unfinishedAges: observer.unfinishedAges(),
      windows: observer.windows(),
      groups: observer.groups().map((group, index) => ({ ...group, ...sentBy(senders.ofGroup[index]) })),
      servers: serverObservations(shown, opened, closed!),
      serverTimeline: timeline.of(shown),
      balancers: balancerObservations(opened, closed!),
      objectives: model.objectives,
      checks: checks(isInsideRight, opened, closed!),
      ...(objectiveSeconds !== undefined && { objectiveSeconds }),
      happenings: happenings.all,
      warnings: model.warnings,
    };
  }

  function serverObservations(shown: number[], from: Snapshot, to: Snapshot): ServerObservation[] {
    const crashes = crashesByName();
    return shown.map((server) => {
      const spec = model.servers[server];
      const { name, group: ofGroup, zone, weight, cores, speed, price, cache } = spec;
      const grown = (of: keyof ServerTotals) => to.servers[server][of] - from.servers[server][of];
      return {
        name,
        group: ofGroup,
        zone: model.zones[zone],
        weight,
        cores,
        speed,
        price,
        tries: grown('tries'),
        up: to.at - from.at - grown('downTime'),
        ...presentTime(server, from, to),
        capacity: grown('couldWork'),
        availableCapacity: grown('couldWorkAvailable'),
        work: grown('work'),
        wasted: grown('wasted'),
        inFlightTime: grown('inFlightTime'),
        inFlightMax: to.servers[server].inFlightMax,
        crashes: crashes.get(name) ?? 0,
        ...(cache !== undefined && { cache: { lookups: grown('cacheLookups'), hits: grown('cacheHits') } }),
      };
    });
  }

  /** By their instants: one as the window opens may come before it in the order of events. */
  function crashesByName(): Map<string, number> {
    const crashes = new Map<string, number>();
    for (const { kind, name, at } of happenings.all) {
      if (kind === 'crash' && at >= warmup && at < duration) crashes.set(name, (crashes.get(name) ?? 0) + 1);
    }
    return crashes;
  }

  /** Servers that were there for a part of the time at least. */
  function present(from: Snapshot, to: Snapshot): number[] {
    const all = Array.from(model.servers.keys());
    if (from.at === to.at) return all.filter((server) => model.servers[server].reserve !== true);
    return all.filter((server) => presence.between(server, from.at, to.at) > 0);
  }

  function presentTime(server: number, from: Snapshot, to: Snapshot): { present?: number; paid?: number } {
    const all = to.at - from.at;
    const present = presence.between(server, from.at, to.at);
    const paid = to.paid[server] - from.paid[server];
    return { ...(present !== all && { present }), ...((present !== all || paid !== all) && { paid }) };
  }

  function balancerObservations(from: Snapshot, to: Snapshot): BalancerObservation[] {
    return balancers.map(({ spec, history }, index) => ({
      name: spec.name,
      strategy: spec.strategy.label,
      dispatches: to.balancers[index].dispatches - from.balancers[index].dispatches,
      queuedTime: to.balancers[index].queuedTime - from.balancers[index].queuedTime,
      queuedMax: to.balancers[index].queuedMax,
      price: spec.price,
      pool: history.steps,
      ...sentBy(senders.ofBalancer[index]),
      ...grown('sessions', from.balancers[index], to.balancers[index]),
      ...grown('connections', from.balancers[index], to.balancers[index]),
    }));
  }

  /** Nothing of who does not try again. */
  function sentBy(sender: number): { sent?: SentCounts } {
    return sender < 0 ? {} : { sent: { ...senders.all[sender].counts } };
  }

  function checks(isInsideRight: boolean, from: Snapshot, to: Snapshot): Checks {
    const { arrived, succeeded, failed, timedOut, refused, blocked, unfinished } = observer.counts();
    const { insideTime, timeInside } = observer.littlesLaw();
    const inServiceTime = to.balancers.reduce(
      (sum, each, index) => sum + each.inServiceTime - from.balancers[index].inServiceTime,
      0,
    );
    const isEachCounted = arrived === succeeded + failed + timedOut + refused + blocked + unfinished;
    return {
      conservation: isInsideRight && isEachCounted,
      littlesLawError: relativeError(insideTime, timeInside),
      littlesLawTriesError: relativeError(inServiceTime, triesTime[0]),
      workError: workError(),
    };
  }

  /** Work done against work asked less what is left of it, request by request, over all servers and the whole run. */
  function workError(): number {
    let done = 0;
    let asked = servers.workAsked();
    for (let server = 0; server < servers.count; server++) done += servers.workDone(server);
    forEachAtServers((slot) => (asked -= servers.workLeftOf(serverOf(slot), slot)));
    return relativeError(done, asked);
  }

  function placeOf(slot: number): number {
    return bytes[(slot << BYTES) | AT];
  }

  function countInside(): number {
    let count = 0;
    forEachInside(() => count++);
    return count;
  }

  /** Visits the requests without an outcome. */
  function forEachInside(visit: (slot: number) => void): void {
    forEachAwaited((slot) => {
      if (!hasForks || parent[slot] === NO_SLOT) visit(slot);
    });
  }

  /** Visits those, and tries with slots of their own whose answer the sender waits for. */
  function forEachAwaited(visit: (slot: number) => void): void {
    for (let slot = 0; slot < requests.used(); slot++) {
      if (placeOf(slot) !== PLACE.FREE && bytes[(slot << BYTES) | ABANDONED] === 0) visit(slot);
    }
  }

  function forEachAtServers(visit: (slot: number) => void): void {
    for (let slot = 0; slot < requests.used(); slot++) {
      const place = placeOf(slot);
      if (place === PLACE.QUEUED || place === PLACE.ON_CORE || place === PLACE.WAITING) visit(slot);
    }
  }

  function snapshot(): Snapshot {
    return {
      at: now[0],
      servers: model.servers.map((_, server) => servers.totals(server)),
      balancers: balancers.map(({ totals }) => totals()),
      paid: model.servers.map((_, server) => presence.paid(server)),
    };
  }

  return { observer, open, close, onTryEnd, conclude };
}

/** Counts that a balancer may have, as far as they grew. */
function grown<K extends 'sessions' | 'connections'>(
  key: K,
  { [key]: before }: BalancerTotals,
  { [key]: after }: BalancerTotals,
): Pick<BalancerObservation, K> | undefined {
  if (before === undefined || after === undefined) return undefined;
  const then = new Map<string, number>(Object.entries(before));
  const counts = Object.entries(after).map(([name, count]: [string, number]) => [name, count - then.get(name)!]);
  return { [key]: Object.fromEntries(counts) } as Pick<BalancerObservation, K>;
}

function relativeError(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}
