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
  return {
    record(server, others, latency) {
      const at = server * REMEMBERED + (recorded[server]++ % REMEMBERED);
      found[at] = others;
      latencies[at] = latency;
    },
    estimate(server) {
      const count = Math.min(REMEMBERED, recorded[server]);
      if (count === 0) return 0;
      const samples = Array.from({ length: count }, (_, i) => server * REMEMBERED + i);
      const distance = (at: number) => Math.abs(found[at] - inFlight(server));
      samples.sort((a, b) => distance(a) - distance(b) || latencies[a] - latencies[b]);
      const nearest = samples.slice(0, NEAREST).map((at) => latencies[at]);
      nearest.sort((a, b) => a - b);
      return nearest[nearest.length >> 1];
    },
  };
}
