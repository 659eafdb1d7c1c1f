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
import type { ServerSums } from './server-totals.ts';
import type { Servers } from '../servers/servers.ts';

type Sum = 'work' | 'couldWork' | 'couldWorkAvailable' | 'inFlightTime';

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
  const windows: Record<Sum, Float64Array>[] = [];
  /** A column for each server that was ever there: those in reserve, of which there may be very many, have none. */
  const known: number[] = [];
  const columnOf = new Int32Array(servers.count).fill(-1);
  /** By column: sums at the start of the window. */
  let before: ServerSums[] = [];

  function onWindowEnd(): void {
    record();
    start();
  }

  function close(): void {
    if (windows.length < count) record();
  }

  function start(): void {
    before = sumsOfKnown();
    if (windows.length + 1 < count) events.push(length, LANE.timer, 0, EVENT.timelineWindowEnds, 0);
  }

  function record(): void {
    const after = sumsOfKnown();
    const grown = (key: Sum) => Float64Array.from(after, (sums, column) => sums[key] - (before[column]?.[key] ?? 0));
    windows.push({
      work: grown('work'),
      couldWork: grown('couldWork'),
      couldWorkAvailable: grown('couldWorkAvailable'),
      inFlightTime: grown('inFlightTime'),
    });
  }

  function sumsOfKnown(): ServerSums[] {
    for (let server = 0; server < servers.count; server++)
      if (columnOf[server] < 0 && launchedAt[server] !== Infinity) columnOf[server] = known.push(server) - 1;
    return known.map(servers.peek);
  }

  /** A sum of the shown servers in each window: of each window one after the other. */
  function shownOf(key: Sum, shown: number[]): Float64Array {
    const columns = shown.map((server) => columnOf[server]);
    const all = new Float64Array(count * shown.length);
    for (const [row, window] of windows.entries())
      for (const [i, column] of columns.entries()) all[row * shown.length + i] = window[key][column] ?? 0;
    return all;
  }

  return {
    open: start,
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
