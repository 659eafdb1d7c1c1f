/** Which servers are up, which of them are available, for how long they were, and what they could have worked meanwhile. */
import type { Cell } from '../../kernel/cells.ts';
import { capacityOf } from '../servers/capacity.ts';
import type { ServerSpec } from '../model.ts';

export interface ServerUptime {
  readonly isUp: (server: number) => boolean;
  /** One more reason to be down. False: it was down already. */
  readonly stop: (server: number) => boolean;
  /** One less. False: it is still down. */
  readonly restart: (server: number) => boolean;
  /** One more balancer may pick it (1), or one less (-1). It is available while it is up and any may. */
  readonly onPickers: (server: number, change: 1 | -1) => void;
  /** Since the start, nanoseconds. */
  readonly downTime: (server: number) => number;
  /** Work a nanosecond at full use. */
  readonly capacity: (server: number) => number;
  /** What it could have worked since the start, while up. */
  readonly couldWork: (server: number) => number;
  /** The same, while available. */
  readonly couldWorkAvailable: (server: number) => number;
  /** It is as large as this from now on. */
  readonly resize: (server: number, spec: ServerSpec) => void;
}

export function createServerUptime(specs: ServerSpec[], now: Cell): ServerUptime {
  const capacity = Float64Array.from(specs, capacityOf);
  const pickers = new Int32Array(specs.length);
  /** What keeps it down: crashes that last, a restart, or that it is in reserve or gone. */
  const up = createPhase(
    specs.map(({ reserve }) => (reserve === true ? 1 : 0)),
    capacity,
    now,
  );
  /** What keeps it from being available: that it is down, that no balancer may pick it. */
  const available = createPhase(
    specs.map(({ reserve }) => (reserve === true ? 2 : 1)),
    capacity,
    now,
  );

  return {
    isUp: up.lasts,
    stop(server) {
      if (!up.stop(server)) return false;
      available.stop(server);
      return true;
    },
    restart(server) {
      if (!up.restart(server)) return false;
      available.restart(server);
      return true;
    },
    onPickers(server, change) {
      const before = pickers[server];
      pickers[server] += change;
      if (before === 0) available.restart(server);
      else if (pickers[server] === 0) available.stop(server);
    },
    downTime: up.outTime,
    capacity: (server) => capacity[server],
    couldWork: up.couldWork,
    couldWorkAvailable: available.couldWork,
    resize(server, spec) {
      up.settle(server);
      available.settle(server);
      capacity[server] = capacityOf(spec);
    },
  };
}

/** A state that each server is in while there is no reason against it; and what it could work in that state. */
interface Phase {
  lasts: (server: number) => boolean;
  /** One more reason against it. False: there was one already. */
  stop: (server: number) => boolean;
  /** One less. False: there still is one. */
  restart: (server: number) => boolean;
  /** How long it was not in that state. */
  outTime: (server: number) => number;
  couldWork: (server: number) => number;
  /** Its capacity is about to change. */
  settle: (server: number) => void;
}

/** `against`: reasons at the start. */
function createPhase(against: number[], capacity: Float64Array, now: Cell): Phase {
  const reasons = Int32Array.from(against);
  const outBefore = new Float64Array(against.length);
  const outSince = new Float64Array(against.length);
  /** As of the last change of its capacity. */
  const couldWorkThen = new Float64Array(against.length);
  const inTimeThen = new Float64Array(against.length);

  const lasts = (server: number) => reasons[server] === 0;

  function outTime(server: number): number {
    return outBefore[server] + (lasts(server) ? 0 : now[0] - outSince[server]);
  }

  function couldWork(server: number): number {
    return couldWorkThen[server] + (now[0] - outTime(server) - inTimeThen[server]) * capacity[server];
  }

  return {
    lasts,
    stop(server) {
      if (reasons[server]++ > 0) return false;
      outSince[server] = now[0];
      return true;
    },
    restart(server) {
      if (--reasons[server] > 0) return false;
      outBefore[server] += now[0] - outSince[server];
      return true;
    },
    outTime,
    couldWork,
    settle(server) {
      couldWorkThen[server] = couldWork(server);
      inTimeThen[server] = now[0] - outTime(server);
    },
  };
}
