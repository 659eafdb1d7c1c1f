/**
 * How requests walk: from the client through balancers (one inside the other, if a pool's member is a balancer) to a server, and
 * back. Each balancer on the way holds one try of the request, at the level that the balancer has on the way; the answer ends
 * the tries from the last to the first.
 */
import { OUTCOMES } from '../../records/observation.ts';
import { NONE, WAIT } from '../../strategies/strategy.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';
import { LANE } from '../kernel/lanes.ts';
import type { Balancer } from './balancer.ts';
import { EVENT } from './event-kinds.ts';
import type { Listener } from './listener.ts';
import type { Measurement } from './measurement.ts';
import type { Model } from './model.ts';
import type { Network } from './network.ts';
import { OUTCOME } from './observer.ts';
import type { ProbeLatency } from './probe-latency.ts';
import { PLACE, type Requests, ROW } from './requests.ts';
import type { SlotView } from './request-view.ts';
import type { ServerReports } from './server-reports.ts';
import type { Servers } from './servers.ts';
import { createSlotLists } from './slot-lists.ts';
import type { Timeouts } from './timeouts.ts';

const { INTEGERS, NUMBER, HALVES, GROUP, BYTES, PLACE: AT, ABANDONED, OUTCOME: ANSWER, LEVEL, NO_SLOT } = ROW;
const { IN_TRANSIT, AT_BALANCER, QUEUED, ON_CORE, WAITING } = PLACE;
const { succeeded: SUCCEEDED, failed: FAILED, timedOut: TIMED_OUT, refused: REFUSED } = OUTCOME;
const TO_WAIT = WAIT;
const TO_NONE = NONE;

export interface Walk {
  /** A request that has just arrived at its client sets out. */
  readonly setOut: (slot: number) => void;
  /** The client of the request gives up. */
  readonly giveUp: (slot: number) => void;
  readonly onDeparture: (server: number) => void;
  readonly onAtBalancer: (slot: number) => void;
  readonly onPassedBalancer: (slot: number) => void;
  readonly onAtServer: (slot: number) => void;
  readonly onWaitDone: (slot: number) => void;
  readonly onBack: (slot: number) => void;
}

export interface WalkParts {
  clock: Clock;
  events: Events;
  requests: Requests;
  servers: Servers;
  balancers: Balancer[];
  network: Network;
  timeouts: Timeouts;
  view: SlotView;
  measurement: Measurement;
  probeLatency: ProbeLatency;
  reports: ServerReports;
  /** The server that a request is at, or on its way to. */
  serverOf: (slot: number) => number;
  /** A client knows how its request ended. */
  onOutcome: (slot: number, outcome: number) => void;
}

export function createWalk(model: Model, parts: WalkParts, listener: Listener | undefined): Walk {
  const {
    clock,
    events,
    requests,
    servers,
    balancers,
    network,
    timeouts,
    view,
    measurement,
    probeLatency,
    reports,
    serverOf,
    onOutcome,
  } = parts;
  const { now } = clock;
  const { integers, halves, bytes, wait, found, reachedServerAt, departedAt, leftBehind, free, hasTimeouts } = requests;
  const { observer, onTryEnd } = measurement;
  const { memory } = servers;
  const { clients: groups } = model;
  const serverZone = Uint16Array.from(model.servers, ({ zone }) => zone);
  const via = Int32Array.from(groups, (each) => each.via);
  const queues = createSlotLists(requests.placeLinks, balancers.length);
  /** V8 compiles a balancer that is alone into the code. */
  const only = balancers.length === 1 ? balancers[0] : undefined;
  const isServing = new Uint8Array(balancers.length);
  const isPlain = network.isInstant && balancers.every(({ takesTime }) => !takesTime);
  const hasWait = wait.length > 0;
  const hasConnects = balancers.some(({ strategy }) => strategy.onConnect !== undefined);
  const hasProbes = found.length > 0;
  const hasFeedback = departedAt.length > 0;
  const { hasIdleReports } = reports;

  // On the way to a server

  function setOut(slot: number): void {
    const balancer = via[halves[(slot << HALVES) | GROUP]];
    if (isPlain) dispatch(slot, balancer);
    else toBalancer(slot, balancer, groups[halves[(slot << HALVES) | GROUP]].zone);
  }

  function toBalancer(slot: number, balancer: number, fromZone: number): void {
    const latency = network.between(fromZone, model.balancers[balancer].zone);
    if (latency === 0) onAtBalancer(slot);
    else travel(slot, latency, LANE.transit, EVENT.atBalancer);
  }

  function onAtBalancer(slot: number): void {
    const balancer = balancerOf(slot);
    if (dropAbandoned(slot)) return;
    if (balancers[balancer].takesTime) travel(slot, balancers[balancer].passTime(), LANE.transit, EVENT.passedBalancer);
    else dispatch(slot, balancer);
  }

  function onPassedBalancer(slot: number): void {
    if (!dropAbandoned(slot)) dispatch(slot, balancerOf(slot));
  }

  function dispatch(slot: number, index: number): void {
    const balancer = balancerWith(index);
    view.slot = slot;
    const member = balancer.strategy.pick(view, now[0]);
    if (member >= 0) send(slot, index, member, true);
    else if (member === TO_WAIT) joinQueue(slot, index);
    else answer(slot, FAILED, balancer.spec.zone);
  }

  function send(slot: number, index: number, member: number, picked: boolean): void {
    const balancer = balancerWith(index);
    requests.setTry(slot, bytes[(slot << BYTES) | LEVEL]++, member, now[0]);
    balancer.onSent(member, picked);
    if (listener !== undefined)
      listener.onPick(
        integers[(slot << INTEGERS) | NUMBER],
        balancer.spec.name,
        balancer.pool.name(member),
        now[0],
        picked,
      );
    const server = balancer.pool.serverOf[member];
    if (server < 0) return toBalancer(slot, balancer.pool.members[member].index, balancer.spec.zone);
    observer.onTry(slot);
    const latency = isPlain ? 0 : network.toMember(index, member);
    if (latency === 0) reachServer(slot, server);
    else travel(slot, latency, LANE.transit, EVENT.atServer);
  }

  function onAtServer(slot: number): void {
    if (!dropAbandoned(slot)) reachServer(slot, serverOf(slot));
  }

  function reachServer(slot: number, server: number): void {
    if (hasProbes) {
      found[slot] = servers.inFlight(server);
      reachedServerAt[slot] = now[0];
    }
    if (hasConnects) tellConnected(slot);
    if (servers.arrive(server, slot)) {
      if (memory.mayCrash && memory.isFatal(server)) crash(server);
    } else {
      answer(slot, servers.isUp(server) ? REFUSED : FAILED, serverZone[server]);
    }
  }

  function tellConnected(slot: number): void {
    view.slot = slot;
    balancerWith(lastBalancerOf(slot)).onConnected(requests.member(slot, bytes[(slot << BYTES) | LEVEL] - 1));
  }

  // Queueing at a balancer

  function joinQueue(slot: number, index: number): void {
    const { spec, onQueued } = balancerWith(index);
    if (queues.length[index] >= spec.queue) {
      answer(slot, REFUSED, spec.zone);
      return;
    }
    onQueued(1);
    bytes[(slot << BYTES) | AT] = AT_BALANCER;
    queues.append(index, slot);
  }

  function leaveQueue(slot: number, index: number): void {
    balancers[index].onQueued(-1);
    queues.remove(index, slot);
  }

  /** Gives what queues at the balancer to the member that has just got free, or picks again. */
  function serveQueue(index: number, member: number): void {
    // A server that refuses at once comes back here: the loop below goes on instead.
    if (isServing[index] === 1) return;
    isServing[index] = 1;
    const { strategy, spec } = balancerWith(index);
    for (let slot = queues.head[index]; slot !== NO_SLOT; slot = queues.head[index]) {
      view.slot = slot;
      const isDirect = strategy.onSlotFree !== undefined;
      const to = isDirect ? (strategy.onSlotFree!(member, now[0]) ? member : TO_WAIT) : strategy.pick(view, now[0]);
      if (to === TO_WAIT) break;
      leaveQueue(slot, index);
      if (to === TO_NONE) answer(slot, FAILED, spec.zone);
      else send(slot, index, to, !isDirect);
    }
    isServing[index] = 0;
  }

  // At a server

  function onDeparture(server: number): void {
    const slot = servers.onCoreDone(server);
    const waits = hasWait && bytes[(slot << BYTES) | AT] === WAITING;
    if (waits) events.push(wait[slot], LANE.response, integers[(slot << INTEGERS) | NUMBER], EVENT.waitDone, slot);
    if (memory.mayCrash && memory.isFatal(server)) crash(server);
    if (!waits) leaveServer(slot, server);
  }

  function onWaitDone(slot: number): void {
    // Its server has crashed meanwhile.
    if (bytes[(slot << BYTES) | AT] !== WAITING) return free(slot);
    const server = serverOf(slot);
    servers.onWaitDone(server, slot);
    if (memory.mayCrash && memory.isFatal(server)) crash(server);
    leaveServer(slot, server);
  }

  function leaveServer(slot: number, server: number): void {
    if (listener !== undefined) listener.onDeparture(integers[(slot << INTEGERS) | NUMBER], now[0]);
    if (hasProbes) probeLatency.record(server, found[slot], now[0] - reachedServerAt[slot]);
    if (hasFeedback) {
      departedAt[slot] = now[0];
      leftBehind[slot] = servers.inFlight(server);
    }
    if (hasIdleReports) reports.onLeft(server);
    if (bytes[(slot << BYTES) | ABANDONED] === 1) free(slot);
    else answer(slot, SUCCEEDED, serverZone[server]);
  }

  /** The server dies with all it holds; clients and balancers see it at once. */
  function crash(server: number): void {
    const held: number[] = [];
    for (let slot = 0; slot < requests.used(); slot++) {
      const isAtServer =
        bytes[(slot << BYTES) | AT] === QUEUED ||
        bytes[(slot << BYTES) | AT] === ON_CORE ||
        bytes[(slot << BYTES) | AT] === WAITING;
      if (isAtServer && serverOf(slot) === server) held.push(slot);
    }
    held.sort((a, b) => integers[(a << INTEGERS) | NUMBER] - integers[(b << INTEGERS) | NUMBER]);
    servers.crash(server, held);
    events.push(memory.restartTime(server), LANE.poolChange, server, EVENT.restart, server);
    for (const slot of held) lose(slot);
  }

  function lose(slot: number): void {
    // The end of its wait still stands in the heap: the slot is freed there.
    const isReferred = bytes[(slot << BYTES) | AT] === WAITING;
    const isAnswered = bytes[(slot << BYTES) | ABANDONED] === 1;
    bytes[(slot << BYTES) | AT] = IN_TRANSIT;
    bytes[(slot << BYTES) | ABANDONED] = 1;
    if (!isAnswered) {
      endTries(slot, FAILED);
      tellClient(slot, FAILED);
    }
    if (!isReferred) free(slot);
  }

  // On the way back

  /** An answer sets out from `zone` to the last balancer that has a try of the request, or to its client. */
  function answer(slot: number, outcome: number, zone: number): void {
    if (isPlain) return finish(slot, outcome);
    bytes[(slot << BYTES) | ANSWER] = outcome;
    const to =
      bytes[(slot << BYTES) | LEVEL] > 0
        ? model.balancers[lastBalancerOf(slot)].zone
        : groups[halves[(slot << HALVES) | GROUP]].zone;
    const latency = network.between(zone, to);
    if (latency === 0) onBack(slot);
    else travel(slot, latency, LANE.response, EVENT.back);
  }

  function onBack(slot: number): void {
    if (dropAbandoned(slot)) return;
    const outcome = bytes[(slot << BYTES) | ANSWER];
    if (bytes[(slot << BYTES) | LEVEL] === 0) return finish(slot, outcome);
    const index = lastBalancerOf(slot);
    endTry(slot, index, outcome);
    answer(slot, outcome, model.balancers[index].zone);
  }

  function finish(slot: number, outcome: number): void {
    endTries(slot, outcome);
    tellClient(slot, outcome);
    free(slot);
  }

  function endTries(slot: number, outcome: number): void {
    while (bytes[(slot << BYTES) | LEVEL] > 0) endTry(slot, lastBalancerOf(slot), outcome);
  }

  function endTry(slot: number, index: number, outcome: number): void {
    const balancer = balancerWith(index);
    const level = --bytes[(slot << BYTES) | LEVEL];
    const member = requests.member(slot, level);
    const sentAt = requests.sentAt(slot, level);
    view.slot = slot;
    balancer.onEnded(member, outcome, sentAt);
    onTryEnd(sentAt);
    if (queues.head[index] !== NO_SLOT) serveQueue(index, member);
  }

  function giveUp(slot: number): void {
    const wasAt = bytes[(slot << BYTES) | AT];
    const isAtServer = wasAt === QUEUED || wasAt === ON_CORE;
    const isCancelled = isAtServer && groups[halves[(slot << HALVES) | GROUP]].afterTimeout === 'cancel';
    bytes[(slot << BYTES) | ABANDONED] = 1;
    if (wasAt === AT_BALANCER) leaveQueue(slot, balancerOf(slot));
    // The server lets go before the balancer may send it the next one.
    if (isCancelled) {
      servers.cancel(serverOf(slot), slot);
      if (hasIdleReports) reports.onLeft(serverOf(slot));
    }
    endTries(slot, TIMED_OUT);
    tellClient(slot, TIMED_OUT);
    if (isCancelled) crashIfFatal(serverOf(slot));
    if (isCancelled || wasAt === AT_BALANCER) free(slot);
  }

  /** What is sent to a server that has just let go may have killed it already. */
  function crashIfFatal(server: number): void {
    if (memory.mayCrash && servers.isUp(server) && memory.isFatal(server)) crash(server);
  }

  function tellClient(slot: number, outcome: number): void {
    if (hasTimeouts) timeouts.remove(slot);
    observer.onOutcome(slot, outcome);
    if (listener !== undefined) listener.onOutcome(integers[(slot << INTEGERS) | NUMBER], OUTCOMES[outcome], now[0]);
    onOutcome(slot, outcome);
  }

  // Where requests are

  function balancerWith(index: number): Balancer {
    return only ?? balancers[index];
  }

  function travel(slot: number, latency: number, lane: number, event: number): void {
    bytes[(slot << BYTES) | AT] = IN_TRANSIT;
    events.push(latency, lane, integers[(slot << INTEGERS) | NUMBER], event, slot);
  }

  /** True if the client of a request on its way has given up: nothing refers to it any more. */
  function dropAbandoned(slot: number): boolean {
    if (bytes[(slot << BYTES) | ABANDONED] === 0) return false;
    free(slot);
    return true;
  }

  /** The balancer that the request is at, or on its way to: the one below its last try. */
  function balancerOf(slot: number): number {
    return balancerAt(slot, bytes[(slot << BYTES) | LEVEL]);
  }

  /** The balancer that holds the request's last try. */
  function lastBalancerOf(slot: number): number {
    return bytes[(slot << BYTES) | LEVEL] === 1
      ? via[halves[(slot << HALVES) | GROUP]]
      : balancerAt(slot, bytes[(slot << BYTES) | LEVEL] - 1);
  }

  function balancerAt(slot: number, wanted: number): number {
    let balancer = via[halves[(slot << HALVES) | GROUP]];
    for (let above = 0; above < wanted; above++) {
      balancer = model.balancers[balancer].members[requests.member(slot, above)].index;
    }
    return balancer;
  }

  return { setOut, giveUp, onDeparture, onAtBalancer, onPassedBalancer, onAtServer, onWaitDone, onBack };
}
