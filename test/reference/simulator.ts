/**
 * The reference simulator: slow and obvious. It follows docs/event-order.md and docs/model.md with plain objects and
 * arrays; what happens next is found by sorting all that could. It shares with the engine the random draws and the strategies,
 * nothing else.
 */
import { createUserGroup } from '../../sim/model/clients.ts';
import type { Happening } from '../../records/observation.ts';
import type { Model } from '../../sim/model/model.ts';
import type { Feedback, TryOutcome } from '../../strategies/strategy.ts';
import { startAutoscalers } from './autoscalers.ts';
import { Balancer } from './balancer.ts';
import { clusterOf } from './cluster.ts';
import { type Drawn, openRequests } from './draws.ts';
import { compareEvents, type Event, type Lane } from './events.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createReports } from './reports.ts';
import { createCacheKeys, createViews, type Request } from './requests.ts';
import { Server } from './server.ts';

const SHORTEST_RETRY = 1_000_000;

export interface ReferenceRun {
  requests: Request[];
  servers: Server[];
  balancers: Balancer[];
  /** Totals at the edges of the measured window. */
  edges: Edge[];
  lives: Fleet['lives'];
  happenings: Happening[];
  endedAt: number;
}

export interface Edge {
  servers: Record<'tries' | 'most' | 'crashes' | 'work' | 'wasted' | 'lookups' | 'hits', number>[];
  balancers: { dispatches: number; most: number }[];
}

export function simulate(model: Model): ReferenceRun {
  const { seed, duration, clients } = model;
  let now = 0;
  let isDone = false;
  let scheduled: Event[] = [];
  const requests: Request[] = [];
  const edges: Edge[] = [];
  const happenings: Happening[] = [];
  const cacheKeyOf = createCacheKeys(model);
  const servers = model.servers.map((spec) => new Server(spec, cacheKeyOf));
  const balancers: Balancer[] = [];
  const viewOf = createViews(model);
  const reports = createReports(model, servers, balancers, () => now, schedule);
  const open = clients.flatMap(({ arrivals }, group) =>
    arrivals.process === 'users' ? [] : [{ group, coming: openRequests(clients[group], seed, duration) }],
  );
  const users = clients.flatMap(({ arrivals }, group) => {
    if (arrivals.process !== 'users') return [];
    const draws = createUserGroup(clients[group], arrivals, seed);
    return Array.from({ length: arrivals.count }, (_, user) => ({ group, draws, user }));
  });

  // What happens next

  function earliest(): Event | undefined {
    return candidates().sort(compareEvents)[0];
  }

  function candidates(): Event[] {
    const departures = servers.map(({ departureAt }, server): Event => {
      return { at: departureAt, lane: 'departure', id: [server], happen: () => onCoreDone(servers[server]) };
    });
    const timeouts = requests.filter(isInside).map((request): Event => {
      const at = request.arrivedAt + clients[request.group].timeout;
      return { at, lane: 'timeout', id: [request.group, request.number], happen: () => giveUp(request) };
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
    const request: Request = {
      class: drawn.class,
      drawn: { demand: drawn.demand, wait: drawn.wait },
      demand: drawn.demand,
      wait: drawn.wait,
      sequence: drawn.sequence,
      number: requests.length,
      group,
      spec: clients[group].classes[drawn.class],
      user,
      arrivedAt: now,
      place: 'on the way',
      tries: [],
      reachedAt: -1,
      found: 0,
      finish: 0,
      scratch: 0,
      history: [],
    };
    requests.push(request);
    toBalancer(request, clients[group].via, clients[group].zone);
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

  function giveUp(request: Request): void {
    const { place } = request;
    const queue = balancers.find(({ queue }) => queue.includes(request));
    if (queue !== undefined) queue.leave(request, now);
    request.outcome = 'timedOut';
    const isAtServer = place === 'in a queue' || place === 'on a core';
    const server =
      isAtServer && clients[request.group].afterTimeout === 'cancel' ? servers[request.server!] : undefined;
    if (server !== undefined) {
      server.cancel(request, now);
      reports.onLeft(server);
      request.place = 'gone';
      request.leftAt = now;
    }
    endTries(request, 'timedOut');
    tellClient(request, 'timedOut');
    if (server !== undefined && server.isUp && server.isDying) crash(server);
    if (place === 'at a balancer') request.place = 'gone';
  }

  // On the way to a server

  function travel(request: Request, latency: number, arrive: () => void): void {
    request.place = 'on the way';
    if (latency === 0) arrive();
    else schedule(now + latency, 'transit', [request.number], () => unlessGivenUp(request, arrive));
  }

  /** A request whose client has given up is dropped at its next stop. */
  function unlessGivenUp(request: Request, go: () => void): void {
    if (isInside(request)) go();
    else request.place = 'gone';
  }

  function latencyBetween(from: number, to: number): number {
    return model.networkLatency[from * model.zones.length + to];
  }

  function toBalancer(request: Request, index: number, fromZone: number): void {
    const balancer = balancers[index];
    travel(request, latencyBetween(fromZone, balancer.spec.zone), () => {
      if (!balancer.takesTime) return dispatch(request, index);
      schedule(balancer.passedAt(now), 'transit', [request.number], () =>
        unlessGivenUp(request, () => dispatch(request, index)),
      );
    });
  }

  function dispatch(request: Request, index: number): void {
    const { strategy, spec, queue } = balancers[index];
    const member = strategy.pick(viewOf(request), now);
    if (member >= 0) send(request, index, member, true);
    else if (member === -1) answer(request, 'failed', spec.zone);
    else if (queue.length >= spec.queue) answer(request, 'refused', spec.zone);
    else joinQueue(request, index);
  }

  function joinQueue(request: Request, index: number): void {
    request.place = 'at a balancer';
    balancers[index].enqueue(request, now);
  }

  function send(request: Request, index: number, member: number, picked: boolean): void {
    const { pool, strategy, spec } = balancers[index];
    balancers[index].dispatches++;
    request.place = 'on the way';
    request.tries.push({ balancer: index, member, sentAt: now });
    request.history.push(`${spec.name}>${pool.name(member)}@${now}${picked ? '' : '*'}`);
    pool.inService[member]++;
    strategy.onDispatch?.(member, viewOf(request), now, picked);
    const to = spec.members[member];
    if (to.kind === 'balancer') return toBalancer(request, to.index, spec.zone);
    const server = servers[to.index];
    request.server = to.index;
    travel(request, latencyBetween(spec.zone, server.spec.zone), () => reachServer(request, server));
  }

  function reachServer(request: Request, server: Server): void {
    const { balancer, member } = request.tries.at(-1)!;
    balancers[balancer].strategy.onConnect?.(member, viewOf(request), now);
    request.found = server.inFlight;
    if (!server.arrive(request, now)) answer(request, server.isUp ? 'refused' : 'failed', server.spec.zone);
    else if (server.isDying) crash(server);
  }

  function serveQueue(balancer: Balancer, index: number, member: number): void {
    if (balancer.isServingQueue) return;
    balancer.isServingQueue = true;
    while (balancer.queue.length > 0) {
      const request = balancer.queue[0];
      const { strategy, spec } = balancer;
      const isDirect = strategy.onSlotFree !== undefined;
      const to = isDirect ? (strategy.onSlotFree!(member, now) ? member : -2) : strategy.pick(viewOf(request), now);
      if (to === -2) break;
      balancer.leave(request, now);
      if (to === -1) answer(request, 'failed', spec.zone);
      else send(request, index, to, !isDirect);
    }
    balancer.isServingQueue = false;
  }

  // At a server

  function onCoreDone(server: Server): void {
    const request = server.onCoreDone(now);
    if (request.wait > 0) schedule(now + request.wait, 'response', [request.number], () => onWaitDone(request, server));
    else request.place = 'gone';
    if (server.isDying) crash(server);
    if (request.wait === 0) depart(request, server);
  }

  function onWaitDone(request: Request, server: Server): void {
    if (request.place !== 'in its wait') return;
    server.onWaitDone(request, now);
    request.place = 'gone';
    if (server.isDying) crash(server);
    depart(request, server);
  }

  function depart(request: Request, server: Server): void {
    server.history.push({ found: request.found, latency: now - request.reachedAt });
    request.departureAt = now;
    request.leftBehind = server.inFlight;
    reports.onLeft(server);
    request.leftAt = now;
    if (isInside(request)) answer(request, 'succeeded', server.spec.zone);
  }

  function crash(server: Server): void {
    const policy = server.spec.whenMemoryIsFull;
    const restart = policy.kind === 'crash' ? policy.restart : 0;
    tell('crash', server.spec.name);
    schedule(now + restart, 'pool change', [1, servers.indexOf(server), 0], () => {
      server.restart(now);
      if (server.isUp) tell('restart', server.spec.name);
      reports.onLeft(server);
    });
    lose(server.crash(now));
  }

  /** How many of them their clients still waited for. */
  function lose(lost: Request[]): number {
    for (const request of lost) {
      request.leftAt = now;
      request.place = 'gone';
    }
    const missed = lost.filter(isInside);
    for (const request of missed) {
      endTries(request, 'failed');
      tellClient(request, 'failed');
    }
    return missed.length;
  }

  function tell(kind: string, name: string, value?: number): void {
    happenings.push({ at: now, kind: kind as Happening['kind'], name, ...(value !== undefined && { value }) });
  }

  // On the way back

  function answer(request: Request, outcome: string, fromZone: number): void {
    const last = request.tries.at(-1);
    const toZone = last === undefined ? clients[request.group].zone : balancers[last.balancer].spec.zone;
    const latency = latencyBetween(fromZone, toZone);
    if (latency === 0) comeBack(request, outcome);
    else schedule(now + latency, 'response', [request.number], () => comeBack(request, outcome));
  }

  function comeBack(request: Request, outcome: string): void {
    if (!isInside(request)) return;
    const last = request.tries.at(-1);
    if (last === undefined) return tellClient(request, outcome);
    endTry(request, outcome);
    answer(request, outcome, balancers[last.balancer].spec.zone);
  }

  function endTries(request: Request, outcome: string): void {
    while (request.tries.length > 0) endTry(request, outcome);
  }

  function endTry(request: Request, outcome: string): void {
    const { balancer: index, member, sentAt } = request.tries.pop()!;
    const balancer = balancers[index];
    const { bytesIn, bytesOut } = request.spec;
    const isGood = outcome === 'succeeded';
    balancer.pool.inService[member]--;
    if (isGood) balancer.strategy.onFirstByte?.(member, viewOf(request), now);
    balancer.strategy.onTryEnd?.(member, viewOf(request), now, {
      outcome: outcome === 'timedOut' ? 'abandoned' : (outcome as TryOutcome),
      latency: now - sentAt,
      bytesIn,
      bytesOut: isGood ? bytesOut : 0,
      feedback: isGood && balancer.hearsFeedback ? feedbackOf(request) : undefined,
    });
    serveQueue(balancer, index, member);
  }

  function feedbackOf({ startAt, departureAt, leftBehind }: Request): Feedback {
    return { inFlight: leftBehind!, serviceTime: departureAt! - startAt! };
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
    edges.push({
      servers: servers.map(({ tries, most, crashes, work, wasted, lookups, hits }) => {
        return { tries, most, crashes, work, wasted, lookups, hits };
      }),
      balancers: balancers.map(({ dispatches, most }) => ({ dispatches, most })),
    });
    if (edges.length === 1) for (const each of [...servers, ...balancers]) each.forgetMost();
    if (now >= duration && !requests.some(isInside)) isDone = true;
  }

  model.balancers.forEach((_, index) => {
    balancers.push(
      new Balancer(
        model,
        index,
        servers,
        () => now,
        (member) => reports.probe(index, member),
      ),
    );
  });
  const fleet = createFleet(model, servers, balancers, {
    now: () => now,
    schedule,
    tell,
    stop: (server) => lose(server.stop(now)),
    crashIfDying: (server) => {
      if (server.isUp && server.isDying) crash(server);
    },
    onIdle: (server) => reports.onLeft(server),
    reportsOf: (balancer, member) => reports.join(balancer, member),
    serveQueue: (index, member) => serveQueue(balancers[index], index, member),
  });
  const cluster = clusterOf(fleet, servers, balancers, requests, () => now, tell);
  startAutoscalers(model, cluster, schedule);
  users.forEach(({ draws, user }, index) => scheduleUser(index, draws.think(user)));
  balancers.forEach(({ reportEvery }, index) => {
    if (reportEvery !== undefined) reports.start(index, reportEvery);
    scheduleTick(index);
  });
  schedule(model.warmup, 'timer', [0], onWindowEdge);
  schedule(duration, 'timer', [0], onWindowEdge);

  for (;;) {
    const next = isDone ? undefined : earliest();
    if (next === undefined || next.at > duration + model.drain) break;
    now = next.at;
    scheduled = scheduled.filter((event) => event !== next);
    next.happen();
  }
  if (edges.length === 1) onWindowEdge();
  return { requests, servers, balancers, edges, lives: fleet.lives, happenings, endedAt: now };
}
