/**
 * How requests walk: from the client through balancers (one inside the other, if a pool's member is a balancer) to a server, and
 * back. Each balancer on the way holds one try of the request, at the level that the balancer has on the way; the answer ends
 * the tries from the last to the first.
 */
import { OUTCOMES } from '../../records/observation.ts';
import { WAIT } from '../../strategies/strategy.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';
import { LANE } from '../kernel/lanes.ts';
import type { Balancer } from './balancer.ts';
import { createBalancerQueues } from './balancer-queues.ts';
import { createCrashes } from './crashes.ts';
import { EVENT } from './event-kinds.ts';
import type { Happenings } from './happenings.ts';
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
import type { Timeouts } from './timeouts.ts';
import type { Ways } from './ways.ts';

const { INTEGERS, NUMBER, HALVES, GROUP, BYTES, PLACE: AT, ABANDONED, OUTCOME: ANSWER, LEVEL, NO_SLOT } = ROW;
const { IN_TRANSIT, AT_BALANCER, QUEUED, ON_CORE, WAITING } = PLACE;
const { succeeded: SUCCEEDED, failed: FAILED, timedOut: TIMED_OUT, refused: REFUSED } = OUTCOME;
const TO_WAIT = WAIT;

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
  /** The server is taken down with all it holds, and stays so until `servers.restart`; how many requests were lost. */
  readonly stop: (server: number) => number;
  /** The same, as a crash. */
  readonly crash: (server: number) => void;
  /** It crashes if it holds more than it survives. */
  readonly crashIfFatal: (server: number) => void;
  /** What queues at a balancer may go to a member that has become available. */
  readonly serve: (balancer: number, member: number) => void;
  /** A reason of HELD no longer holds a balancer's member back: what queues there may go to it. */
  readonly release: (balancer: number, member: number, reason: number) => void;
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
  ways: Ways;
  happenings: Happenings;
  /** Whether servers may leave; then `onLeft` is told when one may have become empty. */
  mayLeave: boolean;
  onLeft: (server: number) => void;
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
    ways,
    happenings,
    mayLeave,
    onLeft,
    onOutcome,
  } = parts;
  const { balancerOf, lastBalancerOf, serverOf } = ways;
  const { now } = clock;
  const { integers, halves, bytes, wait, found, reachedServerAt, departedAt, leftBehind, free, hasTimeouts } = requests;
  const { observer, onTryEnd } = measurement;
  const { memory } = servers;
  const { clients: groups } = model;
  const serverZone = Uint16Array.from(model.servers, ({ zone }) => zone);
  const via = Int32Array.from(groups, (each) => each.via);
  const queues = createBalancerQueues(balancers, requests, view, now, balancers.length, place);
  /** V8 compiles a balancer that is alone into the code. */
  const only = balancers.length === 1 ? balancers[0] : undefined;
  const { stop, crash, crashIfFatal } = createCrashes(events, happenings, model, requests, servers, ways, end, onLeft);
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
    if (member !== TO_WAIT) place(slot, index, member, true);
    else if (!queues.join(slot, index)) answer(slot, REFUSED, balancer.spec.zone);
  }

  /** The request goes to where the balancer's strategy or queue wants it. */
  function place(slot: number, index: number, member: number, picked: boolean): void {
    if (member >= 0) send(slot, index, member, picked);
    else answer(slot, FAILED, balancerWith(index).spec.zone);
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
      if (memory.mayCrash) crashIfFatal(server);
    } else {
      answer(slot, servers.isUp(server) ? REFUSED : FAILED, serverZone[server]);
    }
  }

  function tellConnected(slot: number): void {
    view.slot = slot;
    balancerWith(lastBalancerOf(slot)).onConnected(requests.member(slot, bytes[(slot << BYTES) | LEVEL] - 1));
  }

  // At a server

  function onDeparture(server: number): void {
    const slot = servers.onCoreDone(server);
    const waits = hasWait && bytes[(slot << BYTES) | AT] === WAITING;
    if (waits) events.push(wait[slot], LANE.response, integers[(slot << INTEGERS) | NUMBER], EVENT.waitDone, slot);
    if (memory.mayCrash) crashIfFatal(server);
    if (!waits) leaveServer(slot, server);
  }

  function onWaitDone(slot: number): void {
    // Its server has crashed meanwhile.
    if (bytes[(slot << BYTES) | AT] !== WAITING) return free(slot);
    const server = serverOf(slot);
    servers.onWaitDone(server, slot);
    if (memory.mayCrash) crashIfFatal(server);
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
    if (bytes[(slot << BYTES) | ABANDONED] === 1) {
      if (mayLeave) onLeft(server);
      free(slot);
    } else {
      answer(slot, SUCCEEDED, serverZone[server]);
    }
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
    end(slot, outcome);
    free(slot);
  }

  function end(slot: number, outcome: number): void {
    endTries(slot, outcome);
    tellClient(slot, outcome);
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
    if (mayLeave && balancer.pool.serverOf[member] >= 0) onLeft(balancer.pool.serverOf[member]);
    if (queues.head[index] !== NO_SLOT) queues.serve(index, member);
  }

  function giveUp(slot: number): void {
    const wasAt = bytes[(slot << BYTES) | AT];
    const isAtServer = wasAt === QUEUED || wasAt === ON_CORE;
    const isCancelled = isAtServer && groups[halves[(slot << HALVES) | GROUP]].afterTimeout === 'cancel';
    bytes[(slot << BYTES) | ABANDONED] = 1;
    if (wasAt === AT_BALANCER) queues.leave(slot, balancerOf(slot));
    // The server lets go before the balancer may send it the next one.
    if (isCancelled) {
      servers.cancel(serverOf(slot), slot);
      if (hasIdleReports) reports.onLeft(serverOf(slot));
    }
    end(slot, TIMED_OUT);
    // What is sent to a server that has just let go may have killed it already.
    if (isCancelled && memory.mayCrash) crashIfFatal(serverOf(slot));
    if (isCancelled || wasAt === AT_BALANCER) free(slot);
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

  function release(index: number, member: number, reason: number): void {
    if (balancers[index].release(member, reason)) queues.serve(index, member);
  }

  return {
    setOut,
    giveUp,
    onDeparture,
    onAtBalancer,
    onPassedBalancer,
    onAtServer,
    onWaitDone,
    onBack,
    stop,
    crash,
    crashIfFatal,
    serve: queues.serve,
    release,
  };
}
