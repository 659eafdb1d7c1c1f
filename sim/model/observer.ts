/**
 * Counts what happens to requests: outcomes and latencies by time window and group, and the two sides of Little's law. Counted
 * requests are those that arrive in [warmup, duration).
 */
import { BUCKETS, bucketOf, createHistogram } from '../../records/histogram.ts';
import { type GroupObservation, OUTCOMES, type RequestCounts, type Windows } from '../../records/observation.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Model } from './model.ts';

const MOST_WINDOWS = 256;
const SHORTEST_WINDOW = 1_000_000;
const KINDS = OUTCOMES.length;

/** Positions in OUTCOMES. */
export const OUTCOME = { succeeded: 0, failed: 1, timedOut: 2, refused: 3, blocked: 4, unfinished: 5 } as const;

export interface Observer {
  onArrival(group: number): void;
  onTry(group: number, arrivedAt: number): void;
  onOutcome(outcome: number, group: number, arrivedAt: number): void;
  /** A request that is inside when the run ends. */
  onUnfinished(group: number, arrivedAt: number): void;
  /** Requests inside: arrived and without an outcome. */
  inside(): number;
  /** The measured window opens. */
  open(): void;
  /** The measured window closes; `arrivals` are those of the requests that are inside. */
  close(arrivals: Iterable<number>): void;
  /** Requests that arrived and ended, also those that do not count. */
  totals(): { arrived: number; ended: number };
  /** Within the window: the integral of the number inside, and the time that requests spent inside. */
  littlesLaw(): { insideTime: number; timeInside: number };
  counts(): RequestCounts;
  groups(): GroupObservation[];
  latency(): { sum: number; max: number };
  windows(): Windows;
  unfinishedAges(): Uint32Array;
}

export function createObserver({ warmup, duration, clients }: Model, { now }: Clock): Observer {
  const length = Math.max(SHORTEST_WINDOW, Math.ceil((duration - warmup) / MOST_WINDOWS));
  const count = Math.ceil((duration - warmup) / length);
  const outcomes = new Uint32Array(count * KINDS);
  const latencySum = new Float64Array(count);
  const histograms = new Uint32Array(count * BUCKETS);
  const unfinishedAges = createHistogram();
  const latencyMax = new Float64Array(1);
  const groupArrived = new Float64Array(clients.length);
  const groupTries = new Float64Array(clients.length);
  const groupOutcomes = new Float64Array(clients.length * KINDS);
  const groupLatencySum = new Float64Array(clients.length);
  const insideTime = new Float64Array(1);
  const timeInside = new Float64Array(1);
  const changedAt = new Float64Array(1);
  let inside = 0;
  let arrived = 0;
  let ended = 0;
  let isMeasuring = false;

  function advance(): void {
    if (isMeasuring) insideTime[0] += inside * (now[0] - changedAt[0]);
    changedAt[0] = now[0];
  }

  function onArrival(group: number): void {
    advance();
    inside++;
    arrived++;
    if (now[0] >= warmup) groupArrived[group]++;
  }

  function onTry(group: number, arrivedAt: number): void {
    if (arrivedAt >= warmup) groupTries[group]++;
  }

  function onOutcome(outcome: number, group: number, arrivedAt: number): void {
    advance();
    inside--;
    ended++;
    const latency = now[0] - arrivedAt;
    if (arrivedAt < warmup) {
      if (isMeasuring) timeInside[0] += now[0] - warmup;
      return;
    }
    if (isMeasuring) timeInside[0] += latency;
    const window = Math.floor((arrivedAt - warmup) / length);
    outcomes[window * KINDS + outcome]++;
    groupOutcomes[group * KINDS + outcome]++;
    if (outcome !== OUTCOME.succeeded) return;
    latencySum[window] += latency;
    groupLatencySum[group] += latency;
    histograms[window * BUCKETS + bucketOf(latency)]++;
    if (latency > latencyMax[0]) latencyMax[0] = latency;
  }

  function onUnfinished(group: number, arrivedAt: number): void {
    onOutcome(OUTCOME.unfinished, group, arrivedAt);
    if (arrivedAt >= warmup) unfinishedAges[bucketOf(now[0] - arrivedAt)]++;
  }

  function groups(): GroupObservation[] {
    return clients.map(({ name }, group) => {
      const of = (outcome: number) => groupOutcomes[group * KINDS + outcome];
      return {
        name,
        arrived: groupArrived[group],
        succeeded: of(OUTCOME.succeeded),
        failed: of(OUTCOME.failed),
        timedOut: of(OUTCOME.timedOut),
        refused: of(OUTCOME.refused),
        blocked: of(OUTCOME.blocked),
        unfinished: of(OUTCOME.unfinished),
        tries: groupTries[group],
        latencySum: groupLatencySum[group],
      };
    });
  }

  return {
    onArrival,
    onTry,
    onOutcome,
    onUnfinished,
    inside: () => inside,
    open() {
      advance();
      isMeasuring = true;
    },
    close(arrivals) {
      advance();
      for (const arrivedAt of arrivals) timeInside[0] += now[0] - Math.max(arrivedAt, warmup);
      isMeasuring = false;
    },
    totals: () => ({ arrived, ended }),
    littlesLaw: () => ({ insideTime: insideTime[0], timeInside: timeInside[0] }),
    counts: () => sumOf(groups()),
    groups,
    latency: () => ({ sum: latencySum.reduce((sum, each) => sum + each, 0), max: latencyMax[0] }),
    windows: () => ({ length, count, outcomes, latencySum, histograms }),
    unfinishedAges: () => unfinishedAges,
  };
}

function sumOf(groups: GroupObservation[]): RequestCounts {
  const sum = { arrived: 0, succeeded: 0, failed: 0, timedOut: 0, refused: 0, blocked: 0, unfinished: 0, tries: 0 };
  for (const group of groups) {
    for (const key of Object.keys(sum) as (keyof RequestCounts)[]) sum[key] += group[key];
  }
  return sum;
}
