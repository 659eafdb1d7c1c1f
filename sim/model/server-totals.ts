/** What a server did since the start, as of now. Work is nanoseconds of a core of speed 1. */
export interface ServerTotals {
  /** Tries that came, taken in or not. */
  tries: number;
  /** Work done, and the part of it for clients who had given up. */
  work: number;
  wasted: number;
  /** Work that was brought here and neither cancelled nor lost. */
  workAsked: number;
  /** Integral over time of requests here, in service or queued. */
  inFlightTime: number;
  /** The most that were here since the last `forgetMost`. */
  inFlightMax: number;
  downTime: number;
  /** What it could have worked while up. */
  couldWork: number;
  crashes: number;
  /** Requests that were looked up in its cache, and those found there. */
  cacheLookups: number;
  cacheHits: number;
}
