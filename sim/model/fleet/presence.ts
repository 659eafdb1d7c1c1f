/** When servers were there: from their launch until they left, booting included; and what for. */
import type { Cell } from '../../kernel/cells.ts';
import type { Model } from '../model.ts';

export interface Presence {
  /** By server: 0 where it is there from the start, Infinity where it was not launched. */
  readonly launchedAt: Float64Array;
  /** Infinity where it did not leave. */
  readonly goneAt: Float64Array;
  /** Whether it is there now. */
  readonly isThere: (server: number) => boolean;
  /** How long it was there between two instants. */
  readonly between: (server: number, from: number, to: number) => number;
  /** It has so many times the cores of its group from now on. */
  readonly resize: (server: number, factor: number) => void;
  /** How long it was there since the start, with as much more for a larger size as it has more cores. */
  readonly paid: (server: number) => number;
}

export function createPresence({ servers }: Model, now: Cell): Presence {
  const launchedAt = Float64Array.from(servers, ({ reserve }) => (reserve === true ? Infinity : 0));
  const goneAt = new Float64Array(servers.length).fill(Infinity);
  const factors = new Float64Array(servers.length).fill(1);
  /** As of the last resize. */
  const paidThen = new Float64Array(servers.length);
  const resizedAt = new Float64Array(servers.length);

  function between(server: number, from: number, to: number): number {
    return Math.max(0, Math.min(to, goneAt[server]) - Math.max(from, launchedAt[server]));
  }

  function paid(server: number): number {
    return paidThen[server] + factors[server] * between(server, resizedAt[server], now[0]);
  }

  return {
    launchedAt,
    goneAt,
    isThere: (server) => launchedAt[server] <= now[0] && now[0] < goneAt[server],
    between,
    resize(server, factor) {
      paidThen[server] = paid(server);
      resizedAt[server] = now[0];
      factors[server] = factor;
    },
    paid,
  };
}
