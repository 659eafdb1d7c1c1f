/** A run: puts the parts together, lets clients send, and hands events to whom they concern. */
import type { Observation } from '../../records/observation.ts';
import { integers as createIntegers } from '../kernel/cells.ts';
import { createClock } from '../kernel/clock.ts';
import { createDepartures } from '../kernel/departures.ts';
import { createEvents } from '../kernel/events.ts';
import { LANE } from '../kernel/lanes.ts';
import { namedStream } from '../kernel/random-stream.ts';
import { createRunLoop } from '../kernel/run-loop.ts';
import { createAutoscalers } from './fleet/autoscalers.ts';
import { type Balancer, createBalancer } from './balancers/balancer.ts';
import { needsOf } from './balancers/needs.ts';
import { createOpenGroups, createUserGroup, type UserGroup } from './clients/clients.ts';
import { EVENT } from './event-kinds.ts';
import { createExplainer } from './measured/explainer.ts';
import { createFaults } from './faults/faults.ts';
import { createForks } from './clients/forks.ts';
import { createFleet } from './fleet/fleet.ts';
import { createHappenings } from './measured/happenings.ts';
import { createHealth } from './faults/health.ts';
import type { Listener } from './measured/listener.ts';
import { createMeasurement } from './measured/measurement.ts';
import type { Model } from './model.ts';
import { createNetwork } from './requests/network.ts';
import { OUTCOME } from './measured/observer.ts';
import { createPlan } from './fleet/plan.ts';
import { createPresence } from './fleet/presence.ts';
import { createProbeLatency } from './servers/probe-latency.ts';
import { createRequests, ROW } from './requests/requests.ts';
import { SlotView } from './requests/request-view.ts';
import { createSenders } from './clients/senders.ts';
import { createServerCaches } from './servers/server-cache.ts';
import { createServerFaults, withUnevenServers } from './faults/server-faults.ts';
import { createServerMemory } from './servers/server-memory.ts';
import { createServerReports } from './servers/server-reports.ts';
import { createServerTimeline } from './measured/server-timeline.ts';
import { createServers } from './servers/servers.ts';
import { storyFor } from './measured/story.ts';
import { createTimeouts } from './clients/timeouts.ts';
import { createWalk } from './requests/walk.ts';
import { createWays } from './requests/ways.ts';

const { DOUBLES, INTEGERS, HALVES, ARRIVED_AT, DEMAND, NUMBER, GROUP, CLASS, STATE } = ROW;

/** A user whose request was not answered well thinks at least this long, so that the clock always advances. */
const SHORTEST_RETRY = 1_000_000;

const BATCH = 512;

/** Ids of connections in the lane of timers: behind windows and strategies. */
const FIRST_CONNECTION = 4_294_967_296;

export interface Simulation {
  /** Goes on for at most `budget` events; true when the run is over. */
  readonly run: (budget: number) => boolean;
  /** The instant that it has reached, nanoseconds. */
  readonly now: () => number;
  /** Ends the run here and tells what was seen. `partial`: it was interrupted. */
  readonly conclude: (partial: boolean) => Observation;
}

/** A run of the model; `listener` hears each request's story, unless the run explains itself. */
export function createSimulation(given: Model, listener?: Listener): Simulation {
  const hasFleet =
    given.events !== undefined ||
    given.autoscalers !== undefined ||
    given.servers.some(({ reserve }) => reserve === true);
  const model = withUnevenServers(hasFleet ? withOwnPools(given) : given);
  const { seed, duration, clients: groups } = model;
  const clock = createClock();
  const { now } = clock;
  const events = createEvents(clock);
  const departures = createDepartures(model.servers.length, clock.departureAt);
  const requests = createRequests(model);
  const senders = createSenders(model);
  const forks = createForks(requests, senders, clock);
  const caches = createServerCaches(model, requests);
  const isHeard = listener !== undefined || model.explains === true;
  const servers = createServers(
    model.servers,
    requests,
    createServerMemory(model, requests),
    caches,
    departures,
    clock,
    isHeard ? (slot) => story!.onStart(slot) : undefined,
    model.balancers.some(({ strategy }) => needsOf(strategy).oracle === true),
  );
  const serverFaults = createServerFaults(model, events, requests, servers);
  const network = createNetwork(model);
  const happenings = createHappenings(clock);
  const ways = createWays(model, requests);
  const view = new SlotView(model, requests, requests.hasForks ? forks : undefined);
  const timeouts = createTimeouts(requests, forks, groups, senders, clock.timeoutAt);
  const probeLatency = createProbeLatency(servers);
  const balancers: Balancer[] = [];
  const reports = createServerReports(model, clock, events, servers, balancers, network, probeLatency);
  const show = (slot: number) => {
    const copy = requests.takeShown(slot);
    if (requests.hasForks) forks.onShown(slot, copy);
    requests.setScratch(copy, 0, view.scratch);
    return copy;
  };
  model.balancers.forEach((spec, index) => {
    const random = namedStream(seed, `balancers/${spec.name}/strategy`);
    const probe = (member: number) => reports.probe(index, member);
    const scheduleTimer = (nth: number, delay: number) => {
      const timer = nth * model.balancers.length + index;
      events.push(delay, LANE.timer, FIRST_CONNECTION + timer, EVENT.connectionTimer, timer);
    };
    const watcher = spec.health && {
      onTryEnd: (member: number, outcome: number) => health.onTryEnd(index, member, outcome),
      onPoolChange: () => health.onPoolChange(index),
    };
    const doors = { probe, show, scheduleTimer, watcher };
    balancers.push(createBalancer(spec, model, servers, clock, random, view, requests, doors));
  });
  const presence = createPresence(model, now);
  const timeline = createServerTimeline(model, events, servers, presence);
  const measurement = createMeasurement(
    model,
    clock,
    requests,
    servers,
    timeline,
    balancers,
    happenings,
    forks,
    presence,
    senders,
    ways.serverOf,
  );
  const { observer } = measurement;
  const explainer =
    model.explains === true
      ? createExplainer(model, { clock, requests, servers, balancers, network, forks, ways })
      : undefined;
  const story = explainer ?? (listener && storyFor(listener, model, requests, balancers, forks, clock));
  const walk = createWalk(
    model,
    {
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
      mayLeave: hasFleet,
      onLeft: (server) => fleet?.onLeft(server),
      onOutcome,
    },
    story,
  );
  const faults = createFaults(model, {
    now,
    events,
    happenings,
    servers,
    serverFaults,
    network,
    presence,
    reports,
    walk,
    restart,
  });
  const health = createHealth(
    model,
    clock,
    events,
    servers,
    serverFaults,
    balancers,
    network,
    happenings,
    walk.release,
  );
  const fleet = hasFleet
    ? createFleet(model, { clock, events, servers, balancers, reports, health, happenings, presence, faults, walk })
    : undefined;
  const plan = fleet && createPlan(model, fleet, events, happenings);
  const autoscalers = fleet && createAutoscalers(model, clock, events, servers, balancers, fleet, happenings);
  const { doubles, integers, halves, user: userOf, wait, hasTimeouts, hasForks } = requests;
  const hasWait = wait.length > 0;
  const hasCaches = caches.arePresent;
  const hasUsers = userOf.length > 0;

  const open = createOpenGroups(groups, seed, duration, clock.arrivalAt);
  const { next: nextRow, class: nextClass, demand: nextDemand, wait: nextWait, groupOf, advance } = open;
  const sent = createIntegers(groups.length);
  const users: { index: number; draws: UserGroup; user: number }[] = [];
  const arrived = createIntegers(1);
  const isDone = createIntegers(1);

  // Clients

  function onArrival(): void {
    const row = nextRow[0];
    const index = groupOf(row);
    const slot = admit(index, nextClass[row], sent[index]++);
    doubles[(slot << DOUBLES) | DEMAND] = nextDemand[row];
    if (hasWait) wait[slot] = nextWait[row];
    if (hasCaches) caches.onDrawn(slot);
    advance();
    walk.setOut(slot);
  }

  function onUserSends(user: number): void {
    const { index, draws, user: member } = users[user];
    draws.draw(member);
    const slot = admit(index, draws.class, draws.sequence);
    doubles[(slot << DOUBLES) | DEMAND] = draws.demand;
    if (hasWait) wait[slot] = draws.wait;
    if (hasCaches) caches.onDrawn(slot);
    userOf[slot] = user;
    walk.setOut(slot);
  }

  function admit(index: number, ofClass: number, nth: number): number {
    const slot = requests.take();
    doubles[(slot << DOUBLES) | ARRIVED_AT] = now[0];
    const number = arrived[0]++;
    integers[(slot << INTEGERS) | NUMBER] = hasForks ? forks.onArrival(slot, number) : number;
    halves[(slot << HALVES) | GROUP] = index;
    halves[(slot << HALVES) | CLASS] = ofClass;
    integers[(slot << INTEGERS) | STATE] = 0;
    requests.setSequence(slot, nth);
    observer.onArrival(slot, index);
    if (hasTimeouts) timeouts.add(index, slot);
    if (story !== undefined) story.onArrival(slot);
    return slot;
  }

  function onOutcome(slot: number, outcome: number): void {
    if (hasUsers && groups[halves[(slot << HALVES) | GROUP]].arrivals.process === 'users') {
      const { draws, user } = users[userOf[slot]];
      const think = draws.think(user);
      scheduleUser(userOf[slot], outcome === OUTCOME.succeeded ? think : Math.max(think, SHORTEST_RETRY));
    }
    if (observer.inside() === 0 && now[0] >= duration) isDone[0] = 1;
  }

  function scheduleUser(user: number, delay: number): void {
    if (now[0] + delay < duration) events.push(delay, LANE.arrival, user, EVENT.userSends, user);
  }

  // Events

  function onEvent(kind: number, subject: number): void {
    switch (kind) {
      case EVENT.atBalancer:
        return walk.onAtBalancer(subject);
      case EVENT.passedBalancer:
        return walk.onPassedBalancer(subject);
      case EVENT.atServer:
        return walk.onAtServer(subject);
      case EVENT.waitDone:
        return walk.onWaitDone(subject);
      case EVENT.back:
        return walk.onBack(subject);
      case EVENT.hedge:
        return walk.onHedge(subject);
      case EVENT.connectionTimer:
        return onConnectionTimer(subject);
      case EVENT.queueTimeout:
        return walk.onQueueTimeout(subject);
      case EVENT.retry:
        return walk.onRetry(subject);
      case EVENT.userSends:
        return onUserSends(subject);
      case EVENT.windowOpens:
        return measurement.open();
      case EVENT.windowCloses:
        return onWindowCloses();
      case EVENT.restart:
        return restart(subject);
      case EVENT.reportSampled:
        return reports.onSampled(subject);
      case EVENT.reportArrives:
        return reports.onArrived(subject);
      case EVENT.tick:
        return onTick(subject);
      case EVENT.timelineWindowEnds:
        return timeline.onWindowEnd();
      case EVENT.faultBegins:
        return faults.onBegins(subject);
      case EVENT.faultEnds:
        return faults.onEnds(subject);
      case EVENT.memoryLeaks:
        return faults.onLeaks(subject);
      case EVENT.planned:
        return plan!.onDue(subject);
      case EVENT.pauseOver:
        return plan!.onPauseOver(subject);
      case EVENT.booted:
        return fleet!.onBooted(subject);
      case EVENT.warm:
        return fleet!.onWarm(subject);
      case EVENT.empty:
        return fleet!.onEmpty(subject);
      case EVENT.drained:
        return fleet!.onDrained(subject);
      case EVENT.resized:
        return fleet!.onResized(subject);
      case EVENT.scalingSample:
        return autoscalers!.onSample(subject);
      case EVENT.scalingDecision:
        return autoscalers!.onDecide(subject);
      default:
        return health.onEvent(kind, subject);
    }
  }

  function onWindowCloses(): void {
    measurement.close();
    if (observer.inside() === 0) isDone[0] = 1;
  }

  function restart(server: number): void {
    walk.revive(server);
    if (reports.hasIdleReports) reports.onLeft(server);
  }

  function onTick(index: number): void {
    balancers[index].strategy.onTick!(now[0]);
    scheduleTick(index);
  }

  function onConnectionTimer(timer: number): void {
    const count = balancers.length;
    walk.onConnectionTimer(timer % count, Math.floor(timer / count));
  }

  function scheduleTick(index: number): void {
    const { nextTickAt } = balancers[index].strategy;
    if (nextTickAt === undefined || nextTickAt === Infinity) return;
    events.push(Math.max(0, nextTickAt - now[0]), LANE.timer, index + 1, EVENT.tick, index);
  }

  groups.forEach((each, index) => {
    const { arrivals } = each;
    if (arrivals.process !== 'users') return;
    const draws = createUserGroup(each, arrivals, seed);
    for (let user = 0; user < arrivals.count; user++) {
      users.push({ index, draws, user });
      scheduleUser(users.length - 1, draws.think(user));
    }
  });
  model.balancers.forEach(({ strategy }, index) => {
    const every = needsOf(strategy).reportEvery;
    if (every !== undefined) reports.start(index, every);
    scheduleTick(index);
  });
  events.push(model.warmup, LANE.timer, 0, EVENT.windowOpens, 0);
  events.push(duration, LANE.timer, 0, EVENT.windowCloses, 0);

  const runLoop = createRunLoop(clock, departures, events, {
    onDeparture: walk.onDeparture,
    onTimeout: () => walk.onTimeout(timeouts.next()),
    onEvent,
    onArrival,
    isDone,
  });

  return {
    run(budget) {
      // Short batches: V8 makes better code of a function that returns often than of one long loop.
      for (let done = 0; done < budget; done += BATCH)
        if (runLoop(duration + model.drain, Math.min(BATCH, budget - done))) return true;
      return false;
    },
    now: () => now[0],
    conclude(partial) {
      const observation = measurement.conclude(partial);
      return explainer === undefined ? observation : { ...observation, explanation: explainer.explanation() };
    },
  };
}

/** Pools grow while a run goes on; the model is for many runs. */
function withOwnPools(model: Model): Model {
  return { ...model, balancers: model.balancers.map((spec) => ({ ...spec, members: [...spec.members] })) };
}
