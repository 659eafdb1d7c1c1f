/** How balancers of the reference simulator send: what they let in, whom they ask, their queues, and how tries end. */
import type { Model } from '../../sim/model/model.ts';
import type { RequestView, TryOutcome } from '../../strategies/strategy.ts';
import { Affinity, type Connection, GONE } from './affinity.ts';
import type { Balancer } from './balancer.ts';
import type { Lane } from './events.ts';
import { Codel, Gate } from './gate.ts';
import type { createHealth } from './health.ts';
import { createClientNames, createViews, feedbackOf, type Request } from './requests.ts';
import type { createSenders } from './senders.ts';
import type { Server } from './server.ts';

/** What the simulator does. */
interface World {
  now: () => number;
  schedule: (at: number, lane: Lane, id: number[], happen: () => void) => void;
  servers: Server[];
  balancers: Balancer[];
  senders: () => ReturnType<typeof createSenders>;
  health: () => ReturnType<typeof createHealth>;
  isInside: (request: Request) => boolean;
  answer: (request: Request, outcome: string, fromZone: number) => void;
  toBalancer: (request: Request, index: number, fromZone: number) => void;
  toServer: (request: Request, fromZone: number, server: Server) => void;
}

export function createSending(model: Model, world: World) {
  const { now, schedule, servers, balancers, senders, health, isInside, answer, toBalancer, toServer } = world;
  const createView = createViews(model);
  const clientOf = createClientNames(model);
  const gates = model.balancers.map((spec) => new Gate(model.seed, spec));
  const codels = model.balancers.map(({ admission }) => admission?.codel && new Codel(admission.codel));
  const affinities = model.balancers.map(
    (spec, index) =>
      new Affinity(spec, index, model.balancers.length, {
        now,
        schedule,
        clientOf,
        isHeld: (member) => balancers[index].isHeldNotDraining(member),
        onOpened(connection, picked) {
          const { request, member, scratches } = connection;
          begin(request, index, member, picked);
          scratches[spec.name] = viewOf(request, index).scratch;
        },
        onConnected: (connection) =>
          balancers[index].strategy.onConnect?.(connection.member, viewOfOpen(connection, index), now()),
        onClosed: (connection, outcome) => {
          finish(connection.request, index, connection.member, outcome, connection);
          makeRoom(index, connection.member);
        },
        onQuiet: (member) => serveQueue(balancers[index], index, member),
      }),
  );

  /** A try leaves the client's or a sender's hands at a balancer. */
  function place(request: Request, index: number): void {
    const { spec, queue } = balancers[index];
    const underWay = balancers[index].underWay + queue.length;
    if (!gates[index].admits(request.spec.name, underWay, now())) return answer(request, 'refused', spec.zone);
    const bound = viewOf(request, index).attempt === 1 ? affinities[index].find(request) : -1;
    if (bound === GONE) return answer(request, 'failed', spec.zone);
    if (bound >= 0) return send(request, index, bound, false);
    const member = pick(request, index);
    if (member >= 0) send(request, index, member, true);
    else if (member === -1) answer(request, 'failed', spec.zone);
    else if (queue.length >= spec.queue) answer(request, 'refused', spec.zone);
    else joinQueue(request, index);
  }

  function pick(request: Request, index: number): number {
    const balancer = balancers[index];
    return senders().pick(request, balancer, () => {
      const member = balancer.strategy.pick(viewOf(request, index), now());
      return member === -1 && balancer.hasFull ? -2 : member;
    });
  }

  function viewOf(request: Request, index: number): RequestView {
    const { spec } = balancers[index];
    return createView(request, spec, senders().callOf(request, spec.name));
  }

  /** A connection that is open: the request that opened it, as a first try. */
  function viewOfOpen({ request, scratches }: Connection, index: number): RequestView {
    return createView({ ...request, scratches }, balancers[index].spec, undefined);
  }

  function joinQueue(request: Request, index: number): void {
    request.place = 'at a balancer';
    balancers[index].enqueue(request, now());
    const joinedAt = now();
    const patience = balancers[index].spec.admission?.queueTimeout ?? Infinity;
    if (patience === Infinity) return;
    schedule(joinedAt + patience, 'timeout', [Infinity, request.order, index], () => {
      const stay = balancers[index].stays.findLast((each) => each.request === request);
      if (stay?.joinedAt === joinedAt && stay.leftAt === Infinity) giveUpQueued(request, index);
    });
  }

  function giveUpQueued(request: Request, index: number): void {
    balancers[index].leave(request, now());
    answer(request, 'refused', balancers[index].spec.zone);
  }

  function send(request: Request, index: number, member: number, picked: boolean): void {
    const balancer = balancers[index];
    const { pool, spec } = balancer;
    balancer.dispatches++;
    balancer.underWay++;
    request.place = 'on the way';
    senders().callOf(request, spec.name)?.tried.push(member);
    request.tries.push({ balancer: index, member, sentAt: now() });
    request.history.push(`${spec.name}>${pool.name(member)}@${now()}${picked ? '' : '*'}`);
    affinities[index].onSent(request, member, picked);
    if (spec.connections === undefined) begin(request, index, member, picked);
    gates[index].onSent();
    if (pool.inService[member] >= (spec.admission?.perServer ?? Infinity)) balancer.hold(member, 'full', now());
    const to = spec.members[member];
    if (to.kind === 'balancer') return toBalancer(request, to.index, spec.zone);
    request.server = to.index;
    toServer(request, spec.zone, servers[to.index]);
  }

  /** A try, or a connection, begins at a member. */
  function begin(request: Request, index: number, member: number, picked: boolean): void {
    const { pool, strategy } = balancers[index];
    pool.inService[member]++;
    strategy.onDispatch?.(member, viewOf(request, index), now(), picked);
  }

  /** The request reached the server that the last balancer sent it to. */
  function onConnected(request: Request): void {
    const { balancer: index, member } = request.tries.at(-1)!;
    const { spec, strategy } = balancers[index];
    if (spec.connections === undefined) strategy.onConnect?.(member, viewOf(request, index), now());
    else affinities[index].onConnected(request);
  }

  function finish(request: Request, index: number, member: number, outcome: string, since: Connection | number): void {
    const { pool, strategy, hearsFeedback } = balancers[index];
    const isConnection = typeof since !== 'number';
    const { bytesIn, bytesOut } = request.spec;
    const isGood = outcome === 'succeeded';
    pool.inService[member]--;
    const view = isConnection ? viewOfOpen(since, index) : viewOf(request, index);
    if (isGood) strategy.onFirstByte?.(member, view, now());
    strategy.onTryEnd?.(member, view, now(), {
      outcome: outcome as TryOutcome,
      latency: now() - (isConnection ? since.openedAt : since),
      bytesIn,
      bytesOut: isGood ? bytesOut : 0,
      feedback: isGood && hearsFeedback && !isConnection ? feedbackOf(request) : undefined,
    });
  }

  /** Fewer may be there than the limit now. */
  function makeRoom(index: number, member: number): void {
    const { pool, spec } = balancers[index];
    if (pool.inService[member] < (spec.admission?.perServer ?? 0)) balancers[index].release(member, 'full', now());
  }

  function serveQueue(balancer: Balancer, index: number, member: number): void {
    if (balancer.isServingQueue) return;
    balancer.isServingQueue = true;
    while (balancer.queue.length > 0) {
      const request = balancer.queue[0];
      const { strategy, spec } = balancer;
      const waited = now() - balancer.stays.findLast((stay) => stay.request === request)!.joinedAt;
      if (codels[index]?.drops(waited, balancer.queue.length === 1, now()) === true) {
        giveUpQueued(request, index);
        continue;
      }
      const isDirect = strategy.onSlotFree !== undefined;
      const to = isDirect ? (strategy.onSlotFree!(member, now()) ? member : -2) : pick(request, index);
      if (to === -2) break;
      balancer.leave(request, now());
      if (to === -1) answer(request, 'failed', spec.zone);
      else send(request, index, to, !isDirect);
    }
    balancer.isServingQueue = false;
  }

  function endTry(request: Request, outcome: string): void {
    const { balancer: index, member, sentAt } = request.tries.pop()!;
    const balancer = balancers[index];
    const { pool, spec } = balancer;
    balancer.underWay--;
    if (spec.connections === undefined) finish(request, index, member, outcome, sentAt);
    else affinities[index].onEnded(request);
    health().onTryEnd(balancer, member, outcome);
    gates[index].onEnded(outcome, sentAt, now());
    makeRoom(index, member);
    if (senders().all.length > 0) request.history.push(`${spec.name}<${pool.name(member)}@${now()} ${outcome}`);
    const to = spec.members[member];
    if (to.kind === 'server' && !servers[to.index].isUp) affinities[index].breakAll(member);
    serveQueue(balancer, index, member);
  }

  /** What was connected to a server that is down is so no more. */
  function onDown(server: number): void {
    for (const [index, { spec }] of balancers.entries()) {
      const member = spec.members.findIndex((each) => each.kind === 'server' && each.index === server);
      if (spec.connections === undefined || member < 0) continue;
      affinities[index].breakAll(member);
      serveQueue(balancers[index], index, member);
    }
  }

  return { place, onConnected, serveQueue, endTry, onDown, isInside };
}
