/**
 * What servers do over time, for the reports: the measured time is cut into windows, and what a server did in one is the
 * difference between its sums at both ends. So the hot path does not know of it; it costs one event a window.
 */
import type { ServerTimeline } from '../../../records/observation.ts';
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';
import type { Model } from '../model.ts';
import type { Presence } from '../fleet/presence.ts';
import type { Servers } from '../servers/servers.ts';

type Sum = 'work' | 'couldWork' | 'couldWorkAvailable' | 'inFlightTime';
/** Of each sum a column, by the order in which servers became known. */
type Sums = Record<Sum, Float64Array>;

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
  { warmup, duration, servers: specs }: Pick<Model, 'warmup' | 'duration' | 'servers'>,
  events: Events,
  servers: Servers,
  { launchedAt }: Pick<Presence, 'launchedAt'>,
): ServerTimelineRecorder {
  const atFirst = specs.reduce((sum, { reserve }) => (reserve === true ? sum : sum + 1), 0);
  const most = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(MOST_CELLS / atFirst)));
  const length = Math.max(1, Math.ceil((duration - warmup) / most));
  const count = Math.ceil((duration - warmup) / length);
  const windows: Sums[] = [];
  /** A column for each server that was ever there: those in reserve, of which there may be very many, have none. */
  const known: number[] = [];
  const columnOf = new Int32Array(servers.count).fill(-1);
  /** At the start of the window. */
  let before = noSums(0);

  function open(): void {
    before = sumsOfKnown();
    awaitWindowEnd();
  }

  function onWindowEnd(): void {
    record();
    awaitWindowEnd();
  }

  function close(): void {
    if (windows.length < count) record();
  }

  function awaitWindowEnd(): void {
    if (windows.length + 1 < count) events.push(length, LANE.timer, 0, EVENT.timelineWindowEnds, 0);
  }

  function record(): void {
    const after = sumsOfKnown();
    windows.push({
      work: growth(before.work, after.work),
      couldWork: growth(before.couldWork, after.couldWork),
      couldWorkAvailable: growth(before.couldWorkAvailable, after.couldWorkAvailable),
      inFlightTime: growth(before.inFlightTime, after.inFlightTime),
    });
    before = after;
  }

  function sumsOfKnown(): Sums {
    for (let server = 0; server < servers.count; server++)
      if (columnOf[server] < 0 && launchedAt[server] !== Infinity) columnOf[server] = known.push(server) - 1;
    const sums = noSums(known.length);
    for (let column = 0; column < known.length; column++) {
      const now = servers.peek(known[column]);
      sums.work[column] = now.work;
      sums.couldWork[column] = now.couldWork;
      sums.couldWorkAvailable[column] = now.couldWorkAvailable;
      sums.inFlightTime[column] = now.inFlightTime;
    }
    return sums;
  }

  /** A sum of the shown servers in each window: of each window one after the other. */
  function shownOf(key: Sum, shown: number[]): Float64Array {
    const all = new Float64Array(count * shown.length);
    windows.forEach(({ [key]: sums }, window) => {
      const row = window * shown.length;
      for (let i = 0; i < shown.length; i++) all[row + i] = sums[columnOf[shown[i]]] ?? 0;
    });
    return all;
  }

  return {
    open,
    onWindowEnd,
    close,
    of: (shown) => ({
      length,
      count,
      work: shownOf('work', shown),
      capacity: shownOf('couldWork', shown),
      availableCapacity: shownOf('couldWorkAvailable', shown),
      inFlightTime: shownOf('inFlightTime', shown),
    }),
  };
}

const noSums = (columns: number): Sums => ({
  work: new Float64Array(columns),
  couldWork: new Float64Array(columns),
  couldWorkAvailable: new Float64Array(columns),
  inFlightTime: new Float64Array(columns),
});

/** A server that was not known before had done nothing. */
function growth(before: Float64Array, after: Float64Array): Float64Array {
  const grown = after.slice();
  for (let column = 0; column < before.length; column++) grown[column] -= before[column];
  return grown;
}
