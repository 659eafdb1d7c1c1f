/** Servers and balancers of the reference simulator that die with all that they hold. */
import type { Balancer } from './balancer.ts';
import type { FaultWorld } from './faults.ts';
import type { Reports } from './reports.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

export interface CrashWorld extends Pick<FaultWorld, 'now' | 'schedule' | 'tell'> {
  servers: Server[];
  balancers: Balancer[];
  reports: Reports;
  isInside: (request: Request) => boolean;
  /** Requests and all forks of them. */
  walkers: Request[];
  stop: (request: Request) => void;
  fail: (request: Request, level: number) => void;
  /** All tries of the request end, and its client hears it. */
  end: (request: Request, outcome: string) => void;
  /** The server is down and holds nothing any more. */
  onDown: (server: number) => void;
}

export interface Crashes extends Pick<FaultWorld, 'crash' | 'crashIfDying' | 'restart' | 'crashBalancer'> {
  /** The server is taken down; how many requests were lost whose clients still waited. */
  takeDown: (server: Server) => number;
}

export function createCrashes(world: CrashWorld): Crashes {
  const { now, schedule, tell, walkers, servers, balancers, reports, isInside, stop, fail, end, onDown } = world;

  function crash(server: Server): void {
    server.crashes++;
    if (server.crashes === 1) {
      tell('crash', server.spec.name);
      server.crashedAt.push(now());
    }
    takeDown(server);
  }

  function takeDown(server: Server): number {
    const held = server.stop(now());
    let lost = 0;
    for (const request of held) {
      request.leftAt = now();
      request.place = 'gone';
    }
    for (const request of held) {
      if (!isInside(request)) continue;
      lost++;
      end(request, 'failed');
    }
    onDown(servers.indexOf(server));
    return lost;
  }

  /** A server that holds more than it survives dies of it. */
  function crashIfDying(server: Server): void {
    const policy = server.spec.whenMemoryIsFull;
    if (policy.kind !== 'crash' || !server.isUp || !server.isDying) return;
    schedule(now() + policy.restart, 'pool change', [1, servers.indexOf(server), 0], () => restart(server));
    crash(server);
  }

  function restart(server: Server): void {
    const isUp = server.restart(now());
    server.crashes--;
    if (server.crashes === 0) tell('restart', server.spec.name);
    if (isUp) reports.onLeft(server);
  }

  function crashBalancer(index: number): void {
    const balancer = balancers[index];
    balancer.downs++;
    if (balancer.downs > 1) return;
    balancer.forgetBacklog();
    const held = walkers.flatMap((request) => {
      const level = isAt(request, index)
        ? request.tries.length
        : request.tries.findIndex((each) => each.balancer === index);
      // What it sent itself goes with what that is a try of.
      const isOwn = level === 0 && request.parent?.call!.sender.balancer === index;
      return isInside(request) && level >= 0 && !isOwn ? [{ request, level }] : [];
    });
    for (const { request } of held) stop(request);
    for (const { request, level } of held) fail(request, level);
  }

  function isAt(request: Request, index: number): boolean {
    if (request.place === 'at a sender') return request.call!.sender.balancer === index;
    return (
      (request.place === 'passing a balancer' && request.passing === index) || balancers[index].queue.includes(request)
    );
  }

  return { crash, takeDown, crashIfDying, restart, crashBalancer };
}
