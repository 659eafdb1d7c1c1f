/** When servers were there: from their launch until they left, booting included. */
import type { Model } from './model.ts';

export interface Presence {
  /** By server: 0 where it is there from the start, Infinity where it was not launched. */
  readonly launchedAt: Float64Array;
  /** Infinity where it did not leave. */
  readonly goneAt: Float64Array;
  /** How long it was there between two instants. */
  readonly between: (server: number, from: number, to: number) => number;
}

export function createPresence({ servers }: Model): Presence {
  const launchedAt = Float64Array.from(servers, ({ reserve }) => (reserve === true ? Infinity : 0));
  const goneAt = new Float64Array(servers.length).fill(Infinity);
  return {
    launchedAt,
    goneAt,
    between: (server, from, to) => Math.max(0, Math.min(to, goneAt[server]) - Math.max(from, launchedAt[server])),
  };
}
