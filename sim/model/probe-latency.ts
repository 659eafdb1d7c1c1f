/**
 * A server's own estimate of the latency of a request that would come now, as Prequal's servers give it: the median of recent
 * latencies of requests that found about as many in flight as there are now. Wydrowski et al., "Load is not what you should
 * balance: introducing Prequal", NSDI 2024. Costs one sort of a few samples a probe.
 */
import type { Servers } from './servers.ts';

/** Recent requests that a server remembers, and how many of them, the nearest in number in flight, give the median. */
const REMEMBERED = 32;
const NEAREST = 9;

export interface ProbeLatency {
  /** A request that found `found` others at the server left it after `latency` nanoseconds. */
  readonly record: (server: number, found: number, latency: number) => void;
  /** Nanoseconds; 0 before any request has left. */
  readonly estimate: (server: number) => number;
}

export function createProbeLatency({ count: servers, inFlight }: Servers): ProbeLatency {
  const found = new Int32Array(servers * REMEMBERED);
  const latencies = new Float64Array(servers * REMEMBERED);
  const recorded = new Int32Array(servers);
  /** The nearest samples so far, by distance, then latency. */
  const distances = new Int32Array(NEAREST);
  const nearLatencies = new Float64Array(NEAREST);

  /** Puts a sample in its place among the nearest; how many there are then. */
  function keepIfNear(distance: number, latency: number, kept: number): number {
    let place = kept;
    while (place > 0 && isNearer(distance, latency, place - 1)) place--;
    if (place === NEAREST) return kept;
    const after = kept < NEAREST ? kept + 1 : NEAREST;
    distances.copyWithin(place + 1, place, after - 1);
    nearLatencies.copyWithin(place + 1, place, after - 1);
    distances[place] = distance;
    nearLatencies[place] = latency;
    return after;
  }

  function isNearer(distance: number, latency: number, than: number): boolean {
    return distance < distances[than] || (distance === distances[than] && latency < nearLatencies[than]);
  }

  return {
    record(server, others, latency) {
      const at = server * REMEMBERED + (recorded[server]++ % REMEMBERED);
      found[at] = others;
      latencies[at] = latency;
    },
    estimate(server) {
      const count = Math.min(REMEMBERED, recorded[server]);
      const now = inFlight(server);
      let kept = 0;
      for (let at = server * REMEMBERED; at < server * REMEMBERED + count; at++) {
        kept = keepIfNear(Math.abs(found[at] - now), latencies[at], kept);
      }
      return kept === 0 ? 0 : nearLatencies.slice(0, kept).sort()[kept >> 1];
    },
  };
}
