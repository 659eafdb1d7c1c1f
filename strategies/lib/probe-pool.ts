import type { ServerIndex } from '../strategy.ts';

/** The answer of one server to a probe. */
export interface Probe {
  server: ServerIndex;
  /** Requests at the server, by its own count; raised by one for each request sent there since. */
  inFlight: number;
  /** The server's own estimate of its latency, nanoseconds. */
  latency: number;
  answeredAt: number;
  usesLeft: number;
}

/**
 * At most `capacity` answers, the oldest first, at most one a server. The probes are reused: nothing is allocated after
 * construction. All operations are O(capacity).
 */
export class ProbePool {
  /** The first `count` of `probes` are the answers. */
  count = 0;
  readonly probes: Probe[];

  constructor(capacity: number) {
    this.probes = Array.from({ length: capacity }, () => ({
      server: 0,
      inFlight: 0,
      latency: 0,
      answeredAt: 0,
      usesLeft: 0,
    }));
  }

  /** Room for the newest answer, of `server`, to be filled in; its older one goes, else the oldest of a full pool. */
  add(server: ServerIndex): Probe {
    const older = this.find(server);
    if (older >= 0) this.remove(older);
    else if (this.count === this.probes.length) this.remove(0);
    const probe = this.probes[this.count++];
    probe.server = server;
    return probe;
  }

  /** Position of the answer of `server`; -1 where there is none. */
  find(server: ServerIndex): number {
    for (let i = 0; i < this.count; i++) if (this.probes[i].server === server) return i;
    return -1;
  }

  remove(position: number): void {
    const removed = this.probes[position];
    this.count--;
    for (let i = position; i < this.count; i++) this.probes[i] = this.probes[i + 1];
    this.probes[this.count] = removed;
  }
}
