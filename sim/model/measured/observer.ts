/**
 * Counts what happens to requests: outcomes and latencies by group and time window, and the two sides of Little's law. Counted
 * requests are those that arrive in [warmup, duration).
 */
import { BUCKETS, bucketOf, createHistogram } from '../../../records/histogram.ts';
import {
  type GroupObservation,
  type ObjectiveSeconds,
  OUTCOMES,
  type RequestCounts,
  type Windows,
} from '../../../records/observation.ts';
import { cell, doubles as createDoubles, integers as createIntegers } from '../../kernel/cells.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Model } from '../model.ts';
import { createObjectiveSeconds } from './objective-seconds.ts';
import { type Requests, ROW } from '../requests/requests.ts';

const { DOUBLES, INTEGERS, HALVES, ARRIVED_AT, WINDOW, GROUP } = ROW;

const MOST_WINDOWS = 256;
const SHORTEST_WINDOW = 1_000_000;
const KINDS = OUTCOMES.length;
const ROW_LENGTH = BUCKETS;

/** Positions in OUTCOMES. */
export const OUTCOME = { succeeded: 0, failed: 1, timedOut: 2, refused: 3, blocked: 4, unfinished: 5 } as const;

const { succeeded: SUCCEEDED } = OUTCOME;

export interface Observer {
  readonly onArrival: (slot: number, group: number) => void;
  readonly onTry: (slot: number) => void;
  readonly onOutcome: (slot: number, outcome: number) => void;
  /** A request that is inside when the run ends. */
  readonly onUnfinished: (slot: number) => void;
  /** Requests inside: arrived and without an outcome. */
  readonly inside: () => number;
  /** The measured window opens. */
  readonly open: () => void;
  /** The measured window closes; `onInsideAtClose` is to be told of each request that is inside. */
  readonly close: () => void;
  readonly onInsideAtClose: (slot: number) => void;
  /** Within the measured window: the integral of the number inside, and the time that requests spent inside. */
  readonly littlesLaw: () => { insideTime: number; timeInside: number };
  readonly counts: () => RequestCounts;
  readonly groups: () => GroupObservation[];
  readonly latency: () => { sum: number; max: number };
  readonly windows: () => Windows;
  readonly unfinishedAges: () => Uint32Array;
  readonly objectiveSeconds: () => ObjectiveSeconds | undefined;
}

export function createObserver(model: Model, { now }: Clock, requests: Requests): Observer {
  const { warmup, duration, clients } = model;
  const seconds = createObjectiveSeconds(model);
  const { isWanted: hasSeconds } = seconds;
  const { doubles, integers, halves } = requests;
  const length = Math.max(SHORTEST_WINDOW, Math.ceil((duration - warmup) / MOST_WINDOWS));
  const count = Math.ceil((duration - warmup) / length);
  const histograms = new Uint32Array(count * BUCKETS);
  const unfinishedAges = createHistogram();
  const latencyMax = cell(0);
  const groupArrived = createDoubles(clients.length);
  const groupTries = createDoubles(clients.length);
  /** By group and window, [group * count + window], and for outcomes by kind. */
  const outcomes = new Uint32Array(clients.length * count * KINDS);
  const latencySum = createDoubles(clients.length * count);
  /** Requests inside, and the open integral (cells.ts) of that number. */
  const inside = cell(0);
  const insideTime = cell(0);
  const windowEnd = cell(warmup + length);
  const currentWindow = createIntegers(1);
  /** Within the measured window: time that requests spent inside, and the integral from where it opens to where it closes. */
  const timeInside = cell(0);
  let measuredFrom = 0;
  let measured = 0;
  const isMeasuring = createIntegers(1);

  const insideTimeNow = () => insideTime[0] + inside[0] * now[0];

  function onArrival(slot: number, index: number): void {
    insideTime[0] -= now[0];
    inside[0]++;
    if (now[0] < warmup) return;
    groupArrived[index]++;
    while (now[0] >= windowEnd[0]) {
      windowEnd[0] += length;
      currentWindow[0]++;
    }
    integers[(slot << INTEGERS) | WINDOW] = currentWindow[0];
  }

  function onTry(slot: number): void {
    if (doubles[(slot << DOUBLES) | ARRIVED_AT] >= warmup) groupTries[halves[(slot << HALVES) | GROUP]]++;
  }

  function onOutcome(slot: number, outcome: number): void {
    insideTime[0] += now[0];
    inside[0]--;
    const from = doubles[(slot << DOUBLES) | ARRIVED_AT];
    if (isMeasuring[0] === 1) timeInside[0] += now[0] - (from > warmup ? from : warmup);
    if (from < warmup) return;
    const window = integers[(slot << INTEGERS) | WINDOW];
    const at = halves[(slot << HALVES) | GROUP] * count + window;
    outcomes[at * KINDS + outcome]++;
    if (hasSeconds) seconds.onOutcome(from, outcome, now[0] - from);
    if (outcome !== SUCCEEDED) return;
    const latency = now[0] - from;
    latencySum[at] += latency;
    histograms[window * ROW_LENGTH + bucketOf(latency)]++;
    if (latency > latencyMax[0]) latencyMax[0] = latency;
  }

  function onUnfinished(slot: number): void {
    onOutcome(slot, OUTCOME.unfinished);
    if (doubles[(slot << DOUBLES) | ARRIVED_AT] >= warmup)
      unfinishedAges[bucketOf(now[0] - doubles[(slot << DOUBLES) | ARRIVED_AT])]++;
  }

  function groups(): GroupObservation[] {
    return clients.map(({ name }, index) => {
      const cells = Array.from({ length: count }, (_, each) => index * count + each);
      const of = (outcome: number) => cells.reduce((sum, cell) => sum + outcomes[cell * KINDS + outcome], 0);
      return {
        name,
        arrived: groupArrived[index],
        succeeded: of(OUTCOME.succeeded),
        failed: of(OUTCOME.failed),
        timedOut: of(OUTCOME.timedOut),
        refused: of(OUTCOME.refused),
        blocked: of(OUTCOME.blocked),
        unfinished: of(OUTCOME.unfinished),
        tries: groupTries[index],
        latencySum: cells.reduce((sum, cell) => sum + latencySum[cell], 0),
      };
    });
  }

  return {
    onArrival,
    onTry,
    onOutcome,
    onUnfinished,
    inside: () => inside[0],
    open() {
      measuredFrom = insideTimeNow();
      isMeasuring[0] = 1;
    },
    close() {
      measured = insideTimeNow() - measuredFrom;
      isMeasuring[0] = 0;
    },
    onInsideAtClose(slot) {
      timeInside[0] += now[0] - Math.max(doubles[(slot << DOUBLES) | ARRIVED_AT], warmup);
    },
    littlesLaw: () => ({ insideTime: measured, timeInside: timeInside[0] }),
    counts: () => sumOf(groups()),
    groups,
    latency: () => ({ sum: latencySum.reduce((sum, each) => sum + each, 0), max: latencyMax[0] }),
    windows: () => ({
      length,
      count,
      outcomes: sumRows(outcomes, new Uint32Array(count * KINDS)),
      latencySum: sumRows(latencySum, new Float64Array(count)),
      histograms,
    }),
    unfinishedAges: () => unfinishedAges,
    objectiveSeconds: seconds.observed,
  };
}

/** Sums rows of equal length, one a group, into `total`. */
function sumRows<T extends Float64Array | Uint32Array>(rows: T, total: T): T {
  rows.forEach((value, at) => (total[at % total.length] += value));
  return total;
}

function sumOf(groups: GroupObservation[]): RequestCounts {
  const sum = { arrived: 0, succeeded: 0, failed: 0, timedOut: 0, refused: 0, blocked: 0, unfinished: 0, tries: 0 };
  for (const each of groups) {
    for (const key of Object.keys(sum) as (keyof RequestCounts)[]) sum[key] += each[key];
  }
  return sum;
}
