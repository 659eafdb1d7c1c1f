/** How the reference simulator drops what nobody waits for any more. */
import type { Model } from '../../sim/model/model.ts';
import type { Balancer } from './balancer.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

/** What the simulator does. */
interface World {
  now: () => number;
  onOver: (fork: Request) => void;
  onLeft: (server: Server) => void;
  endTries: (request: Request, outcome: string, own: string) => void;
  tellClient: (request: Request, outcome: string) => void;
  crashIfDying: (server: Server) => void;
}

export function createGivingUp({ clients }: Model, servers: Server[], balancers: Balancer[], world: World) {
  const { now, onOver, onLeft, endTries, tellClient, crashIfDying } = world;

  function giveUp(request: Request): void {
    stop(request);
    letGo(request, 'abandoned');
  }

  /** It leaves the queues of balancers, and so do its forks. */
  function stop(request: Request): void {
    balancers.find(({ queue }) => queue.includes(request))?.leave(request, now());
    request.outcome = 'timedOut';
    if (request.parent !== undefined) onOver(request);
    for (const fork of request.call?.live ?? []) stop(fork);
  }

  /** It leaves its server, and its tries end, after those of its forks. `own`: how the try of its sender ends. */
  function letGo(request: Request, own: string): void {
    const { place } = request;
    for (const fork of request.call?.live ?? []) letGo(fork, 'abandoned');
    const isAtServer = place === 'in a queue' || place === 'on a core';
    const mayCancel = isAtServer && clients[request.group].afterTimeout === 'cancel';
    const server = mayCancel ? servers[request.server!] : undefined;
    if (server !== undefined) {
      server.cancel(request, now());
      onLeft(server);
      request.place = 'gone';
      request.leftAt = now();
    }
    endTries(request, 'abandoned', own);
    if (request.parent === undefined) tellClient(request, 'timedOut');
    if (server !== undefined) crashIfDying(server);
    if (place === 'at a balancer') request.place = 'gone';
  }

  return { giveUp, stop, letGo };
}
