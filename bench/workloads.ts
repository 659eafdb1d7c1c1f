/** The yardstick's workloads, in its words; the scenario file of each has its name. */
export interface Workload {
  name: string;
  /** Requests a second and mean demand, as in the scenario file. */
  ratePerS: number;
  demandMs: number;
  /** The yardstick's best queue for it. */
  queue: string;
  /** Our CPU time over the yardstick's: what it must reach, and what it aims for. */
  floor: number;
  aim: number;
}

export const WORKLOADS: Workload[] = [
  { name: 'w1', ratePerS: 90_000, demandMs: 1, queue: 'tour', floor: 4.5, aim: 3.7 },
  { name: 'w2', ratePerS: 90_000, demandMs: 100, queue: 'cal', floor: 3.5, aim: 2.6 },
  { name: 'w3', ratePerS: 80_000, demandMs: 1, queue: 'tour', floor: 4.5, aim: 3.7 },
];

/** How long clients must send to send so many requests. */
export const durationFor = (requests: number, ratePerS: number): string =>
  `${Math.ceil((requests / ratePerS) * 1e6)}us`;
