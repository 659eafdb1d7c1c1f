/**
 * The reference simulator: slow and obvious. It follows docs/event-order.md and docs/model.md with plain objects and
 * arrays; what happens next is found by sorting all that could. It shares with the engine the random draws and the strategies,
 * nothing else.
 */
import type { Model } from '../../sim/model/model.ts';
import { startAutoscalers } from './autoscalers.ts';
import { Balancer } from './balancer.ts';
import { clusterOf } from './cluster.ts';
import { createCrashes } from './crashes.ts';
import { type Drawn, openRequests, usersOf } from './draws.ts';
import { compareEvents, type Event, type Lane } from './events.ts';
import { createErrorCoins, createReferenceNetwork, startFaults, type Told } from './faults.ts';
import { createFleet } from './fleet.ts';
import { createHealth } from './health.ts';
import { createGivingUp } from './giving-up.ts';
import { type Edge, edgeOf } from './measure.ts';
import type { ReferenceRun } from './run.ts';
import { createReports } from './reports.ts';
import { createCacheKeys, createRequest, forkOf, type Request } from './requests.ts';
import { createSending } from './sending.ts';
import { createSenders, type Sender } from './senders.ts';
import { createReferenceServers, type Server } from './server.ts';

const SHORTEST_RETRY = 1_000_000;

export function simulate(model: Model): ReferenceRun {
  const { seed, duration, clients } = model;
  let now = 0;
  let isDone = false;
  let scheduled: Event[] = [];
  const requests: Request[] = [];
  const walkers: Request[] = [];
  const edges: Edge[] = [];
  const servers = createReferenceServers(model, createCacheKeys(model));
  const happenings: Told[] = [];
  const network = createReferenceNetwork(model);
  const answersWrong = createErrorCoins(model);
  const balancers: Balancer[] = [];
  const { giveUp, stop, letGo, fail } = createGivingUp(model, servers, balancers, {
    now: () => now,
    onOver: (fork) => senders.onOver(fork),
    onLeft: (server) => reports.onLeft(server),
    onFailed: (fork, outcome) => senders.onFailed(fork, outcome),
    endTries,
    abandonTries,
    tellClient,
    crashIfDying: (server) => crashes.crashIfDying(server),
  });
  const senders = createSenders(model, { now: () => now, schedule, copy, depart: sendFork, reply, stop, letGo });
  const reports = createReports(model, servers, balancers, () => now, schedule, network);
  const world = { now: () => now, schedule, tell, walkers, servers, balancers, reports, network, isInside };
  const crashes = createCrashes({ ...world, stop, fail, end, onDown: (server) => sending.onDown(server) });
  const { crashIfDying } = crashes;
  const sending = createSending(model, {
    ...world,
    senders: () => senders,
    health: () => health,
    answer,
    toBalancer,
    toServer: (request, fromZone, server) =>
      travel(request, fromZone, server.spec.zone, () => reachServer(request, server)),
  });
  const { place, serveQueue, endTry } = sending;
  const health = createHealth(model, servers, balancers, { ...world, serveQueue, happenings });
  const open = clients.flatMap(({ arrivals }, group) =>
    arrivals.process === 'users' ? [] : [{ group, coming: openRequests(clients[group], seed, duration) }],
  );
  const users = usersOf(model);

  // What happens next

  function candidates(): Event[] {
    const departures = servers.map(({ departureAt }, server): Event => {
      return { at: departureAt, lane: 'departure', id: [server], happen: () => onCoreDone(servers[server]) };
    });
    const timeouts = walkers.filter(isInside).map((request): Event => {
      const sender = request.parent?.call!.sender;
      const owner = sender === undefined ? request.group : clients.length + sender.index;
      const at = request.arrivedAt + (sender?.spec.timeout ?? clients[request.group].timeout);
      const happen = () => (sender === undefined ? giveUp(request) : senders.onTimeout(request));
      return { at, lane: 'timeout', id: [owner, request.order], happen };
    });
    const arrivals = open.map(({ group, coming }): Event => {
      return {
        at: coming[0]?.at ?? Infinity,
        lane: 'arrival',
        id: [group],
        happen: () => setOut(group, -1, coming.shift()!),
      };
    });
    const drained = fleet
      .done()
      .map(({ index, happen }): Event => ({ at: now, lane: 'pool change', id: [1, index, 3], happen }));
    return [...scheduled, ...drained, ...departures, ...timeouts, ...arrivals].filter(({ at }) => at !== Infinity);
  }

  function schedule(at: number, lane: Lane, id: number[], happen: () => void): void {
    scheduled.push({ at, lane, id, happen });
  }

  function tell(kind: string, name: string, value?: number, fault?: number): void {
    happenings.push({
      at: now,
      kind,
      name,
      ...(value !== undefined && { value }),
      ...(fault !== undefined && { fault }),
    });
  }

  // Clients

  function onUserSends(index: number): void {
    const { group, draws, user } = users[index];
    draws.draw(user);
    setOut(group, user, draws);
  }

  function scheduleUser(index: number, delay: number): void {
    if (now + delay < duration) schedule(now + delay, 'user', [index], () => onUserSends(index));
  }

  function setOut(group: number, user: number, drawn: Drawn): void {
    const place = { number: requests.length, order: walkers.length, group, user, arrivedAt: now };
    const request = createRequest(drawn, clients[group].classes[drawn.class], place);
    requests.push(request);
    walkers.push(request);
    const sender = senders.ofGroup[group];
    if (sender !== undefined) senders.begin(request, sender);
    else toBalancer(request, clients[group].via, clients[group].zone);
  }

  function copy(parent: Request): Request {
    return walkers[walkers.push(forkOf(parent, walkers.length, now)) - 1];
  }

  function sendFork(fork: Request, { balancer }: Sender): void {
    if (balancer < 0) toBalancer(fork, clients[fork.group].via, clients[fork.group].zone);
    else place(fork, balancer);
  }

  function reply(request: Request, outcome: string, { balancer }: Sender): void {
    request.place = 'on the way';
    if (balancer < 0) tellClient(request, outcome);
    else answer(request, outcome, balancers[balancer].spec.zone);
  }

  function isInside({ outcome }: Request): boolean {
    return outcome === undefined;
  }

  function tellClient(request: Request, outcome: string): void {
    request.outcome = outcome;
    request.endAt = now;
    const index = users.findIndex(({ group, user }) => group === request.group && user === request.user);
    if (index >= 0) {
      const think = users[index].draws.think(request.user);
      scheduleUser(index, outcome === 'succeeded' ? think : Math.max(think, SHORTEST_RETRY));
    }
    if (now >= duration && !requests.some(isInside)) isDone = true;
  }

  // On the way to a server

  function travel(request: Request, fromZone: number, toZone: number, arrive: () => void): void {
    request.place = 'lost';
    if (network.loses(fromZone, toZone)) return;
    const latency = network.latency(fromZone, toZone);
    request.place = 'on the way';
    if (latency === 0) arrive();
    else schedule(now + latency, 'transit', [request.order], () => unlessGivenUp(request, arrive));
  }

  /** A request whose client has given up is dropped at its next stop. */
  function unlessGivenUp(request: Request, go: () => void): void {
    if (isInside(request)) go();
    else request.place = 'gone';
  }

  function toBalancer(request: Request, index: number, fromZone: number): void {
    const balancer = balancers[index];
    travel(request, fromZone, balancer.spec.zone, () => {
      if (balancer.downs > 0) return answer(request, 'failed', balancer.spec.zone);
      if (!balancer.takesTime) return dispatch(request, index);
      request.place = 'passing a balancer';
      request.passing = index;
      schedule(balancer.passedAt(now), 'transit', [request.order], () =>
        unlessGivenUp(request, () => {
          request.place = 'on the way';
          dispatch(request, index);
        }),
      );
    });
  }

  function dispatch(request: Request, index: number): void {
    const sender = senders.ofBalancer[index];
    if (sender !== undefined) senders.begin(request, sender);
    else place(request, index);
  }

  function reachServer(request: Request, server: Server): void {
    sending.onConnected(request);
    request.found = server.inFlight;
    if (answersWrong(server)) {
      server.tries++;
      server.history.push({ found: request.found, latency: 0 });
      reports.onLeft(server);
      answer(request, 'failed', server.spec.zone);
    } else if (!server.arrive(request, now)) answer(request, server.isUp ? 'refused' : 'failed', server.spec.zone);
    else crashIfDying(server);
  }

  // At a server

  function onCoreDone(server: Server): void {
    const request = server.onCoreDone(now);
    if (request.wait > 0) schedule(now + request.wait, 'response', [request.order], () => onWaitDone(request, server));
    else request.place = 'gone';
    crashIfDying(server);
    if (request.wait === 0) depart(request, server);
  }

  function onWaitDone(request: Request, server: Server): void {
    if (request.place !== 'in its wait') return;
    if (server.isPaused) {
      server.postponed.push(request);
      return;
    }
    server.onWaitDone(request, now);
    request.place = 'gone';
    crashIfDying(server);
    depart(request, server);
  }

  function depart(request: Request, server: Server): void {
    server.history.push({ found: request.found, latency: now - request.reachedAt });
    request.departureAt = now;
    request.departures.push(now);
    request.leftBehind = server.inFlight;
    reports.onLeft(server);
    request.leftAt = now;
    if (isInside(request)) answer(request, 'succeeded', server.spec.zone);
  }

  // On the way back

  function answer(request: Request, outcome: string, fromZone: number): void {
    const last = request.tries.at(-1);
    if (last === undefined && request.parent !== undefined && request.parent.call!.sender.balancer >= 0)
      return settle(request, outcome);
    const toZone = last === undefined ? clients[request.group].zone : balancers[last.balancer].spec.zone;
    if (network.loses(fromZone, toZone)) {
      request.place = 'lost';
      return;
    }
    const latency = network.latency(fromZone, toZone);
    if (latency === 0) comeBack(request, outcome);
    else schedule(now + latency, 'response', [request.order], () => comeBack(request, outcome));
  }

  function comeBack(request: Request, outcome: string): void {
    if (!isInside(request)) return;
    const last = request.tries.at(-1);
    if (last === undefined) return settle(request, outcome);
    endTry(request, outcome);
    answer(request, outcome, balancers[last.balancer].spec.zone);
  }

  function end(request: Request, outcome: string): void {
    endTries(request, outcome);
    settle(request, outcome);
  }

  function abandonTries(request: Request, from: number): void {
    while (request.tries.length > from) endTry(request, 'abandoned');
  }

  /** Who sent it hears how it ended. */
  function settle(request: Request, outcome: string): void {
    if (request.parent !== undefined) senders.onAnswer(request, outcome);
    else tellClient(request, outcome);
  }

  /** `own`: how the try of a balancer ends that is the sender of this fork. */
  function endTries(request: Request, outcome: string, own: string = outcome): void {
    const isOwn = (request.parent?.call!.sender.balancer ?? -1) >= 0;
    while (request.tries.length > 0) endTry(request, isOwn && request.tries.length === 1 ? own : outcome);
  }

  // Ticks

  function scheduleTick(index: number): void {
    const { strategy } = balancers[index];
    if (strategy.nextTickAt === undefined || strategy.nextTickAt === Infinity) return;
    schedule(Math.max(now, strategy.nextTickAt), 'timer', [index + 1], () => {
      strategy.onTick!(now);
      scheduleTick(index);
    });
  }

  // The run

  /** The measured window opens or closes: all sums are brought up to that instant. */
  function onWindowEdge(): void {
    for (const server of servers) server.advance(now);
    edges.push(edgeOf(servers, balancers));
    if (edges.length === 1) for (const each of [...servers, ...balancers]) each.openWindow(now);
    if (now >= duration && !requests.some(isInside)) isDone = true;
  }

  model.balancers.forEach((_, index) => {
    const probe = (member: number) => reports.probe(index, member);
    balancers.push(new Balancer(model, index, servers, () => now, probe));
  });
  const fleet = createFleet(model, { ...world, ...crashes, health, serveQueue });
  startFaults(model, { ...world, ...crashes, lives: fleet.lives, onWaitDone }, fleet.watchLaunches);
  startAutoscalers(model, clusterOf(fleet, world), schedule);
  users.forEach(({ draws, user }, index) => scheduleUser(index, draws.think(user)));
  balancers.forEach(({ reportEvery }, index) => {
    if (reportEvery !== undefined) reports.start(index, reportEvery);
    scheduleTick(index);
  });
  health.start();
  schedule(model.warmup, 'timer', [0], onWindowEdge);
  schedule(duration, 'timer', [0], onWindowEdge);

  for (;;) {
    const next = isDone ? undefined : candidates().sort(compareEvents).at(0);
    if (next === undefined || next.at > duration + model.drain) break;
    now = next.at;
    scheduled = scheduled.filter((event) => event !== next);
    next.happen();
  }
  if (edges.length === 1) onWindowEdge();
  return { requests, walkers, servers, balancers, senders, edges, lives: fleet.lives, happenings, endedAt: now };
}
