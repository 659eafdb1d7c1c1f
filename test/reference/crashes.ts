/** Servers of the reference simulator that go down with all that they hold. */
import type { Lane } from './events.ts';
import type { Reports } from './reports.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

export interface CrashWorld {
  servers: Server[];
  reports: Reports;
  now: () => number;
  schedule: (at: number, lane: Lane, id: number[], happen: () => void) => void;
  tell: (kind: string, name: string, value?: number) => void;
  isInside: (request: Request) => boolean;
  /** All tries of the request end, and its client hears it. */
  end: (request: Request, outcome: string) => void;
}

export interface Crashes {
  crash: (server: Server) => void;
  /** A server that holds more than it survives dies of it. */
  crashIfDying: (server: Server) => void;
  /** The server is taken down; how many requests were lost whose clients still waited. */
  stop: (server: Server) => number;
}

export function createCrashes(world: CrashWorld): Crashes {
  const { servers, reports, now, schedule, tell, isInside, end } = world;

  function crash(server: Server): void {
    tell('crash', server.spec.name);
    lose(server.crash(now()));
  }

  function crashIfDying(server: Server): void {
    const policy = server.spec.whenMemoryIsFull;
    if (policy.kind !== 'crash' || !server.isUp || !server.isDying) return;
    schedule(now() + policy.restart, 'pool change', [1, servers.indexOf(server), 0], () => {
      server.restart(now());
      if (server.isUp) tell('restart', server.spec.name);
      reports.onLeft(server);
    });
    crash(server);
  }

  function lose(held: Request[]): number {
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
    return lost;
  }

  return { crash, crashIfDying, stop: (server) => lose(server.stop(now())) };
}
