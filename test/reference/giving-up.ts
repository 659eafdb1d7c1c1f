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
  /** From this one of the tries on. */
  abandonTries: (request: Request, from: number) => void;
  tellClient: (request: Request, outcome: string) => void;
  /** A fork that was given up has failed for its sender. */
  onFailed: (fork: Request, outcome: string) => void;
  crashIfDying: (server: Server) => void;
}

export function createGivingUp({ clients }: Model, servers: Server[], balancers: Balancer[], world: World) {
  const { now, onOver, onLeft, endTries, abandonTries, tellClient, onFailed, crashIfDying } = world;

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
    leave(request, () => {
      endTries(request, 'abandoned', own);
      if (request.parent === undefined) tellClient(request, 'timedOut');
    });
  }

  /** The balancer of this one of the request's tries, or at which the request is, has died. */
  function fail(request: Request, level: number): void {
    leave(request, () => {
      abandonTries(request, level);
      endTries(request, 'failed', 'failed');
      if (request.parent === undefined) tellClient(request, 'failed');
      else onFailed(request, 'failed');
    });
  }

  function leave(request: Request, end: () => void): void {
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
    end();
    if (server !== undefined) crashIfDying(server);
    if (place === 'at a balancer') request.place = 'gone';
  }

  return { giveUp, stop, letGo, fail };
}
