/** How much the bench plays. */
export interface Sizes {
  /** Requests of a run. */
  requests: number;
  /** Pairs of runs, ours and the yardstick's, for each workload. */
  pairs: number;
  /** Rounds of the comparisons of ours with ours. */
  rounds: number;
  /** Requests of a run that compares strategies: the slow ones take their time. */
  strategyRequests: number;
  /** Requests that pile up to see what memory they take. */
  inFlight: number;
  /** Draws, and moves of the departure lane, of a kernel loop. */
  kernelSteps: number;
}

export const TOY: Sizes = {
  requests: 20_000,
  pairs: 1,
  rounds: 1,
  strategyRequests: 5_000,
  inFlight: 20_000,
  kernelSteps: 20_000,
};

/** The sizes of a real bench of so many requests a run and pairs a workload. */
export function sizesOf(requests: number, pairs: number): Sizes {
  return {
    requests,
    pairs,
    rounds: Math.ceil(pairs / 2),
    strategyRequests: Math.ceil(requests / 10),
    inFlight: Math.min(requests, 4_000_000),
    kernelSteps: Math.ceil(requests / 2),
  };
}
