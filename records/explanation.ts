/** What an explained run saw of itself: plain data. Times are nanoseconds; all is of counted requests. */

export interface Explanation {
  /** Of requests that succeeded; of the slowest 1 % of them, and those that are as slow to 0.1 %. */
  latency: LatencyParts;
  slowestPercent: LatencyParts;
  /** Tries that were sent to servers, and those of them that went where the one before went. */
  dispatches: number;
  repeats: number;
  servers: ExplainedServer[];
  /** Dispatches whose server the strategy picked among servers, and a sample of them, each as likely as another. */
  decisions: number;
  sample: Decision[];
}

/** Sums over so many requests; the parts add up to their latencies. */
export interface LatencyParts {
  requests: number;
  /** Queued at balancers and at the server. */
  wait: number;
  /** The work itself on a core of its own, and time that is not CPU. */
  service: number;
  /** How much longer it took there than that: cores are shared, slowed or paused. */
  sharing: number;
  /** All the rest: network, the balancers' own work, earlier tries. */
  other: number;
}

export interface ExplainedServer {
  name: string;
  /** Tries sent to it. */
  dispatches: number;
  /** Tries that left it, and how long they were there: wait, service and sharing. */
  departures: number;
  sojourn: number;
}

/** Where a strategy sent a try, and where it would have been done first. */
export interface Decision {
  at: number;
  request: number;
  balancer: string;
  pick: string;
  /** The pick, where no other is better. */
  best: string;
  /** How much later than at the best it is done at the pick; Infinity where it never is, though it is at the best. */
  regret: number;
  /** Whether a server of the pool was idle while another had more than its cores can work on. */
  idleWhileOthersQueue: boolean;
}
