/**
 * What servers do over time, for the reports: the measured time is cut into windows, and what a server did in one is the
 * difference between its sums at both ends. So the hot path does not know of it; it costs one event a window.
 */
import type { ServerTimeline } from '../../../records/observation.ts';
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';
import type { Model } from '../model.ts';
import type { Servers } from '../servers/servers.ts';

const MOST_WINDOWS = 60;
/** Windows times servers: about 5 MB a run. */
const MOST_CELLS = 200_000;

export interface ServerTimelineRecorder {
  /** The measured window opens. */
  readonly open: () => void;
  readonly onWindowEnd: () => void;
  /** The measured window closes, or the run is interrupted: the last window ends. */
  readonly close: () => void;
  /** What these servers did. */
  readonly of: (shown: number[]) => ServerTimeline;
}

export function createServerTimeline(
  { warmup, duration }: Pick<Model, 'warmup' | 'duration'>,
  events: Events,
  servers: Servers,
): ServerTimelineRecorder {
  const most = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(MOST_CELLS / servers.count)));
  const length = Math.max(1, Math.ceil((duration - warmup) / most));
  const count = Math.ceil((duration - warmup) / length);
  const work = new Float64Array(count * servers.count);
  const capacity = new Float64Array(count * servers.count);
  const availableCapacity = new Float64Array(count * servers.count);
  const inFlightTime = new Float64Array(count * servers.count);
  /** Sums at the start of the window. */
  let before: ReturnType<Servers['peek']>[] = [];
  let window = 0;

  function onWindowEnd(): void {
    record();
    window++;
    start();
  }

  function close(): void {
    if (window < count) record();
  }

  function start(): void {
    before = Array.from({ length: servers.count }, (_, server) => servers.peek(server));
    if (window + 1 < count) events.push(length, LANE.timer, 0, EVENT.timelineWindowEnds, 0);
  }

  function record(): void {
    for (let server = 0; server < servers.count; server++) {
      const after = servers.peek(server);
      const cell = window * servers.count + server;
      work[cell] = after.work - before[server].work;
      capacity[cell] = after.couldWork - before[server].couldWork;
      availableCapacity[cell] = after.couldWorkAvailable - before[server].couldWorkAvailable;
      inFlightTime[cell] = after.inFlightTime - before[server].inFlightTime;
    }
  }

  /** The columns of the shown servers. */
  function shownOf(all: Float64Array, shown: number[]): Float64Array {
    if (shown.length === servers.count) return all;
    const rows = Array.from({ length: count }, (_, row) =>
      all.subarray(row * servers.count, (row + 1) * servers.count),
    );
    return Float64Array.from(rows.flatMap((row) => shown.map((server) => row[server])));
  }

  return {
    open: start,
    onWindowEnd,
    close,
    of: (shown) => ({
      length,
      count,
      work: shownOf(work, shown),
      capacity: shownOf(capacity, shown),
      availableCapacity: shownOf(availableCapacity, shown),
      inFlightTime: shownOf(inFlightTime, shown),
    }),
  };
}
