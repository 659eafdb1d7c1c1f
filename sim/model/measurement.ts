/**
 * The measured window [warmup, duration): opens, closes, and makes the run's observation. Integrals run over the whole run; the
 * window's share is the difference between two snapshots, so the hot path does not know of the window.
 */
import type { BalancerObservation, Checks, Observation, ServerObservation } from '../../records/observation.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Balancer, BalancerTotals } from './balancer.ts';
import type { Model } from './model.ts';
import { createObserver, type Observer } from './observer.ts';
import { PLACE, type Requests } from './requests.ts';
import type { Servers, ServerTotals } from './servers.ts';

export interface Measurement {
  readonly observer: Observer;
  open(): void;
  close(): void;
  /** A request left its server. */
  onLeftServer(reachedAt: number): void;
  /** Ends the run now: what is inside is unfinished. `partial`: it was interrupted. */
  conclude(partial: boolean): Observation;
}

interface Snapshot {
  at: number;
  servers: ServerTotals[];
  balancers: BalancerTotals[];
}

/** `serverOf` tells at which server a request is. */
export function createMeasurement(
  model: Model,
  clock: Clock,
  requests: Requests,
  servers: Servers,
  balancers: Balancer[],
  serverOf: (slot: number) => number,
): Measurement {
  const { now } = clock;
  const { warmup, duration } = model;
  const { place, abandoned, group, arrivedAt, reachedServerAt } = requests;
  const observer = createObserver(model, clock);
  /** Time that requests spent at servers within the window. */
  const timeAtServers = new Float64Array(1);
  let opened: Snapshot | undefined;
  let closed: Snapshot | undefined;

  function open(): void {
    observer.open();
    opened = snapshot();
    servers.forgetMost();
    for (const balancer of balancers) balancer.forgetLongest();
  }

  function close(): void {
    observer.close(slotsInside().map((slot) => arrivedAt[slot]));
    for (const slot of slotsAtServers()) onLeftServer(reachedServerAt[slot]);
    closed = snapshot();
  }

  function onLeftServer(reachedAt: number): void {
    if (opened !== undefined && closed === undefined) timeAtServers[0] += now[0] - (reachedAt > warmup ? reachedAt : warmup);
  }

  function conclude(partial: boolean): Observation {
    if (opened === undefined) open();
    if (closed === undefined) close();
    const inside = slotsInside();
    const isInsideRight = inside.length === observer.inside();
    for (const slot of inside) observer.onUnfinished(group[slot], arrivedAt[slot]);
    return {
      scenario: model.name,
      summary: model.summary,
      strategy: model.balancers[0].strategy.label,
      seed: model.seed,
      warmup,
      duration: partial ? Math.max(warmup, Math.min(duration, now[0])) : duration,
      endedAt: now[0],
      partial,
      requests: observer.counts(),
      latency: observer.latency(),
      unfinishedAges: observer.unfinishedAges(),
      windows: observer.windows(),
      groups: observer.groups(),
      servers: serverObservations(opened!, closed!),
      balancers: balancerObservations(opened!, closed!),
      objectives: model.objectives,
      checks: checks(isInsideRight, opened!, closed!),
      warnings: model.warnings,
    };
  }

  function serverObservations(from: Snapshot, to: Snapshot): ServerObservation[] {
    return model.servers.map((spec, server) => {
      const { name, group: ofGroup, zone, weight, cores, speed, price } = spec;
      const grown = (of: keyof ServerTotals) => to.servers[server][of] - from.servers[server][of];
      const up = to.at - from.at - grown('downTime');
      return {
        name,
        group: ofGroup,
        zone: model.zones[zone],
        weight,
        cores,
        speed,
        price,
        tries: grown('tries'),
        up,
        capacity: up * servers.capacity(server),
        work: grown('work'),
        wasted: grown('wasted'),
        inFlightTime: grown('inFlightTime'),
        inFlightMax: servers.inFlightMax(server),
        crashes: grown('crashes'),
      };
    });
  }

  function balancerObservations(from: Snapshot, to: Snapshot): BalancerObservation[] {
    return balancers.map(({ spec, longestQueue }, index) => ({
      name: spec.name,
      strategy: spec.strategy.label,
      dispatches: to.balancers[index].dispatches - from.balancers[index].dispatches,
      queuedTime: to.balancers[index].queuedTime - from.balancers[index].queuedTime,
      queuedMax: longestQueue(),
      price: spec.price,
    }));
  }

  function checks(isInsideRight: boolean, from: Snapshot, to: Snapshot): Checks {
    const { arrived, succeeded, failed, timedOut, refused, blocked, unfinished } = observer.counts();
    const { insideTime, timeInside } = observer.littlesLaw();
    const total = observer.totals();
    const inFlightTime = to.servers.reduce((sum, each, server) => sum + each.inFlightTime - from.servers[server].inFlightTime, 0);
    const isEachCounted = arrived === succeeded + failed + timedOut + refused + blocked + unfinished;
    return {
      conservation: isInsideRight && isEachCounted && total.arrived === total.ended,
      littlesLawError: relativeError(insideTime, timeInside),
      littlesLawTriesError: relativeError(inFlightTime, timeAtServers[0]),
      workError: workError(),
    };
  }

  /** Work done against work asked less what is left of it, request by request, over all servers and the whole run. */
  function workError(): number {
    let done = 0;
    let asked = 0;
    for (let server = 0; server < servers.count; server++) {
      const { work, workAsked } = servers.totals(server);
      done += work;
      asked += workAsked;
    }
    for (const slot of slotsAtServers()) asked -= servers.workLeftOf(serverOf(slot), slot);
    return relativeError(done, asked);
  }

  function slotsInside(): number[] {
    return slotsWhere((slot) => place[slot] !== PLACE.free && abandoned[slot] === 0);
  }

  function slotsAtServers(): number[] {
    return slotsWhere((slot) => place[slot] === PLACE.queue || place[slot] === PLACE.core || place[slot] === PLACE.wait);
  }

  function slotsWhere(holds: (slot: number) => boolean): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < requests.used(); slot++) if (holds(slot)) slots.push(slot);
    return slots;
  }

  function snapshot(): Snapshot {
    return {
      at: now[0],
      servers: model.servers.map((_, server) => servers.totals(server)),
      balancers: balancers.map(({ totals }) => totals()),
    };
  }

  return { observer, open, close, onLeftServer, conclude };
}

function relativeError(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}
