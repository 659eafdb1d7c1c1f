/** Servers and balancers of the reference simulator that die with all that they hold. */
import type { Balancer } from './balancer.ts';
import type { FaultWorld } from './faults.ts';
import type { Reports } from './reports.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

export interface CrashWorld extends Pick<FaultWorld, 'now' | 'schedule' | 'tell'> {
  requests: Request[];
  servers: Server[];
  balancers: Balancer[];
  reports: Reports;
  isInside: (request: Request) => boolean;
  abandon: (request: Request, level: number, outcome: string) => void;
  /** All tries of the request end, and its client hears it. */
  end: (request: Request, outcome: string) => void;
}

export type Crashes = Pick<FaultWorld, 'crash' | 'crashIfDying' | 'restart' | 'crashBalancer'>;

export function createCrashes(world: CrashWorld): Crashes {
  const { now, schedule, tell, requests, servers, balancers, reports, isInside, abandon, end } = world;

  function crash(server: Server): void {
    if (server.isUp) tell('crash', server.spec.name);
    const lost = server.crash(now());
    for (const request of lost) {
      request.leftAt = now();
      request.place = 'gone';
    }
    for (const request of lost) if (isInside(request)) end(request, 'failed');
  }

  /** A server that holds more than it survives dies of it. */
  function crashIfDying(server: Server): void {
    const policy = server.spec.whenMemoryIsFull;
    if (policy.kind !== 'crash' || !server.isUp || !server.isDying) return;
    schedule(now() + policy.restart, 'pool change', [servers.indexOf(server)], () => restart(server));
    crash(server);
  }

  function restart(server: Server): void {
    if (!server.restart(now())) return;
    tell('restart', server.spec.name);
    reports.onLeft(server);
  }

  function crashBalancer(index: number): void {
    const balancer = balancers[index];
    balancer.downs++;
    if (balancer.downs > 1) return;
    balancer.forgetBacklog();
    const held = requests.flatMap((request) => {
      const isPassing = request.place === 'passing a balancer' && request.passing === index;
      const isAtIt = isPassing || balancer.queue.includes(request);
      const level = isAtIt ? request.tries.length : request.tries.findIndex((each) => each.balancer === index);
      return isInside(request) && level >= 0 ? [{ request, level }] : [];
    });
    for (const { request } of held) balancers.find(({ queue }) => queue.includes(request))?.leave(request, now());
    for (const { request, level } of held) if (isInside(request)) abandon(request, level, 'failed');
  }

  return { crash, crashIfDying, restart, crashBalancer };
}
