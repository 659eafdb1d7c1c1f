/** What a server did since the start, as of now. Work is nanoseconds of a core of speed 1. */
export interface ServerSums {
  /** Work done. */
  work: number;
  /** What it could have worked while up. */
  couldWork: number;
  /** The same, while available: while up, and a balancer might pick it. */
  couldWorkAvailable: number;
  /** Integral over time of requests here, in service or queued. */
  inFlightTime: number;
  /** Tries that came, taken in or not. */
  tries: number;
  downTime: number;
  /** Requests that wait here now. */
  queued: number;
}

/** The same, and what only reports ask for. */
export interface ServerTotals extends ServerSums {
  /** The part of the work that was for clients who had given up. */
  wasted: number;
  /** The most that were here since the last `forgetMost`. */
  inFlightMax: number;
  /** Requests that were looked up in its cache, and those found there. */
  cacheLookups: number;
  cacheHits: number;
}
