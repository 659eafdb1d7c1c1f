/**
 * A server's own estimate of the latency of a request that would come now, as Prequal's servers give it: the median of recent
 * latencies of requests that found about as many in flight as there are now. Wydrowski et al., "Load is not what you should
 * balance: introducing Prequal", NSDI 2024.
 *
 * Latencies are remembered by *level*, a number in flight or, from 16 on, an eighth of a doubling. Were they remembered in one
 * list, a busy spell would push out what was seen before it: the server, idle again, would go on saying that it is slow, be
 * left alone for it, and never learn better. Costs one sort of a few latencies a probe, and memory by what was seen.
 */
import type { Servers } from './servers.ts';

/** Latencies that are remembered for a level, the newest; and how many, from the nearest levels, are enough for a median. */
const REMEMBERED = 16;
const ENOUGH = 9;

interface Seen {
  /** A ring. */
  readonly latencies: Float64Array;
  count: number;
}

export interface ProbeLatency {
  /** A request that found `found` others at the server left it after `latency` nanoseconds. */
  readonly record: (server: number, found: number, latency: number) => void;
  /** Nanoseconds; 0 before any request has left. */
  readonly estimate: (server: number) => number;
}

export function createProbeLatency({ count: servers, inFlight }: Servers): ProbeLatency {
  /** By server and level. */
  const seen = Array.from({ length: servers }, (): Seen[] => []);
  const sorted = new Float64Array(ENOUGH + 2 * REMEMBERED);
  let taken = 0;

  /** Puts what is remembered for a level in its place among the latencies taken so far. */
  function take(level: Seen | undefined): void {
    if (level === undefined) return;
    const end = taken + Math.min(level.count, REMEMBERED);
    for (let i = 0; taken < end; i++) {
      const latency = level.latencies[i];
      let place = taken++;
      for (; place > 0 && sorted[place - 1] > latency; place--) sorted[place] = sorted[place - 1];
      sorted[place] = latency;
    }
  }

  return {
    record(server, found, latency) {
      const levels = seen[server];
      const level = levelOf(found);
      while (levels.length <= level) levels.push({ latencies: new Float64Array(REMEMBERED), count: 0 });
      levels[level].latencies[levels[level].count++ % REMEMBERED] = latency;
    },
    estimate(server) {
      const levels = seen[server];
      const level = levelOf(inFlight(server));
      taken = 0;
      take(levels[level]);
      const farthest = Math.max(level, levels.length - 1 - level);
      for (let distance = 1; taken < ENOUGH && distance <= farthest; distance++) {
        take(levels[level - distance]);
        take(levels[level + distance]);
      }
      return taken === 0 ? 0 : sorted[taken >> 1];
    },
  };
}

function levelOf(inFlight: number): number {
  const shift = Math.max(0, 28 - Math.clz32(inFlight));
  return (shift << 3) + (inFlight >> shift);
}
