/**
 * How requests walk: from the client through balancers (one inside the other, if a pool's member is a balancer) to a server, and
 * back. Each balancer on the way holds one try of the request, at the level that the balancer has on the way; the answer ends
 * the tries from the last to the first.
 */
import { NONE, WAIT } from '../../../strategies/strategy.ts';
import { LANE } from '../../kernel/lanes.ts';
import { type Balancer, GIVEN_UP } from '../balancers/balancer.ts';
import { createBalancerCrashes } from '../faults/balancer-crashes.ts';
import { createAffinity } from '../balancers/affinity.ts';
import { createBalancerQueues } from '../balancers/balancer-queues.ts';
import { createCrashes } from '../faults/crashes.ts';
import { createElsewhere } from '../clients/elsewhere.ts';
import { EVENT } from '../event-kinds.ts';
import { createGivingUp } from '../clients/giving-up.ts';
import type { Model } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import { PLACE, ROW } from './requests.ts';
import type { Sender } from '../clients/senders.ts';
import type { Story } from '../measured/story.ts';
import { createTries } from '../clients/tries.ts';
import type { Walk, WalkParts } from './walk-parts.ts';

const { INTEGERS, NUMBER, HALVES, GROUP, BYTES, PLACE: AT, ABANDONED, OUTCOME: ANSWER, LEVEL, NO_SLOT } = ROW;
const { IN_TRANSIT, WAITING, PASSING, LOST } = PLACE;
const { succeeded: SUCCEEDED, failed: FAILED, refused: REFUSED } = OUTCOME;
const TO_WAIT = WAIT;
const TO_NONE = NONE;
const NO_SENDER = -1;
const ABANDONED_TRY = GIVEN_UP;

export function createWalk(model: Model, parts: WalkParts, story: Story | undefined): Walk {
  const {
    clock,
    events,
    requests,
    servers,
    serverFaults,
    balancers,
    network,
    timeouts,
    senders,
    forks,
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
  const { integers, halves, bytes, wait, found, reachedServerAt, departedAt, leftBehind, free, hasTimeouts, hasForks } =
    requests;
  const { observer, onTryEnd } = measurement;
  const { memory } = servers;
  const { clients: groups } = model;
  const serverZone = Uint16Array.from(model.servers, ({ zone }) => zone);
  const via = Int32Array.from(groups, (each) => each.via);
  const { parent, base } = forks;
  const isDeep = requests.depth > 1;
  const queues = createBalancerQueues(balancers, model, requests, clock, events, { pick, place, refuse, balancerOf });
  const affinity = createAffinity(balancers, servers, view, onMemberLeft);
  const { hasAffinity } = affinity;
  const hasAdmission = model.balancers.some(({ admission }) => admission !== undefined);
  /** V8 compiles a balancer that is alone into the code. */
  const only = balancers.length === 1 ? balancers[0] : undefined;
  const heard = { lose: end, onLost: onLeft, onDown: hasAffinity ? affinity.onDown : undefined };
  const crashes = createCrashes(events, happenings, model, requests, servers, ways, heard);
  const { crashIfFatal } = crashes;
  const onOver = (fork: number) => tries.onOver(fork);
  const onFailed = (fork: number, outcome: number) => tries.onFailed(fork, outcome);
  const givenUp = { endTries, abandonTries, tellClient, onOver, onFailed, crashIfFatal };
  const givingUp = createGivingUp(model, requests, forks, servers, queues, reports, ways, givenUp);
  const tries = createTries(model, clock, events, requests, senders, forks, timeouts, givingUp, { depart, reply });
  const elsewhere = createElsewhere(model, balancers, forks, view);
  const { ofGroup, ofBalancer } = senders;
  const { giveUp } = givingUp;
  const balancerCrashes = createBalancerCrashes(balancers, requests, senders, forks, ways, givingUp);
  const { mayLose } = network;
  const { hasErrors, hasPauses, hasBalancerCrashes } = serverFaults;
  const isPlain = network.isInstant && balancers.every(({ takesTime }) => !takesTime) && !hasBalancerCrashes;
  const hasWait = wait.length > 0;
  const hasConnects = balancers.some(({ strategy }) => strategy.onConnect !== undefined);
  const hasProbes = found.length > 0;
  const hasFeedback = departedAt.length > 0;
  const { hasIdleReports } = reports;

  // On the way to a server

  function setOut(slot: number): void {
    const sender = hasForks ? ofGroup[halves[(slot << HALVES) | GROUP]] : NO_SENDER;
    if (sender === NO_SENDER) leaveClient(slot);
    else tries.begin(slot, sender);
  }

  function leaveClient(slot: number): void {
    const balancer = via[halves[(slot << HALVES) | GROUP]];
    if (isPlain) dispatch(slot, balancer);
    else toBalancer(slot, balancer, groups[halves[(slot << HALVES) | GROUP]].zone);
  }

  function toBalancer(slot: number, balancer: number, fromZone: number): void {
    const { zone } = model.balancers[balancer];
    if (mayLose && network.loses(fromZone, zone)) return vanish(slot);
    const latency = network.between(fromZone, zone);
    if (latency === 0) onAtBalancer(slot);
    else travel(slot, latency, LANE.transit, EVENT.atBalancer);
  }

  function onAtBalancer(slot: number): void {
    const balancer = balancerOf(slot);
    if (dropAbandoned(slot)) return;
    if (hasBalancerCrashes && !balancerCrashes.isUp(balancer))
      return answer(slot, FAILED, balancers[balancer].spec.zone);
    if (!balancers[balancer].takesTime) return dispatch(slot, balancer);
    travel(slot, balancers[balancer].passTime(), LANE.transit, EVENT.passedBalancer);
    bytes[(slot << BYTES) | AT] = PASSING;
  }

  function onPassedBalancer(slot: number): void {
    if (!dropAbandoned(slot)) dispatch(slot, balancerOf(slot));
  }

  function dispatch(slot: number, index: number): void {
    if (hasForks && ofBalancer[index] !== NO_SENDER) tries.begin(slot, ofBalancer[index]);
    else send(slot, index);
  }

  /** A try sets out from the client or the balancer that sends it. */
  function depart(fork: number, { balancer }: Sender): void {
    if (balancer < 0) leaveClient(fork);
    else send(fork, balancer);
  }

  function send(slot: number, index: number): void {
    if (hasAdmission || hasAffinity) look(slot, bytes[(slot << BYTES) | LEVEL]);
    if (hasAdmission && !balancers[index].admits()) return refuse(slot, index);
    if (hasAffinity) {
      const bound = affinity.bound(slot, index);
      if (bound !== TO_NONE) return place(slot, index, bound, false);
    }
    const member = pick(slot, index);
    if (member !== TO_WAIT) place(slot, index, member, true);
    else if (!queues.join(slot, index)) refuse(slot, index);
    else if (story !== undefined) story.onQueued(slot);
  }

  function refuse(slot: number, index: number): void {
    answer(slot, REFUSED, balancerWith(index).spec.zone);
  }

  function pick(slot: number, index: number): number {
    look(slot, isDeep ? bytes[(slot << BYTES) | LEVEL] : 0);
    if (hasAffinity && balancers[index].connections !== undefined) view.kind = 'connection';
    const member = balancerWith(index).strategy.pick(view, now[0]);
    if (hasAdmission && member === TO_NONE && balancers[index].isFull()) return TO_WAIT;
    return hasForks && forks.tried(slot, view.level, member) ? elsewhere(slot, index, member, now[0]) : member;
  }

  /** The request goes to where the balancer's strategy or queue wants it. */
  function place(slot: number, index: number, member: number, picked: boolean): void {
    if (!picked) look(slot, bytes[(slot << BYTES) | LEVEL]);
    if (member >= 0) sendTo(slot, index, member, picked);
    else answer(slot, FAILED, balancerWith(index).spec.zone);
  }

  function sendTo(slot: number, index: number, member: number, picked: boolean): void {
    const balancer = balancerWith(index);
    if (hasForks) forks.onSent(slot, bytes[(slot << BYTES) | LEVEL], member);
    requests.setTry(slot, bytes[(slot << BYTES) | LEVEL]++, member, now[0]);
    balancer.onSent(member, picked);
    if (story !== undefined) story.onSent(slot, index, member, picked);
    const server = balancer.pool.serverOf[member];
    if (server < 0) return toBalancer(slot, balancer.pool.members[member].index, balancer.spec.zone);
    observer.onTry(slot);
    if (mayLose && network.loses(balancer.spec.zone, serverZone[server])) return vanish(slot);
    const latency = isPlain ? 0 : network.toMember(index, member);
    if (latency === 0) reachServer(slot, server);
    else travel(slot, latency, LANE.transit, EVENT.atServer);
  }

  function onAtServer(slot: number): void {
    if (!dropAbandoned(slot)) reachServer(slot, serverOf(slot));
  }

  function reachServer(slot: number, server: number): void {
    if (story !== undefined) story.onAtServer(slot);
    if (hasProbes) {
      found[slot] = servers.inFlight(server);
      reachedServerAt[slot] = now[0];
    }
    if (hasConnects) tellConnected(slot);
    if (hasErrors && serverFaults.answersWrong(server)) return answerWrong(slot, server);
    if (servers.arrive(server, slot)) {
      if (memory.mayCrash) crashIfFatal(server);
    } else {
      answer(slot, servers.isUp(server) ? REFUSED : FAILED, serverZone[server]);
    }
  }

  /** At once and at no cost, but wrong. */
  function answerWrong(slot: number, server: number): void {
    servers.turnAway(server);
    if (hasProbes) probeLatency.record(server, found[slot], 0);
    if (hasIdleReports) reports.onLeft(server);
    answer(slot, FAILED, serverZone[server]);
  }

  function tellConnected(slot: number): void {
    const level = bytes[(slot << BYTES) | LEVEL] - 1;
    look(slot, level);
    balancerWith(lastBalancerOf(slot)).onConnected(requests.member(slot, level));
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
    if (hasPauses && servers.isPaused(server)) return serverFaults.postpone(server, slot);
    servers.onWaitDone(server, slot);
    if (memory.mayCrash) crashIfFatal(server);
    leaveServer(slot, server);
  }

  function leaveServer(slot: number, server: number): void {
    if (story !== undefined) story.onDeparture(slot, server);
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
    if (isPlain || (hasForks && forks.isOwn(slot, bytes[(slot << BYTES) | LEVEL]))) return finish(slot, outcome);
    bytes[(slot << BYTES) | ANSWER] = outcome;
    const to =
      bytes[(slot << BYTES) | LEVEL] > 0
        ? model.balancers[lastBalancerOf(slot)].zone
        : groups[halves[(slot << HALVES) | GROUP]].zone;
    if (mayLose && network.loses(zone, to)) return vanish(slot);
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
    endTries(slot, outcome, outcome);
    if (hasForks && parent[slot] !== NO_SLOT) tries.onAnswer(slot, outcome);
    else tellClient(slot, outcome);
  }

  /** `own`: how the try of a fork's sender ends, if that is a balancer. */
  function endTries(slot: number, outcome: number, own: number): void {
    const from = hasForks ? base[slot] : 0;
    while (bytes[(slot << BYTES) | LEVEL] > from) {
      const isOwn = hasForks && forks.isOwn(slot, bytes[(slot << BYTES) | LEVEL] - 1);
      endTry(slot, lastBalancerOf(slot), isOwn ? own : outcome);
    }
  }

  /** Those from this level of the way on, because whoever sent them has gone. */
  function abandonTries(slot: number, from: number): void {
    while (bytes[(slot << BYTES) | LEVEL] > from) endTry(slot, lastBalancerOf(slot), ABANDONED_TRY);
  }

  /** A sender answers the request. */
  function reply(slot: number, outcome: number, { balancer }: Sender): void {
    if (balancer < 0) finish(slot, outcome);
    else answer(slot, outcome, model.balancers[balancer].zone);
  }

  function endTry(slot: number, index: number, outcome: number): void {
    const balancer = balancerWith(index);
    const level = --bytes[(slot << BYTES) | LEVEL];
    const member = requests.member(slot, level);
    const sentAt = requests.sentAt(slot, level);
    look(slot, level);
    balancer.onEnded(member, outcome, sentAt);
    onTryEnd(sentAt);
    if (hasAffinity) affinity.breakIfDown(balancer, member);
    if (hasForks && story !== undefined) story.onTryEnd(slot, index, member, sentAt, outcome);
    onMemberLeft(index, member);
  }

  /** A try or a connection at the member is over. */
  function onMemberLeft(index: number, member: number): void {
    if (mayLeave && balancerWith(index).pool.serverOf[member] >= 0) onLeft(balancerWith(index).pool.serverOf[member]);
    if (queues.head[index] !== NO_SLOT) queues.serve(index, member);
  }

  function onTimeout(slot: number): void {
    if (hasForks && parent[slot] !== NO_SLOT) tries.onTimeout(slot);
    else giveUp(slot);
  }

  function tellClient(slot: number, outcome: number): void {
    if (hasTimeouts) timeouts.remove(halves[(slot << HALVES) | GROUP], slot);
    observer.onOutcome(slot, outcome);
    if (story !== undefined) story.onOutcome(slot, outcome);
    onOutcome(slot, outcome);
  }

  // Where requests are

  function look(slot: number, level: number): void {
    view.slot = slot;
    if (isDeep) view.level = level;
    if (hasAffinity) view.kind = 'request';
  }

  function balancerWith(index: number): Balancer {
    return only ?? balancers[index];
  }

  function travel(slot: number, latency: number, lane: number, event: number): void {
    bytes[(slot << BYTES) | AT] = IN_TRANSIT;
    events.push(latency, lane, integers[(slot << INTEGERS) | NUMBER], event, slot);
  }

  /** The network loses it: nothing hears of it again, until somebody gives it up. */
  function vanish(slot: number): void {
    bytes[(slot << BYTES) | AT] = LOST;
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
    onTimeout,
    onHedge: tries.onHedge,
    onRetry: tries.onRetry,
    onDeparture,
    onAtBalancer,
    onPassedBalancer,
    onAtServer,
    onWaitDone,
    onBack,
    ...crashes,
    balancerCrashes,
    serve: queues.serve,
    onQueueTimeout: queues.onQueueTimeout,
    release,
    onConnectionTimer: affinity.onTimer,
  };
}
