/** A server goes down with all it holds; clients and balancers see it at once. */
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { Model } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import { CHANGE, idOfChange } from '../fleet/pool-changes.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import type { Servers } from '../servers/servers.ts';
import type { Ways } from '../requests/ways.ts';

const { INTEGERS, BYTES, NUMBER, PLACE: AT, ABANDONED } = ROW;
const { IN_TRANSIT, QUEUED, ON_CORE, WAITING } = PLACE;

export interface Crashes {
  /** The server is taken down, and stays so until `servers.restart`; how many requests were lost. */
  readonly stop: (server: number) => number;
  /** The server goes down, and stays so until `revive`. */
  readonly crash: (server: number) => void;
  /** A crash of it is over. */
  readonly revive: (server: number) => void;
  /** It dies of what it holds, if that is more than it survives, and comes back after the time that its policy says. */
  readonly crashIfFatal: (server: number) => void;
}

/** What the walk does. */
export interface CrashesWalk {
  /** Ends all tries of a request with an outcome and tells its client. */
  readonly lose: (slot: number, outcome: number) => void;
  /** Hear of a server when it holds nothing any more: that it is down, and after a crash that it is empty. */
  readonly onDown: ((server: number) => void) | undefined;
  readonly onLost: (server: number) => void;
}

export function createCrashes(
  events: Events,
  happenings: Happenings,
  model: Model,
  { integers, bytes, used, free }: Requests,
  servers: Servers,
  { serverOf }: Ways,
  { lose, onLost, onDown }: CrashesWalk,
): Crashes {
  const { memory } = servers;
  /** By server: crashes that last. */
  const lasting = new Int32Array(model.servers.length);

  function stop(server: number): number {
    const held = heldBy(server);
    servers.stop(server, held);
    const lost = drop(held);
    onDown?.(server);
    return lost;
  }

  function crash(server: number): void {
    if (lasting[server]++ === 0) happenings.tell('crash', model.servers[server].name);
    // Down already: one more reason to stay so.
    if (!servers.isUp(server)) return servers.stop(server, []);
    const held = heldBy(server);
    servers.stop(server, held);
    drop(held);
    onDown?.(server);
    onLost(server);
  }

  function revive(server: number): void {
    servers.restart(server);
    if (--lasting[server] === 0) happenings.tell('restart', model.servers[server].name);
  }

  /** In order of arrival. */
  function heldBy(server: number): number[] {
    const held: number[] = [];
    for (let slot = 0; slot < used(); slot++) if (isAtServer(slot) && serverOf(slot) === server) held.push(slot);
    return held.sort((a, b) => integers[(a << INTEGERS) | NUMBER] - integers[(b << INTEGERS) | NUMBER]);
  }

  function isAtServer(slot: number): boolean {
    const place = bytes[(slot << BYTES) | AT];
    return place === QUEUED || place === ON_CORE || place === WAITING;
  }

  /** How many of them their clients still waited for. */
  function drop(held: number[]): number {
    let lost = 0;
    for (const slot of held) {
      // The end of its wait still stands in the heap: the slot is freed there.
      const isReferred = bytes[(slot << BYTES) | AT] === WAITING;
      const isAnswered = bytes[(slot << BYTES) | ABANDONED] === 1;
      bytes[(slot << BYTES) | AT] = IN_TRANSIT;
      bytes[(slot << BYTES) | ABANDONED] = 1;
      if (!isAnswered) {
        lost++;
        lose(slot, OUTCOME.failed);
      }
      if (!isReferred) free(slot);
    }
    return lost;
  }

  return {
    stop,
    crash,
    revive,
    crashIfFatal(server) {
      if (!memory.mayCrash || !servers.isUp(server) || !memory.isFatal(server)) return;
      events.push(
        memory.restartTime(server),
        LANE.poolChange,
        idOfChange(server, CHANGE.RESTARTED),
        EVENT.restart,
        server,
      );
      crash(server);
    },
  };
}
